"""Messages that a platform had taken and did not deliver after all.

It may tell so before whoever sent them has noted that they went: then it is kept, and looked at again (``early``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.messages import Unreachable
from domain.speaking import UNTIL_HEARD
from storage import unreachable
from storage.engine.database import insert_new
from storage.states import OutboxState
from storage.tables import came_back, heard_accounts, outbox

#: What names no message of ours by then never will.
KEPT = timedelta(days=1)
#: A message that its channel is at fault for goes once more each time the channel is found good; so often.
MOST_TRIES = 10
_DETAIL = 100


@dataclass(frozen=True, kw_only=True)
class Back:
    """One message, by its platform's id. ``reason``: why its receiver is not reached; None: the channel is bad."""

    channel: str
    account: str
    message_id: str
    reason: Unreachable | None
    detail: str = ""


async def note(connection: AsyncConnection, back: Back, *, at: datetime) -> bool:
    """Whether it is one of ours, which is then not delivered; ``at``: real time. Idempotent.

    It waits until its receiver is heard, goes again where they have been since or the channel was bad, or is given up.
    What is not known to have gone is kept for ``early``; whoever is not known changes nothing.
    """
    if not back.message_id:
        return False
    if await _taken_back(connection, back, at):
        return True
    row = {"channel": back.channel, "message_id": back.message_id, "account": back.account}
    told = {"reason": back.reason, "detail": back.detail[:_DETAIL], "at": at}
    await insert_new(connection, came_back, [row | told], ("channel", "message_id"))
    return False


async def any_early(connection: AsyncConnection) -> bool:
    return await connection.scalar(select(came_back.c.message_id).limit(1)) is not None


async def early(connection: AsyncConnection, *, now: datetime) -> list[Back]:
    """Look again at what was told too early (``now``: real time): those that have been taken back by that."""
    await connection.execute(delete(came_back).where(came_back.c.at <= now - KEPT))
    columns = [column for column in came_back.c if column.name != "at"]
    found = [Back(**row) for row in (await connection.execute(select(*columns))).mappings()]
    taken = [back for back in found if await _taken_back(connection, back, now)]
    for back in taken:
        mine = (came_back.c.channel == back.channel) & (came_back.c.message_id == back.message_id)
        await connection.execute(delete(came_back).where(mine))
    return taken


async def _taken_back(connection: AsyncConnection, back: Back, at: datetime) -> bool:
    mine = (outbox.c.channel == back.channel) & (outbox.c.account == back.account)
    ours = mine & (outbox.c.message_id == back.message_id) & (outbox.c.state == OutboxState.SENT)
    left = ((outbox.c.text != "") | (outbox.c.attachment_key != "")).label("left")
    rows = (await connection.execute(select(outbox.c.id, outbox.c.sent_at, outbox.c.attempts, left).where(ours))).all()
    own = (heard_accounts.c.channel == back.channel) & (heard_accounts.c.account == back.account)
    heard_at = await connection.scalar(select(heard_accounts.c.heard_at).where(own)) if rows else None
    for row in rows:
        since = heard_at is not None and heard_at > row.sent_at
        values = _what_becomes_of(row, back, since=since)
        again = {"batch": None, "retry_at": at} if values["state"] is OutboxState.NEW else {}
        gone = {"sent_at": None, "message_id": ""}
        await connection.execute(update(outbox).where(outbox.c.id == row.id).values(values | again | gone))
        if back.reason is not None and not since:
            await unreachable.note(connection, back.channel, {back.account: back.reason}, at=at)
    return bool(rows)


def _what_becomes_of(row: Row[Any], back: Back, *, since: bool) -> dict[str, Any]:
    """``since``: its receiver has spoken since it went. What has no words left cannot go again."""
    if back.reason is None:
        tried = row.attempts >= MOST_TRIES or not row.left
        return {"state": OutboxState.FAILED if tried else OutboxState.NEW, "error": back.detail or "came back"}
    if back.reason not in UNTIL_HEARD or not row.left:
        return {"state": OutboxState.REJECTED, "error": back.reason.value}
    if since:
        return {"state": OutboxState.NEW, "error": back.reason.value, "attempts": 0}
    return {"state": OutboxState.PARKED, "error": back.reason.value}

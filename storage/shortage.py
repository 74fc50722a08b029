"""What of the outbox does not go for want of a month's calls, and since when people know that. All times real."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.precedence import Precedence
from storage.engine.many import among
from storage.states import OutboxState
from storage.tables import outbox

#: What the keys of the messages begin with that tell of it.
TOLD_BY = "shortage:"

_WAITS = (outbox.c.state == OutboxState.NEW) & outbox.c.claim.is_(None)


@dataclass(frozen=True, slots=True)
class Untold:
    """A message that waits, of which nobody knows it yet. ``first``: it is no further part of another."""

    id: int
    account: str
    precedence: Precedence
    to_group: bool
    first: bool


async def untold(connection: AsyncConnection, channel: str, *, before: datetime, none: bool) -> list[Untold]:
    """What has waited since ``before``; where some calls are left (not ``none``) only what is kept back."""
    waits = _WAITS & (outbox.c.channel == channel) & outbox.c.told_at.is_(None) & (outbox.c.queued_at <= before)
    waits &= ~outbox.c.key.startswith(TOLD_BY, autoescape=True)
    if not none:
        waits &= outbox.c.precedence >= Precedence.RECEIPT
    query = select(outbox.c.id, outbox.c.account, outbox.c.precedence, outbox.c.to_group, outbox.c.key).where(waits)
    rows = await connection.execute(query.order_by(outbox.c.precedence, outbox.c.id))
    return [
        Untold(id_, account, Precedence(precedence), to_group, key.endswith("#1"))
        for id_, account, precedence, to_group, key in rows
    ]


async def told(connection: AsyncConnection, ids: Collection[int], *, at: datetime) -> None:
    await connection.execute(update(outbox).where(among(connection, outbox.c.id, ids)).values(told_at=at))


async def last_told(connection: AsyncConnection, channel: str) -> datetime | None:
    """When it was last told of this channel."""
    last: datetime | None = await connection.scalar(
        select(func.max(outbox.c.told_at)).where(outbox.c.channel == channel)
    )
    return last


async def leave_out(connection: AsyncConnection, channel: str, *, before: datetime, now: datetime) -> int:
    """What is known to wait and need not be said any more is not; how many.

    That is what can do without and has waited since ``before``, and whose time is over at ``now`` (campaign time).
    """
    known = _WAITS & (outbox.c.channel == channel) & outbox.c.told_at.is_not(None)
    over = (outbox.c.precedence >= Precedence.RECEIPT) & (outbox.c.queued_at <= before) | (outbox.c.expires_at <= now)
    dropped = {"state": OutboxState.DROPPED, "text": "", "error": "left out: no calls"}
    return int((await connection.execute(update(outbox).where(known, over).values(dropped))).rowcount)

"""Messages that a platform had taken and did not deliver after all."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, case, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.messages import Unreachable
from domain.speaking import UNTIL_HEARD
from storage import unreachable
from storage.states import OutboxState
from storage.tables import outbox


async def note(
    connection: AsyncConnection, channel: str, account: str, *, message_id: str, reason: Unreachable, at: datetime
) -> None:
    """It waits until its receiver is heard where that helps and its words are still there; else it is not delivered.

    ``at``: real time. Whoever is not known, or a message that is none of ours, changes nothing. Idempotent.
    """
    ours = and_(
        outbox.c.channel == channel,
        outbox.c.account == account,
        outbox.c.message_id == message_id,
        outbox.c.state == OutboxState.SENT,
    )
    waits = (outbox.c.text != "") | (outbox.c.attachment_key != "")
    parked = case((waits, OutboxState.PARKED.value), else_=OutboxState.REJECTED.value)
    state = parked if reason in UNTIL_HEARD else OutboxState.REJECTED.value
    if message_id:
        values = {"state": state, "error": reason.value, "sent_at": None, "message_id": ""}
        await connection.execute(update(outbox).where(ours).values(values))
    await unreachable.note(connection, channel, {account: reason}, at=at)

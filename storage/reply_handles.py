"""What answers a message on its platform: handles that came with messages, sealed, each for its own conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine.database import Database
from storage.states import InboxState, OutboxState
from storage.tables import inbox, outbox


@dataclass(frozen=True, slots=True)
class ReplyHandle:
    """``sealed`` opens to what the channel gave (``Incoming.reply``); ``inbox_id``: with which message."""

    inbox_id: int
    sealed: str


async def newest(
    connection: AsyncConnection, channel: str, account: str, *, to_group: bool, answers: int | None, now: datetime
) -> ReplyHandle | None:
    """That of the message which is answered, else the newest of its conversation that is good at ``now`` (real).

    Of messages whose own answer is still to come, none is taken for anything else.
    """
    own = inbox.c.group_id == account if to_group else (inbox.c.group_id == "") & (inbox.c.sender == account)
    good = (inbox.c.channel == channel) & own & (inbox.c.reply_handle != "") & (inbox.c.reply_until > now)
    answer = select(outbox.c.id).where(outbox.c.reply_to == inbox.c.id, outbox.c.state == OutboxState.NEW).exists()
    spare = (inbox.c.state != InboxState.NEW) & ~answer
    if answers is not None:
        spare |= inbox.c.id == answers
    order = [case((inbox.c.id == answers, 0), else_=1)] if answers is not None else []
    query = select(inbox.c.id, inbox.c.reply_handle).where(good, spare).order_by(*order, inbox.c.id.desc()).limit(1)
    row = (await connection.execute(query)).one_or_none()
    return ReplyHandle(*row) if row else None


async def used(database: Database, inbox_id: int) -> None:
    """It is good for nothing any more. Idempotent."""
    async with database.write() as connection:
        await connection.execute(update(inbox).where(inbox.c.id == inbox_id).values(reply_handle=""))


async def forget_expired(database: Database, *, now: datetime) -> None:
    """Blank those whose time (real) is over."""
    over = (inbox.c.reply_handle != "") & (inbox.c.reply_until <= now)
    async with database.write() as connection:
        await connection.execute(update(inbox).where(over).values(reply_handle=""))

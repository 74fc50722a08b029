"""Receipts gather: forty photos in a minute make one or two replies. An open receipt waits for a short silence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine.database import upsert
from storage.states import InboxState, ReceiptState
from storage.tables import inbox, receipts

#: Reply after this much silence …
SILENCE = timedelta(seconds=2)
#: … but never later than this after the first thing that the reply is about.
MOST = timedelta(seconds=8)


async def gather(connection: AsyncConnection, *, channel: str, account: str, person_id: int, real: datetime) -> int:
    """The open receipt of this account, waiting for silence from ``real`` on; opened if there is none."""
    statement = upsert(connection, receipts).values(
        channel=channel, account=account, person_id=person_id, opened_at=real, due_at=real + SILENCE
    )
    extended = statement.on_conflict_do_update(
        index_elements=["channel", "account"],
        index_where=text("state = 'open'"),
        set_={"due_at": real + SILENCE},
    ).returning(receipts.c.id)
    return int((await connection.execute(extended)).scalar_one())


@dataclass(frozen=True, kw_only=True)
class ReceiptToSend:
    """An open receipt whose time has come, and the account it goes to."""

    id: int
    person_id: int
    channel: str
    account: str


async def next_due(connection: AsyncConnection, *, real: datetime) -> ReceiptToSend | None:
    """The next receipt to send, locked: silence has come and its sender's mail is done, or it has waited enough."""
    unread = (
        select(inbox.c.id)
        .where(
            inbox.c.state == InboxState.NEW,
            inbox.c.channel == receipts.c.channel,
            inbox.c.sender == receipts.c.account,
            or_(inbox.c.retry_at <= real, inbox.c.claimed_until >= real),
        )
        .exists()
    )
    quiet = and_(receipts.c.due_at <= real, ~unread)
    query = (
        select(receipts)
        .where(receipts.c.state == ReceiptState.OPEN, or_(quiet, receipts.c.opened_at <= real - MOST))
        .order_by(receipts.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = (await connection.execute(query)).mappings().one_or_none()
    return ReceiptToSend(**{name: row[name] for name in ReceiptToSend.__dataclass_fields__}) if row else None


async def close(connection: AsyncConnection, receipt_id: int) -> None:
    await connection.execute(update(receipts).where(receipts.c.id == receipt_id).values(state=ReceiptState.SENT))

"""Receipts gather: forty photos in a minute make one or two replies. An open receipt waits for a short silence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Executable, and_, func, literal_column, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import setbacks
from storage.engine import claims
from storage.engine.database import upsert_of
from storage.engine.prepared import prepared
from storage.states import InboxState, Lane, ReceiptState
from storage.tables import identities, inbox, receipts

#: Reply after this much silence …
SILENCE = timedelta(seconds=2)
#: … but never later than this after the first thing that the reply is about.
MOST = timedelta(seconds=8)


async def gather(connection: AsyncConnection, *, channel: str, account: str, person_id: int, real: datetime) -> int:
    """The open receipt of this account, waiting for silence from ``real`` on; opened if there is none.

    ``person_id``: whose it is when the account is nobody's any more.
    """
    statement = _gathering(connection.dialect.name, channel=channel, account=account, person_id=person_id, real=real)
    return int((await connection.execute(*statement)).scalar_one())


@prepared
def _gathering(dialect: str, *, channel: Any, account: Any, person_id: Any, real: Any) -> Executable:
    owner = select(identities.c.person_id).where(identities.c.channel == channel, identities.c.account == account)
    statement = upsert_of(dialect, receipts).values(
        channel=channel,
        account=account,
        person_id=func.coalesce(owner.scalar_subquery(), person_id),
        opened_at=real,
        due_at=real + SILENCE,
    )
    return statement.on_conflict_do_update(
        index_elements=["channel", "account"],
        index_where=text("state = 'open'"),
        set_={"due_at": real + SILENCE},
    ).returning(receipts.c.id)


@dataclass(frozen=True, kw_only=True)
class ReceiptToSend:
    """An open receipt whose time has come, and the account it goes to."""

    id: int
    person_id: int
    channel: str
    account: str


async def take_due(connection: AsyncConnection, *, real: datetime) -> ReceiptToSend | None:
    """Close the next receipt to send, in the transaction that says it; None when there is none.

    Its account has been quiet for ``SILENCE`` and has no message to be worked on, or it has been open for ``MOST``; or
    it could not be worded before, and its next try has come.
    """
    row = (await connection.execute(*_taking_due(real=real))).mappings().one_or_none()
    return ReceiptToSend(**{name: row[name] for name in ReceiptToSend.__dataclass_fields__}) if row else None


@prepared
def _taking_due(*, real: Any) -> Executable:
    unread = (
        select(inbox.c.id)
        .where(
            inbox.c.state == InboxState.NEW,
            inbox.c.channel == receipts.c.channel,
            inbox.c.sender == receipts.c.account,
            or_(claims.waited(inbox, real), ~claims.free(inbox, real)),
        )
        .exists()
    )
    quiet = and_(receipts.c.due_at <= real, ~unread)
    clock_set_back = receipts.c.opened_at > real + MOST
    open_ = and_(receipts.c.state == ReceiptState.OPEN, or_(quiet, receipts.c.opened_at <= real - MOST, clock_set_back))
    again = and_(receipts.c.state == ReceiptState.CLOSED, ~setbacks.held_back(Lane.RECEIPTS, receipts.c.id, real))
    chosen = (
        select(receipts.c.id)
        # As the index of those that are not sent says it: a week leaves hundreds of thousands that are.
        .where(receipts.c.state != literal_column("'sent'"), or_(open_, again))
        .order_by(receipts.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    closing = update(receipts).where(receipts.c.id == chosen).values(state=ReceiptState.SENT)
    return closing.returning(receipts)


async def put_back(connection: AsyncConnection, receipt_id: int, *, aside: bool) -> None:
    """It could not be worded: what comes now opens another. ``aside``: it is not tried again."""
    unsent = (receipts.c.id == receipt_id) & receipts.c.state.in_((ReceiptState.OPEN, ReceiptState.CLOSED))
    state = ReceiptState.FAILED if aside else ReceiptState.CLOSED
    await connection.execute(update(receipts).where(unsent).values(state=state))

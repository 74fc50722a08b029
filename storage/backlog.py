"""What waits, box by box, and for how long. A row is as old as it is, whatever was tried with it meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ColumnElement, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.early_fetches import awaited
from storage.inbox import PAGE, UPLOAD
from storage.states import InboxState, NoticeState, OutboxState, ReceiptState
from storage.tables import inbox, outbox, receipts, scheduled_notices


class Box(StrEnum):
    """Where work waits: a table of rows that a loop of the worker takes one by one."""

    INBOX = "inbox"
    #: Of the inbox, what waits for a file that must be fetched early.
    FETCHES = "fetches"
    OUTBOX = "outbox"
    RECEIPTS = "receipts"
    NOTICES = "notices"


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """How many rows of one box wait, and the age of the oldest; zero when none does."""

    waiting: int
    oldest: timedelta


#: Box → when a row of it began to wait, and which rows wait.
_BOXES: dict[Box, tuple[Column[Any], ColumnElement[bool]]] = {
    Box.INBOX: (inbox.c.arrived_at, inbox.c.state == InboxState.NEW),
    Box.FETCHES: (inbox.c.arrived_at, awaited()),
    Box.OUTBOX: (outbox.c.queued_at, outbox.c.state == OutboxState.NEW),
    Box.RECEIPTS: (receipts.c.opened_at, receipts.c.state.in_((ReceiptState.OPEN, ReceiptState.CLOSED))),
    Box.NOTICES: (scheduled_notices.c.run_at, scheduled_notices.c.state == NoticeState.NEW),
}


async def backlog(connection: AsyncConnection, *, now: datetime, real: datetime) -> dict[Box, Backlog]:
    """Every box. ``now``: campaign time, by which notices become due; ``real``: the machine's."""
    return {box: await _measured(connection, box, now if box is Box.NOTICES else real) for box in Box}


async def waiting(connection: AsyncConnection) -> frozenset[Box]:
    """The boxes of messages and receipts in which anything waits, for whatever."""
    row = (await connection.execute(_WAITING)).one()
    return frozenset(box for box, some in zip(_WRITTEN_OUT, row, strict=True) if some)


#: Written out, no parameters: so databases know when they plan that the indexes of what waits will do. A receipt that
#: is closed could not be worded: nobody is woken for it.
_WRITTEN_OUT = {
    box: select(table.c.id).where(table.c.state == literal(state, table.c.state.type, literal_execute=True)).exists()
    for box, table, state in (
        (Box.INBOX, inbox, InboxState.NEW),
        (Box.OUTBOX, outbox, OutboxState.NEW),
        (Box.RECEIPTS, receipts, ReceiptState.OPEN),
    )
}
_WRITTEN_OUT[Box.FETCHES] = select(inbox.c.id).where(inbox.c.fetch_by.is_not(None)).exists()
_WAITING = select(*_WRITTEN_OUT.values())


async def _measured(connection: AsyncConnection, box: Box, now: datetime) -> Backlog:
    since, waits = _BOXES[box]
    # What is to be done later does not wait yet.
    query = select(func.count(), func.min(since)).where(waits, since <= now)
    number, oldest = (await connection.execute(query)).one()
    return Backlog(waiting=number, oldest=now - oldest if oldest else timedelta())


async def standing_still(connection: AsyncConnection, real: datetime) -> dict[str, timedelta]:
    """Channel → for how long its oldest message has waited without any other being sent meanwhile."""
    oldest = select(outbox.c.channel, func.min(outbox.c.queued_at)).where(outbox.c.state == OutboxState.NEW)
    found: dict[str, timedelta] = {}
    for channel, since in (await connection.execute(oldest.group_by(outbox.c.channel))).all():
        lately = select(func.max(outbox.c.sent_at)).where(outbox.c.channel == channel, outbox.c.sent_at > since)
        found[channel] = real - max(since, await connection.scalar(lately) or since)
    return found


async def last_arrival(connection: AsyncConnection) -> datetime | None:
    """When a platform last brought a message (real time); what came by the upload page proves no platform."""
    by_page = or_(*(inbox.c.external_id.startswith(prefix, autoescape=True) for prefix in (PAGE, UPLOAD)))
    newest = select(inbox.c.arrived_at).where(~by_page).order_by(inbox.c.id.desc()).limit(1)
    arrived: datetime | None = await connection.scalar(newest)
    return arrived

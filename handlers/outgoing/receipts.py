"""Sending gathered receipts: one reply for everything that came within a short silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from domain.days import Timing, timing
from domain.findings import Kind
from domain.obligation import Obligation, Standing, counted_at, standing
from domain.submission import Submission
from formats.chat.receipt import ReceiptDay, ReceiptItem, ReceiptView, receipt_text
from handlers import upload_links
from handlers.context import Context
from handlers.outbox import say
from handlers.submissions.progress import progress
from storage import obligations, organisations, people, receipts, submissions, uploads
from storage.engine.database import Connection
from storage.outbox import OutboxMessage
from storage.receipts import ReceiptToSend


async def send_next(ctx: Context) -> bool:
    """Send the next receipt whose silence has come; True when there was one."""
    async with ctx.database.write() as connection:
        due = await receipts.next_due(connection, real=ctx.clock.real())
        if due is None:
            return False
        view = await _view(ctx, connection, due)
        if any(upload_links.needs_upload_page(item, view.channel) for item in view.items):
            url, until = await upload_links.new_link(ctx, connection, due.person_id, due.channel, due.account)
            view = replace(view, link=url, link_until=until)
        message = OutboxMessage(
            channel=due.channel, account=due.account, text=receipt_text(view), key=f"receipt:{due.id}"
        )
        await say(ctx, connection, [message])
        await receipts.close(connection, due.id)
    return True


async def _view(ctx: Context, connection: Connection, due: ReceiptToSend) -> ReceiptView:
    now = ctx.clock.now()
    items = await submissions.of_receipt(connection, due.id)
    by_obligation: dict[int, list[Submission]] = {}
    for submission in items:
        if submission.obligation_id is not None:
            by_obligation.setdefault(submission.obligation_id, []).append(submission)
    unplaced = [s for s in items if s.obligation_id is None]
    person = await people.get(connection, due.person_id) if unplaced else None
    unassigned = [item_of(ctx, submission, None) for submission in unplaced]
    return ReceiptView(
        number=f"{now:%m%d}-{due.id}",
        at=now,
        days=tuple([await _day(ctx, connection, key, found) for key, found in by_obligation.items()]),
        unassigned=tuple(await with_origin(connection, unassigned)),
        units=tuple(unit.name for unit in person.reports_for) if person else (),
        channel=ctx.channels[due.channel].abilities,
    )


async def _day(ctx: Context, connection: Connection, obligation_id: int, items: Sequence[Submission]) -> ReceiptDay:
    obligation = await obligations.get(connection, obligation_id)
    unit = await organisations.get(connection, obligation.organisation_id)
    so_far = (await progress(ctx, connection, [obligation]))[obligation.id]
    shown = {s.id for s in items}
    campaign = ctx.campaigns.get(obligation.campaign)
    milestone = campaign.milestone(obligation.item) if campaign else None
    when = timing(obligation, max(_counted_at(s) for s in items))
    return ReceiptDay(
        organisation=unit.name if unit else "",
        item_name=milestone.name if milestone else None,
        day=obligation.day,
        timing=when,
        more=when is Timing.LATE and standing(obligation) is Standing.ON_TIME,
        due_at=obligation.due_at,
        met=obligation.met_at is not None,
        missing_kinds=so_far.missing_kinds,
        uncaptioned=tuple(number for number in so_far.uncaptioned if number not in shown),
        refused=tuple(number for number in so_far.refused if number not in shown),
        movable_to=await _movable_to(ctx, connection, obligation),
        items=tuple(await with_origin(connection, [item_of(ctx, s, obligation) for s in items])),
    )


def _counted_at(submission: Submission) -> datetime:
    """A photo whose caption came long after it counts from its caption, and so must the receipt say."""
    return counted_at(submission.sent_at, submission.captioned_at, photo=submission.kind is Kind.PHOTO)


async def _movable_to(ctx: Context, connection: Connection, obligation: Obligation) -> tuple[date, ...]:
    """The other days of this unit that can be reported for at this moment."""
    if not obligation.daily:
        return ()
    now = ctx.clock.now()
    owed = await obligations.of_organisation(connection, obligation.organisation_id, [obligation.campaign])
    return tuple(o.day for o in owed if o.daily and o.id != obligation.id and o.open_at(now))


def item_of(ctx: Context, submission: Submission, obligation: Obligation | None) -> ReceiptItem:
    """A submission as receipts tell it."""
    characters = submission.facts.get("characters")
    return ReceiptItem(
        number=submission.id,
        kind=submission.kind,
        state=submission.state,
        findings=submission.findings,
        caption=submission.caption,
        title=submission.title,
        file_name=submission.file_name,
        characters=characters if isinstance(characters, int) else None,
        item=submission.item,
        label=_label(ctx, submission, obligation),
    )


async def with_origin(connection: Connection, items: Sequence[ReceiptItem]) -> list[ReceiptItem]:
    """The same, each knowing whether it came by the upload page."""
    uploaded = await uploads.numbers(connection, [item.number for item in items])
    return [replace(item, by_page=item.number in uploaded) for item in items]


def _label(ctx: Context, submission: Submission, obligation: Obligation | None) -> str:
    campaign = ctx.campaigns.get(obligation.campaign) if obligation else None
    milestone = campaign.milestone(submission.item) if campaign else None
    return milestone.name if milestone else ""

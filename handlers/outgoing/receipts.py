"""Sending gathered receipts: one reply for everything that came within a short silence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from domain.campaigns.campaign import DAILY
from domain.conversation import EarlyCaption
from domain.days import Timing, timing
from domain.findings import Kind
from domain.language.acts import CaptionText, GiveCaption
from domain.language.decisions import OFFERED_FOR
from domain.obligation import Obligation, Standing, counted_at, standing
from domain.submission import State, Submission
from formats.chat.receipt import ReceiptDay, ReceiptItem, ReceiptView, receipt_text, without_details
from handlers import setbacks, upload_links
from handlers.context import Context
from handlers.outbox import abilities, say
from handlers.submissions import remembering
from handlers.submissions.progress import Progress, progress
from storage import obligations, people, receipts, recollections, submissions
from storage.engine.database import Connection, DatabaseUnavailable
from storage.outbox import OutboxMessage
from storage.receipts import ReceiptToSend
from storage.states import Lane
from storage.submissions import OnReceipt


async def send_next(ctx: Context) -> bool:
    """Send the next receipt whose silence has come; True when there was one."""
    due: ReceiptToSend | None = None

    async def taken(connection: Connection) -> None:
        nonlocal due
        due = await receipts.take_due(connection, real=ctx.clock.real())
        if due is not None:
            await _send(ctx, connection, due)

    try:
        await ctx.database.transact(taken)
    except Exception as error:
        if due is None or isinstance(error, DatabaseUnavailable):
            raise
        await _set_back(ctx, due, error)
    return due is not None


async def _send(ctx: Context, connection: Connection, due: ReceiptToSend) -> None:
    view = await _view(ctx, connection, due)
    if any(upload_links.needs_upload_page(item, view.channel) for item in view.items):
        url, until = await upload_links.new_link(ctx, connection, due.person_id, due.channel, due.account)
        view = replace(view, link=url, link_until=until)
    view = await _with_offer(ctx, connection, due, view)
    await say(ctx, connection, [_message(due, receipt_text(view))])


def _message(due: ReceiptToSend, text: str) -> OutboxMessage:
    return OutboxMessage(channel=due.channel, account=due.account, text=text, key=f"receipt:{due.id}")


def _number(due: ReceiptToSend, now: datetime) -> str:
    """As people read it: 1109-37."""
    return f"{now:%m%d}-{due.id}"


async def _set_back(ctx: Context, due: ReceiptToSend, error: Exception) -> None:
    """What went wrong undid the taking, too. In the end its sender hears at least that their material is here."""
    async with ctx.database.write() as connection:
        setback = await setbacks.note(ctx, connection, Lane.RECEIPTS, due.id, error)
        await receipts.put_back(connection, due.id, aside=setback.aside)
        if setback.aside:
            numbers = await submissions.numbers_on(connection, due.id)
            text = without_details(_number(due, ctx.clock.now()), numbers)
            await say(ctx, connection, [_message(due, text)])
    setbacks.tell(Lane.RECEIPTS, due.id, setback.attempts, aside=setback.aside, error=error)


async def _view(ctx: Context, connection: Connection, due: ReceiptToSend) -> ReceiptView:
    now = ctx.clock.now()
    told = await submissions.of_receipt(connection, due.id)
    by_obligation: dict[Obligation, list[OnReceipt]] = {}
    for one in told:
        if one.obligation is not None:
            by_obligation.setdefault(one.obligation, []).append(one)
    unassigned = [_item(ctx, one) for one in told if one.obligation is None]
    person = await people.get(connection, due.person_id) if unassigned else None
    so_far = await progress(ctx, connection, by_obligation)
    owed = await _daily_owed(ctx, connection, by_obligation)
    return ReceiptView(
        number=_number(due, now),
        at=now,
        days=tuple(_day(ctx, key, found, so_far[key.id], owed) for key, found in by_obligation.items()),
        unassigned=tuple(unassigned),
        units=tuple(unit.name for unit in person.reports_for) if person else (),
        channel=abilities(ctx, due.channel),
    )


async def _with_offer(ctx: Context, connection: Connection, due: ReceiptToSend, view: ReceiptView) -> ReceiptView:
    """A caption that came before its photo is offered; a receipt that asks by number ends what was asked before."""
    now = ctx.clock.now()
    if view.units:
        await recollections.save(connection, due.person_id, recollections.Change(offered=()), now=now)
        return view
    before = await remembering.remembered(connection, due.person_id)
    kept, at = before.kept, before.kept_at
    waiting = tuple(item.number for item in view.items if item.state is State.INCOMPLETE)
    if not isinstance(kept, EarlyCaption) or at is None or now - at > OFFERED_FOR or not waiting:
        return view
    earlier = [s.id for s in await submissions.find(connection, kept.numbers) if s.state is State.INCOMPLETE]
    numbers = tuple(sorted({*earlier, *waiting}))
    choice = GiveCaption(captions=(CaptionText(text=kept.text, numbers=numbers),))
    change = recollections.Change(offered=(choice,), kept=None)
    await recollections.save(connection, due.person_id, change, now=now)
    return replace(view, early_caption=kept.text, early_numbers=numbers)


async def _daily_owed(ctx: Context, connection: Connection, told: Iterable[Obligation]) -> list[Obligation]:
    """The report days of everybody who is told about one."""
    units = {obligation.organisation_id for obligation in told if obligation.daily}
    owed = await obligations.of_organisations(connection, units, list(ctx.campaigns)) if units else []
    return [obligation for obligation in owed if obligation.daily]


def _day(
    ctx: Context, obligation: Obligation, told: Sequence[OnReceipt], so_far: Progress, owed: Sequence[Obligation]
) -> ReceiptDay:
    shown = {one.submission.id for one in told}
    campaign = ctx.campaigns.get(obligation.campaign)
    milestone = campaign.milestone(obligation.item) if campaign else None
    when = timing(obligation, max(_counted_at(one.submission) for one in told))
    return ReceiptDay(
        organisation=told[0].unit,
        item_name=milestone.name if milestone else None,
        day=obligation.day,
        timing=when,
        more=when is Timing.LATE and standing(obligation) is Standing.ON_TIME,
        due_at=obligation.due_at,
        met=obligation.met_at is not None,
        missing_kinds=so_far.missing_kinds,
        uncaptioned=tuple(number for number in so_far.uncaptioned if number not in shown),
        movable_to=_movable_to(obligation, owed, ctx.clock.now()),
        items=tuple(_item(ctx, one) for one in told),
    )


def _counted_at(submission: Submission) -> datetime:
    """A photo whose caption came long after it counts from its caption, and so must the receipt say."""
    return counted_at(submission.sent_at, submission.captioned_at, photo=submission.kind is Kind.PHOTO)


def _movable_to(obligation: Obligation, owed: Sequence[Obligation], now: datetime) -> tuple[date, ...]:
    """The other days of this unit that can be reported for at this moment."""
    same = (obligation.organisation_id, obligation.campaign)
    others = [o for o in owed if (o.organisation_id, o.campaign) == same and o.id != obligation.id]
    return tuple(o.day for o in others if o.open_at(now)) if obligation.daily else ()


def _item(ctx: Context, told: OnReceipt) -> ReceiptItem:
    return item_of(ctx, told.submission, told.obligation, by_page=told.by_page)


def item_of(ctx: Context, submission: Submission, obligation: Obligation | None, *, by_page: bool) -> ReceiptItem:
    """A submission as receipts tell it; ``by_page``: it came by the upload page."""
    characters = submission.facts.get("characters")
    return ReceiptItem(
        number=submission.id,
        kind=submission.kind,
        state=submission.state,
        findings=submission.told,
        caption=submission.caption,
        title=submission.title,
        file_name=submission.file_name,
        characters=characters if isinstance(characters, int) else None,
        item=submission.item,
        label=_label(ctx, submission, obligation),
        by_page=by_page,
        words=submission.text if submission.item != DAILY and not submission.title else "",
    )


def _label(ctx: Context, submission: Submission, obligation: Obligation | None) -> str:
    campaign = ctx.campaigns.get(obligation.campaign) if obligation else None
    milestone = campaign.milestone(submission.item) if campaign else None
    return milestone.name if milestone else ""

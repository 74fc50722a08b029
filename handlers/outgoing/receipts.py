"""Sending gathered receipts: one reply for everything that came within a short silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from domain.campaigns.campaign import DAILY
from domain.conversation import EarlyCaption
from domain.days import Timing, timing
from domain.findings import Kind
from domain.language.acts import CaptionText, GiveCaption
from domain.language.decisions import OFFERED_FOR
from domain.messages import Choice
from domain.obligation import Obligation, Standing, counted_at, standing
from domain.precedence import Precedence
from domain.submission import State, Submission
from formats.chat import offers
from formats.chat.receipt import ReceiptDay, ReceiptItem, ReceiptView, receipt_text, without_details
from handlers import setbacks, upload_links
from handlers.context import Context
from handlers.outbox import abilities, say, say_at_once
from handlers.submissions import remembering
from handlers.submissions.progress import Progress, progress_of
from storage import on_receipt, people, receipts, recollections, submissions
from storage.engine.database import Connection, DatabaseUnavailable
from storage.on_receipt import OnReceipt, Told
from storage.outbox import OutboxMessage
from storage.outbox_batches import Batch
from storage.receipts import ReceiptToSend
from storage.recollections import Recollection
from storage.states import Lane


async def send_next(ctx: Context, *, lease: timedelta) -> bool:
    """Send the next receipt whose silence has come; True when there was one.

    It goes to this process's delivery when it may go at once; a killed process's is free after ``lease``.
    """
    due: ReceiptToSend | None = None
    until = ctx.clock.real() + lease

    async def taken(connection: Connection) -> Batch | None:
        nonlocal due
        due = await receipts.take_due(connection, real=ctx.clock.real())
        return await _send(ctx, connection, due, lease) if due is not None else None

    def committed(batch: Batch | None) -> None:
        if batch is not None:
            ctx.handover.offer(batch, until=until)

    try:
        await ctx.database.transact(taken, committed=committed)
    except Exception as error:
        if due is None or isinstance(error, DatabaseUnavailable):
            raise
        await _set_back(ctx, due, error)
    return due is not None


async def _send(ctx: Context, connection: Connection, due: ReceiptToSend, lease: timedelta) -> Batch | None:
    about = await on_receipt.told(connection, due.id, due.person_id, ctx.clock.now())
    if not about.items:
        # What it was about got its caption from another account of theirs meanwhile: the receipt there tells of it.
        return None
    view = _view(ctx, due, about, await _units_to_ask(connection, due, about))
    if any(upload_links.needs_upload_page(item, view.channel) for item in view.items):
        url, until = await upload_links.new_link(ctx, connection, due.person_id, due.channel, due.account)
        view = replace(view, link=url, link_until=until)
    view = await _with_offer(ctx, connection, due, view, remembering.since_material(about.remembered))
    message = replace(_message(due, receipt_text(view)), precedence=_precedence(view), choices=_choices(view))
    return await say_at_once(ctx, connection, message, lease=lease)


def _message(due: ReceiptToSend, text: str) -> OutboxMessage:
    return OutboxMessage(
        channel=due.channel, account=due.account, text=text, key=f"receipt:{due.id}", precedence=Precedence.ANSWER
    )


def _choices(view: ReceiptView) -> tuple[Choice, ...]:
    """The buttons of what a receipt asks: which unit, or whether a caption is one of its photos'."""
    if view.units:
        return offers.unit_buttons(view.units)
    return offers.caption_button(view.at) if view.early_caption else ()


def _precedence(view: ReceiptView) -> Precedence:
    """When all is well nobody has to do anything about it."""
    accepted = all(item.state is State.ACCEPTED for item in view.items)
    well = accepted and not view.units and all(day.met for day in view.days)
    return Precedence.RECEIPT if well else Precedence.ANSWER


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


def _view(ctx: Context, due: ReceiptToSend, about: Told, units: Sequence[str]) -> ReceiptView:
    now = ctx.clock.now()
    by_obligation: dict[Obligation, list[OnReceipt]] = {}
    for one in about.items:
        if one.obligation is not None:
            by_obligation.setdefault(one.obligation, []).append(one)
    so_far = progress_of(ctx, by_obligation, about.sent)
    return ReceiptView(
        number=_number(due, now),
        at=now,
        days=tuple(_day(ctx, key, found, so_far[key.id]) for key, found in by_obligation.items()),
        unassigned=tuple(_item(ctx, one) for one in about.items if one.obligation is None),
        units=tuple(units),
        channel=abilities(ctx, due.channel),
    )


async def _units_to_ask(connection: Connection, due: ReceiptToSend, about: Told) -> Sequence[str]:
    """The units that something of it may be for, whose sender has not said which."""
    if all(one.obligation is not None for one in about.items):
        return ()
    person = await people.get(connection, due.person_id)
    return [unit.name for unit in person.reports_for] if person else ()


async def _with_offer(
    ctx: Context, connection: Connection, due: ReceiptToSend, view: ReceiptView, before: Recollection
) -> ReceiptView:
    """A caption that came before its photo is offered; a receipt that asks by number ends what was asked before."""
    now = view.at
    if view.units:
        await recollections.save(connection, due.person_id, recollections.Change(offered=()), now=now)
        return view
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


def _day(ctx: Context, obligation: Obligation, told: Sequence[OnReceipt], so_far: Progress) -> ReceiptDay:
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
        movable_to=told[0].movable_to if campaign else None,
        items=tuple(_item(ctx, one) for one in told),
    )


def _counted_at(submission: Submission) -> datetime:
    """A photo whose caption came long after it counts from its caption, and so must the receipt say."""
    return counted_at(submission.sent_at, submission.captioned_at, photo=submission.kind is Kind.PHOTO)


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

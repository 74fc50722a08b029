"""Mending what was sent: 撤回 3 takes a submission back, 记到 11月10日 counts it for another open day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from domain.campaigns.campaign import DAILY
from domain.days import timing
from domain.events import EventVerb
from domain.language.acts import MoveToDay, Restore, Withdraw
from domain.obligation import Obligation
from domain.submission import State, Submission, state_of
from formats.chat import answers
from formats.chat import changes as said
from formats.spoken import day_text
from formats.words import chat as texts
from formats.words import talk as words
from handlers.conversation.own import NotTheirs, own
from handlers.submissions import accepting
from handlers.submissions.standing import standing_lines
from handlers.submissions.telling import tell_senders
from handlers.turn import Told, Turn
from storage import obligations, organisations, submissions
from storage.events import Details
from storage.submissions import Change

GONE = (State.WITHDRAWN, State.LOST)


async def withdraw(turn: Turn, act: Withdraw) -> Told:
    """``撤回 3``: kept for the record, counted no more; only while its day is open."""
    if not act.numbers and not act.receipts:
        return Told(text=texts.WITHDRAW_WHICH, asks=True)
    try:
        found = await own(turn, act.numbers, act.receipts)
    except NotTheirs as error:
        return error.told
    there = [s for s in found if s.state not in GONE]
    if not there:
        return Told(text=answers.withdrawn_before([s.id for s in found]))
    if closed := [s.id for s in there if not await is_open(turn, s)]:
        return Told(text=answers.withdraw_closed(closed))
    changes = [(submission, Change(state=State.WITHDRAWN)) for submission in there]
    await change_all(turn, changes, EventVerb.WITHDRAWN, on_receipt=True)
    return Told(undo=(Restore(numbers=tuple(s.id for s in there)),))


async def restore(turn: Turn, act: Restore) -> Told:
    """What was withdrawn counts again, as its findings say."""
    withdrawn = [s for s in await own(turn, act.numbers) if s.state is State.WITHDRAWN]
    if not withdrawn:
        return Told(text=words.NOTHING_RESTORED)
    changes = [(submission, Change(state=_as_it_came(submission))) for submission in withdrawn]
    await change_all(turn, changes, EventVerb.RESTORED, on_receipt=True)
    return Told(undo=(Withdraw(numbers=tuple(s.id for s in withdrawn)),))


def _as_it_came(submission: Submission) -> State:
    if not submission.facts:
        return State.RECEIVING
    unit_known = submission.organisation_id is not None
    return state_of(submission.report, before=State.RECEIVING, unit_known=unit_known, allowed=submission.allowed)


async def move(turn: Turn, act: MoveToDay) -> Told:
    """``记到 11月10日`` for what the last receipt was about, ``3 记到 11月10日`` for one."""
    campaign = turn.campaign
    if campaign and act.day not in campaign.days:
        return Told(text=answers.not_a_day(campaign.first_day, campaign.last_day))
    try:
        found = await _movable(turn, act)
    except NotTheirs as error:
        return error.told
    if not found:
        return Told(text=texts.MOVE_NOTHING)
    moves = [(s, await _target(turn, s, act.day)) for s in found]
    if any(target is None for _, target in moves) or not all([await is_open(turn, s) for s in found]):
        return Told(text=answers.move_closed(act.day))
    changing = [(s, target) for s, target in moves if target is not None and target.id != s.obligation_id]
    if not changing:
        return Told(text=answers.move_same(act.day))
    undo = await _moved_back(turn, [s for s, _ in changing])
    changes = [(submission, Change(obligation_id=target.id, misplaced=True)) for submission, target in changing]
    details = {"day": act.day.isoformat()}
    await change_all(turn, changes, EventVerb.MOVED, on_receipt=False, details=details, to=day_text(act.day))
    before, after = [s.obligation_id for s, _ in changing], [target.id for _, target in changing]
    latest = max(s.sent_at for s, _ in changing)
    units = await _names(turn, {target.organisation_id for _, target in changing})
    told = said.moved(units, [s.id for s, _ in changing], act.day, timing(changing[0][1], latest))
    lines = await standing_lines(turn.ctx, turn.connection, [*after, *before], turn.now)
    return Told(text="\n".join([told, *lines, words.CAN_UNDO]), undo=undo)


async def _movable(turn: Turn, act: MoveToDay) -> list[Submission]:
    chosen = act.numbers or act.receipts
    candidates = await meant(turn, act.numbers, act.receipts)
    able = [s for s in candidates if s.item == DAILY and s.state not in GONE and s.obligation_id is not None]
    if chosen and (others := {s.id for s in candidates} - {s.id for s in able}):
        raise NotTheirs(others)
    return able


async def meant(turn: Turn, numbers: Sequence[int], receipts: Sequence[str]) -> list[Submission]:
    """Those named; when none is, what the last receipt was about; locked. Raises ``NotTheirs``."""
    if numbers or receipts:
        return await own(turn, numbers, receipts)
    told = await submissions.of_last_receipt(turn.connection, turn.person.id)
    return await submissions.all_locked(turn.connection, [s.id for s in told])


async def _moved_back(turn: Turn, moving: Sequence[Submission]) -> tuple[MoveToDay, ...]:
    by_day: dict[date, list[int]] = {}
    for submission in moving:
        assert submission.obligation_id is not None
        day = (await obligations.get(turn.connection, submission.obligation_id)).day
        by_day.setdefault(day, []).append(submission.id)
    return tuple(MoveToDay(day=day, numbers=tuple(numbers)) for day, numbers in by_day.items())


async def _target(turn: Turn, submission: Submission, day: date) -> Obligation | None:
    """The open obligation of the same unit for the day that was named."""
    assert submission.obligation_id is not None
    present = await obligations.get(turn.connection, submission.obligation_id)
    owed = [o for o in await turn.owed(present.organisation_id) if o.campaign == present.campaign]
    return next((o for o in owed if o.daily and o.day == day and o.open_at(turn.message.received_at)), None)


async def _names(turn: Turn, ids: Collection[int]) -> list[str]:
    found = [await organisations.get(turn.connection, organisation_id) for organisation_id in sorted(ids)]
    return [unit.name for unit in found if unit]


async def is_open(turn: Turn, submission: Submission) -> bool:
    if submission.obligation_id is None:
        return True
    obligation = await obligations.get(turn.connection, submission.obligation_id)
    return turn.message.received_at <= obligation.late_until


async def change_all(
    turn: Turn,
    changes: Sequence[tuple[Submission, Change]],
    verb: EventVerb,
    *,
    on_receipt: bool,
    details: Details | None = None,
    to: str = "",
) -> list[Submission]:
    """Write what changes, count again, note what happened, tell others whose it is. ``to``: where it counts now."""
    changed = await accepting.mend(turn.ctx, turn.connection, turn.message, changes, on_receipt=on_receipt)
    for submission in changed:
        await accepting.note(turn.ctx, turn.connection, verb, submission, turn.person.id, details)
    await tell_senders(turn.ctx, turn.connection, turn.message, turn.person, verb, changed, to=to)
    return changed

"""Mending what was sent: 撤回 3 takes a submission back, 记到 11月10日 counts it for another open day."""

from __future__ import annotations

from collections.abc import Sequence

from domain.campaigns.campaign import DAILY
from domain.days import timing
from domain.events import EventVerb
from domain.obligation import Obligation
from domain.submission import State, Submission
from formats.chat import answers
from formats.words import chat as texts
from handlers.conversation.captions import own
from handlers.conversation.turn import HANDLED, Turn
from handlers.submissions import counting
from storage import events, obligations, submissions
from storage.events import Details
from storage.submissions import Change

_GONE = (State.WITHDRAWN, State.LOST)


async def withdraw(turn: Turn) -> str | None:
    """``撤回 3``: kept for the record, counted no more; only while its day is open."""
    if not turn.phrase.numbers:
        return texts.WITHDRAW_WHICH
    found = await own(turn, turn.phrase.numbers)
    unknown = set(turn.phrase.numbers) - {s.id for s in found}
    if unknown:
        return answers.number_not_found(sorted(unknown))
    there = [s for s in found if s.state not in _GONE]
    if not there:
        return answers.withdrawn_before([s.id for s in found])
    closed = [s.id for s in there if not await _open(turn, s)]
    if closed:
        return answers.withdraw_closed(closed)
    changed = []
    for submission in there:
        changed.append(await submissions.change(turn.connection, submission.id, Change(state=State.WITHDRAWN)))
        await _record(turn, submission, EventVerb.WITHDRAWN)
    await counting.count_and_report(turn.ctx, turn.connection, turn.message, changed)
    return HANDLED


async def move(turn: Turn) -> str | None:
    """``记到 11月10日`` for what the last receipt was about, ``3 记到 11月10日`` for one."""
    day = turn.phrase.day
    campaign = turn.campaign
    if campaign and (turn.phrase.said_day or day) and day not in campaign.days:
        return answers.not_a_day(campaign.first_day, campaign.last_day)
    if day is None:
        return texts.MOVE_WHICH_DAY
    found = await _movable(turn)
    unknown = set(turn.phrase.numbers) - {s.id for s in found}
    if unknown:
        return answers.number_not_found(sorted(unknown))
    if not found:
        return texts.MOVE_NOTHING
    moves = [(s, await _target(turn, s)) for s in found]
    if any(target is None for _, target in moves) or not all([await _open(turn, s) for s in found]):
        return answers.move_closed(day)
    changing = [(s, target) for s, target in moves if target is not None and target.id != s.obligation_id]
    if not changing:
        return answers.move_same(day)
    for submission, target in changing:
        change = Change(obligation_id=target.id, misplaced=True)
        await submissions.change(turn.connection, submission.id, change)
        await _record(turn, submission, EventVerb.MOVED, {"day": day.isoformat()})
    touched = {s.obligation_id for s, _ in changing} | {target.id for _, target in changing}
    await counting.recount(turn.ctx, turn.connection, touched)
    latest = max(s.sent_at for s, _ in changing)
    return answers.moved([s.id for s, _ in changing], day, timing(changing[0][1], latest))


async def _movable(turn: Turn) -> list[Submission]:
    if turn.phrase.numbers:
        candidates = await own(turn, turn.phrase.numbers)
    else:
        candidates = await submissions.of_last_receipt(turn.connection, turn.person.id)
    return [s for s in candidates if s.item == DAILY and s.state not in _GONE and s.obligation_id is not None]


async def _target(turn: Turn, submission: Submission) -> Obligation | None:
    """The open obligation of the same unit for the day that was named."""
    assert submission.obligation_id is not None
    present = await obligations.get(turn.connection, submission.obligation_id)
    owed: Sequence[Obligation] = await obligations.of_organisation(
        turn.connection, present.organisation_id, [present.campaign]
    )
    now = turn.message.received_at
    return next((o for o in owed if o.daily and o.day == turn.phrase.day and o.open_at(now)), None)


async def _open(turn: Turn, submission: Submission) -> bool:
    if submission.obligation_id is None:
        return True
    obligation = await obligations.get(turn.connection, submission.obligation_id)
    return turn.message.received_at <= obligation.late_until


async def _record(turn: Turn, submission: Submission, verb: EventVerb, details: Details | None = None) -> None:
    await events.record(
        turn.connection,
        verb,
        at=turn.ctx.clock.now(),
        person_id=turn.person.id,
        organisation_id=submission.organisation_id,
        obligation_id=submission.obligation_id,
        submission_id=submission.id,
        details=details,
    )

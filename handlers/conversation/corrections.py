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
from handlers.submissions import accepting
from storage import obligations, submissions
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
    counted = await _counted_for(turn, there)
    closed = [s.id for s in there if not _open(turn, counted.get(s.id))]
    if closed:
        return answers.withdraw_closed(closed)
    changes = [(submission, Change(state=State.WITHDRAWN)) for submission in there]
    await accepting.mend(turn.ctx, turn.connection, turn.message, changes, on_receipt=True)
    for submission in there:
        await accepting.note(turn.ctx, turn.connection, EventVerb.WITHDRAWN, submission, turn.person.id)
    return HANDLED


async def move(turn: Turn) -> str | None:
    """``记到 11月10日`` for what the last receipt was about, ``3 记到 11月10日`` for one."""
    day = turn.phrase.day
    campaign = turn.campaign
    if campaign and (turn.phrase.said_day or day) and day not in campaign.days:
        return answers.not_a_day(campaign.first_day, campaign.last_day)
    if day is None:
        now = turn.ctx.clock.now()
        return answers.move_which_day(campaign.another_day(now) if campaign else now.date())
    found = await _movable(turn)
    unknown = set(turn.phrase.numbers) - {s.id for s in found}
    if unknown:
        return answers.number_not_found(sorted(unknown))
    if not found:
        return texts.MOVE_NOTHING
    counted = await _counted_for(turn, found)
    moves = [(s, await _target(turn, counted[s.id])) for s in found]
    if any(target is None for _, target in moves) or not all(_open(turn, counted[s.id]) for s in found):
        return answers.move_closed(day)
    changing = [(s, target) for s, target in moves if target is not None and target.id != s.obligation_id]
    if not changing:
        return answers.move_same(day)
    changes = [(submission, Change(obligation_id=target.id, misplaced=True)) for submission, target in changing]
    await accepting.mend(turn.ctx, turn.connection, turn.message, changes, on_receipt=False)
    for submission, _ in changing:
        details = {"day": day.isoformat()}
        await accepting.note(turn.ctx, turn.connection, EventVerb.MOVED, submission, turn.person.id, details)
    latest = max(s.sent_at for s, _ in changing)
    return answers.moved([s.id for s, _ in changing], day, timing(changing[0][1], latest))


async def _movable(turn: Turn) -> list[Submission]:
    if turn.phrase.numbers:
        candidates = await own(turn, turn.phrase.numbers)
    else:
        candidates = await submissions.of_last_receipt(turn.connection, turn.person.id)
    return [s for s in candidates if s.item == DAILY and s.state not in _GONE and s.obligation_id is not None]


async def _counted_for(turn: Turn, found: Sequence[Submission]) -> dict[int, Obligation]:
    """Submission → the obligation it counts for; what counts for none is not in it."""
    ids = {s.id: s.obligation_id for s in found if s.obligation_id is not None}
    known = await obligations.find(turn.connection, set(ids.values()))
    return {number: known[obligation_id] for number, obligation_id in ids.items()}


async def _target(turn: Turn, present: Obligation) -> Obligation | None:
    """The open obligation of the same unit and campaign for the day that was named."""
    now, day = turn.message.received_at, turn.phrase.day
    owed = [o for o in await turn.owed(present.organisation_id) if o.campaign == present.campaign]
    return next((o for o in owed if o.daily and o.day == day and o.open_at(now)), None)


def _open(turn: Turn, obligation: Obligation | None) -> bool:
    return obligation is None or turn.message.received_at <= obligation.late_until

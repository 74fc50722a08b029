"""怎么撤回, 怎么写说明 …: how something is done, in one or two lines with this person's own numbers and days."""

from __future__ import annotations

from datetime import date

from domain.language.questions import Question
from domain.submission import State
from formats.chat import answers, guidance
from formats.words import questions as texts
from handlers import reading
from handlers.asker import Asker
from handlers.submissions.owed_once import milestone_name, still_owed
from storage import obligations, submissions

#: Stands in examples where the person has sent nothing yet.
EXAMPLE = 3
_WITHDRAWABLE = (State.ACCEPTED, State.INCOMPLETE, State.REFUSED, State.UNASSIGNED, State.RECEIVING)


async def caption(asker: Asker, question: Question) -> str:
    """With the numbers of today's photos that wait for one."""
    midnight = asker.now.replace(hour=0, minute=0, second=0, microsecond=0)
    waiting = await submissions.uncaptioned(asker.connection, asker.person.id, midnight)
    numbers = [photo.id for photo in waiting if photo.state is not State.REFUSED]
    return guidance.how_caption(numbers, next(iter(question.numbers), EXAMPLE))


async def withdraw(asker: Asker, question: Question) -> str:
    if question.numbers:
        return guidance.how_withdraw([], question.numbers[0])
    return guidance.how_withdraw(await _recent(asker), EXAMPLE)


async def compose(asker: Asker, question: Question) -> str:
    return texts.HOW_COMPOSE


async def move(asker: Asker, question: Question) -> str:
    """With the days that can be reported for at this moment."""
    days: set[date] = set()
    for unit in asker.person.reports_for:
        owed = await obligations.of_organisation(asker.connection, unit.id, list(asker.ctx.campaigns))
        days |= {o.day for o in owed if o.daily and o.open_at(asker.now)}
    recent = await _recent(asker)
    return guidance.how_move(sorted(days), max(recent, default=EXAMPLE))


async def milestone(asker: Asker, question: Question) -> str:
    """What to send for the one that is named, else which there are."""
    named = reading.milestone_by_code(asker.ctx, question.item) if question.item else None
    if named is not None:
        return answers.milestone_ask(named)
    owed = await still_owed(asker.ctx, asker.connection, [u.id for u in asker.person.reports_for], asker.now)
    return guidance.how_milestone(list(dict.fromkeys(milestone_name(asker.ctx, o) for o in owed)))


async def bind(asker: Asker, question: Question) -> str:
    return guidance.how_bind(asker.person.name)


async def _recent(asker: Asker) -> list[int]:
    """Numbers of what the last receipt was about and still stands."""
    found = await submissions.of_last_receipt(asker.connection, asker.person.id)
    return [s.id for s in found if s.state in _WITHDRAWABLE]

"""A supervisor's words, by the verbs of ``domain.language.phrases``: acts as they are, questions as ``Question``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from domain.language import questions
from domain.language.acts import Unit
from domain.language.phrases import Phrase, Verb
from domain.language.questions import Topic, Where
from domain.messages import Abilities
from domain.organisation import Person
from formats.chat import answers, supervisor_answers
from formats.words import chat as texts
from handlers.asker import Asker, Unanswerable
from handlers.context import Context
from handlers.supervision import exempting, lists, nudging, units
from handlers.supervision.question import Question, question
from handlers.supervision.unit_names import find_unit


async def answer(ctx: Context, person: Person, phrase: Phrase, *, now: datetime) -> str | None:
    """What to say to a supervisor; None when it is nothing that this story answers."""
    story = _STORIES.get(phrase.verb)
    if story is None or not person.supervises:
        return None
    asked = await question(ctx, person, phrase, now)
    if not asked.campaigns:
        return None if phrase.verb is Verb.UNKNOWN else texts.NO_CAMPAIGN
    if asked.wrong_day and phrase.verb is not Verb.UNKNOWN:
        campaign = asked.campaigns[0]
        return answers.not_a_day(campaign.first_day, campaign.last_day)
    return await story(asked)


async def _unit(asked: Question) -> str | None:
    """A unit's name, or what may be one."""
    match = find_unit(asked.phrase.rest, await asked.units())
    if match.unit is not None:
        where = Where(units=(Unit(id=match.unit.id, name=match.unit.name),))
        return await _answered(asked, Topic.UNIT, units.unit, where)
    if match.candidates:
        return supervisor_answers.candidates(asked.phrase.rest, [unit.name for unit in match.candidates])
    return None


async def _answered(
    asked: Question,
    topic: Topic,
    answer: Callable[[Asker, questions.Question], Awaitable[str]],
    where: Where | None = None,
) -> str:
    phrase = asked.phrase
    said = questions.Question(
        topic=topic,
        days=(phrase.day,) if phrase.day else (),
        no_day="" if phrase.day else phrase.said_day,
        where=where or Where(),
        item=phrase.item,
    )
    async with asked.ctx.database.read() as connection:
        asker = Asker(ctx=asked.ctx, connection=connection, person=asked.person, now=asked.now, channel=Abilities())
        try:
            return await answer(asker, said)
        except Unanswerable as refusal:
            return refusal.said


_STORIES: Mapping[Verb, Callable[[Question], Awaitable[str | None]]] = {
    Verb.MISSING: lambda asked: _answered(asked, Topic.MISSING, lists.missing),
    Verb.LATE: lambda asked: _answered(asked, Topic.LATE, lists.late),
    Verb.COUNTS: lambda asked: _answered(asked, Topic.COUNTS, lists.counts),
    Verb.DIGEST: lambda asked: _answered(asked, Topic.DIGEST, lists.digest),
    Verb.UNKNOWN: _unit,
    Verb.EXEMPT: exempting.exempt,
    Verb.NUDGE: nudging.propose,
    Verb.CONFIRM: nudging.confirm,
    Verb.CANCEL: nudging.cancel,
}

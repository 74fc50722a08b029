"""A supervisor's questions: who is missing, who was late, the counts, the digest, one unit — for their area alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime

from domain.campaigns.campaign import DAILY
from domain.findings import Kind
from domain.language.phrases import Phrase, Verb
from domain.obligation import Obligation, Standing, standing
from domain.organisation import Organisation, Person
from domain.submission import State, Submission
from formats.chat import answers, supervisor_answers
from formats.digest.text import DayOverview, UnitView, counts_text, digest_text, late_text, missing_text, unit_text
from formats.words import chat as texts
from handlers.context import Context
from handlers.submissions.overview import contact, day_overview
from handlers.supervision import exempting, nudging
from handlers.supervision.question import Question, question
from handlers.supervision.unit_names import find_unit
from storage import obligations, overview, submissions

#: So many titles of one unit's texts are named.
TITLES = 5


async def answer(ctx: Context, person: Person, phrase: Phrase, *, now: datetime) -> str | None:
    """What to say to a supervisor; None when it is nothing that this story answers."""
    story = _STORIES.get(phrase.verb)
    if story is None or not person.supervises:
        return None
    asked = await question(ctx, person, phrase, now)
    if not asked.campaigns:
        return None if phrase.verb is Verb.UNKNOWN else texts.NO_CAMPAIGN
    if asked.wrong_day and phrase.verb is not Verb.UNKNOWN:
        return _not_a_day(asked)
    return await story(asked)


def _not_a_day(asked: Question) -> str:
    campaign = asked.campaigns[0]
    return answers.not_a_day(campaign.first_day, campaign.last_day)


async def _missing(asked: Question) -> str:
    return await _for_each(asked, missing_text, material=False)


async def _late(asked: Question) -> str:
    return await _for_each(asked, late_text, material=False)


async def _counts(asked: Question) -> str:
    return await _for_each(asked, counts_text, material=False)


async def _digest(asked: Question) -> str:
    return await _for_each(asked, digest_text, material=True)


async def _for_each(asked: Question, worded: Callable[[DayOverview], str], *, material: bool) -> str:
    """One answer per campaign meant; with several, each under its title."""
    said = []
    for campaign in asked.campaigns:
        milestone = campaign.milestone(asked.phrase.item)
        view = await day_overview(
            asked.ctx,
            campaign,
            milestone.due_on if milestone else asked.day_in(campaign),
            asked.area,
            asked.now,
            item=milestone.code if milestone else DAILY,
            material=material,
        )
        text = worded(view)
        said.append(text if len(asked.campaigns) == 1 or text.startswith(view.title) else f"{view.title}\n{text}")
    return "\n\n".join(said)


async def _unit(asked: Question) -> str | None:
    """A unit's name, or what may be one."""
    match = find_unit(asked.phrase.rest, await asked.units())
    if match.unit is not None:
        return _not_a_day(asked) if asked.wrong_day else await _about(asked, match.unit)
    if match.candidates:
        return supervisor_answers.candidates(asked.phrase.rest, [unit.name for unit in match.candidates])
    return None


async def _about(asked: Question, unit: Organisation) -> str:
    campaign = next((campaign for campaign in asked.campaigns if unit.kind in campaign.kinds), None)
    if campaign is None:
        return supervisor_answers.owes_nothing(unit.name)
    day = asked.day_in(campaign)
    async with asked.ctx.database.read() as connection:
        owed = [o for o in await obligations.of_organisation(connection, unit.id, [campaign.code]) if o.daily]
        current = next((o for o in owed if o.day == day), None)
        if current is None:
            return supervisor_answers.owes_nothing(unit.name)
        material = (await submissions.of_obligations(connection, [current.id])).get(current.id, [])
        liaisons = (await overview.liaisons(connection, [unit.id])).get(unit.id, [])
    return unit_text(
        UnitView(
            organisation=unit.name,
            day=day,
            due_at=current.due_at,
            now=asked.now,
            standing=standing(current),
            met_at=current.met_at,
            accepted=_kinds(material, State.ACCEPTED),
            bad=_kinds(material, *overview.BAD),
            titles=_titles(material),
            liaisons=tuple(contact(liaison) for liaison in liaisons),
            week=_week(owed, day, asked.now),
        )
    )


def _kinds(material: list[Submission], *states: State) -> tuple[tuple[Kind, int], ...]:
    found = [s.kind for s in material if s.state in states]
    return tuple((kind, found.count(kind)) for kind in Kind if kind in found)


def _titles(material: list[Submission]) -> tuple[str, ...]:
    texts_of_day = [s for s in material if s.state is State.ACCEPTED and s.kind in overview.TITLED]
    return tuple(title for title in (s.title or s.file_name for s in texts_of_day) if title)[:TITLES]


def _week(owed: list[Obligation], day: date, now: datetime) -> tuple[tuple[date, Standing], ...]:
    """How the other days stand: those whose deadline has passed, and what has come for later ones."""
    return tuple((o.day, standing(o)) for o in owed if o.day != day and (o.due_at < now or o.met_at or o.exempt))


_STORIES: Mapping[Verb, Callable[[Question], Awaitable[str | None]]] = {
    Verb.MISSING: _missing,
    Verb.LATE: _late,
    Verb.COUNTS: _counts,
    Verb.DIGEST: _digest,
    Verb.UNKNOWN: _unit,
    Verb.EXEMPT: exempting.exempt,
    Verb.NUDGE: nudging.propose,
    Verb.CONFIRM: nudging.confirm,
    Verb.CANCEL: nudging.cancel,
}

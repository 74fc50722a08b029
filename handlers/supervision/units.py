"""One unit: what it has sent on the days asked about and handed in once, whom to call, how it is made exempt."""

from __future__ import annotations

from datetime import date

from domain.campaigns.campaign import Campaign
from domain.findings import Kind
from domain.language.questions import Question
from domain.obligation import Obligation, Standing, standing
from domain.organisation import Organisation
from domain.submission import State, Submission
from formats.chat import guidance, supervisor_answers
from formats.digest.unit import UnitDay, UnitView, unit_text
from formats.words import questions as words
from handlers.asker import (
    Asker,
    Unanswerable,
    campaigns_meant,
    days_meant,
    refuse_unknown_days,
    with_other_days,
)
from handlers.submissions.overview import contact
from handlers.submissions.owed_once import milestones_of
from handlers.supervision.scope import visible, within
from storage import contacts, obligations, overview, submissions

#: So many titles of one unit's texts are named.
TITLES = 5


async def unit(asker: Asker, question: Question) -> str:
    """Everything about the unit named; several are listed, to be chosen from."""
    found = await one_unit(asker, question)
    owed = tuple(c for c in asker.campaigns if found.kind in c.kinds)
    if not owed:
        return supervisor_answers.owes_nothing(found.name)
    refuse_unknown_days(owed, question)
    meant = campaigns_meant(owed, question, asker.now)
    if not meant:
        return words.NO_SUCH_MILESTONE
    return with_other_days(await _about(asker, question, found, meant[0]), owed, question)


async def how_exempt(asker: Asker, question: Question) -> str:
    """怎么免报, with the unit and the day that were named."""
    meant = campaigns_meant(asker.campaigns, question, asker.now)
    day = next(iter(question.days), meant[0].report_day(asker.now) if meant else asker.now.date())
    named = within(question.where, await visible(asker)) if question.where.units else []
    return guidance.how_exempt(named[0].name if len(named) == 1 else "", day)


async def one_unit(asker: Asker, question: Question) -> Organisation:
    """Raises ``Unanswerable`` when none is named, none of the area, or several."""
    found = within(question.where, await visible(asker))
    if not found:
        raise Unanswerable(words.UNIT_WHICH)
    if len(found) > 1:
        raise Unanswerable(supervisor_answers.which_of([organisation.name for organisation in found]))
    return found[0]


async def _about(asker: Asker, question: Question, found: Organisation, campaign: Campaign) -> str:
    owed = await obligations.of_organisation(asker.connection, found.id, [campaign.code])
    days = () if question.item else days_meant(campaign, question, asker.now)
    asked = [o for o in owed if o.daily and o.day in days]
    if not asked and not question.item:
        return supervisor_answers.owes_nothing(found.name)
    sent = await submissions.of_obligations(asker.connection, [o.id for o in asked])
    liaisons = await contacts.serving(asker.connection, [found.id])
    view = UnitView(
        organisation=found.name,
        now=asker.now,
        days=tuple(_day(obligation, sent.get(obligation.id, [])) for obligation in asked),
        week=() if question.item else _week(asker, owed, days),
        milestones=await milestones_of(asker.ctx, asker.connection, owed, asker.now, question.item),
        liaisons=tuple(contact(liaison, phone=asker.telephones) for liaison in liaisons.get(found.id, ())),
    )
    return unit_text(view)


def _day(obligation: Obligation, sent: list[Submission]) -> UnitDay:
    return UnitDay(
        day=obligation.day,
        due_at=obligation.due_at,
        standing=standing(obligation),
        met_at=obligation.met_at,
        accepted=_kinds(sent, State.ACCEPTED),
        bad=_kinds(sent, *overview.BAD),
        titles=_titles(sent),
    )


def _kinds(sent: list[Submission], *states: State) -> tuple[tuple[Kind, int], ...]:
    found = [s.kind for s in sent if s.state in states and not s.uncounted]
    return tuple((kind, found.count(kind)) for kind in Kind if kind in found)


def _titles(sent: list[Submission]) -> tuple[str, ...]:
    accepted = [s for s in sent if s.counts and s.kind in overview.TITLED]
    return tuple(title for title in (s.title or s.file_name for s in accepted) if title)[:TITLES]


def _week(asker: Asker, owed: list[Obligation], days: tuple[date, ...]) -> tuple[tuple[date, Standing], ...]:
    """How the other days stand: those whose deadline has passed, and what has come for later ones."""
    others = [o for o in owed if o.daily and o.day not in days]
    return tuple((o.day, standing(o)) for o in others if o.due_at < asker.now or o.met_at or o.exempt)

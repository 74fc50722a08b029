"""我这周报了什么: every day so far of one's own units, with the numbers of what came."""

from __future__ import annotations

from domain.language.questions import Question
from domain.obligation import standing
from domain.organisation import Organisation
from formats.chat.week import WeekDay, WeekUnit, WeekView, week_text
from formats.spoken import local_date
from handlers.asker import Asker, own_units, refuse_unknown_days, with_other_days
from handlers.submissions.owed_once import milestones_of
from storage import obligations, submissions


async def all_days(asker: Asker, question: Question) -> str:
    refuse_unknown_days(asker.own_campaigns, question)
    units = [await _unit(asker, unit, question) for unit in own_units(asker, question)]
    unassigned = await submissions.without_unit(asker.connection, asker.person.id)
    numbers = tuple(s.id for s in unassigned)
    said = week_text(WeekView(now=asker.now, units=tuple(units), unassigned=numbers))
    return with_other_days(said, asker.own_campaigns, question)


async def _unit(asker: Asker, unit: Organisation, question: Question) -> WeekUnit:
    owed = await obligations.of_organisation(asker.connection, unit.id, list(asker.ctx.campaigns))
    daily = [o for o in owed if o.daily and (not question.days or o.day in question.days)]
    found = await submissions.of_obligations(asker.connection, [o.id for o in daily])
    today = local_date(asker.now)
    days = tuple(
        WeekDay(
            day=o.day,
            due_at=o.due_at,
            standing=standing(o),
            submissions=tuple((s.id, s.kind, s.state) for s in found.get(o.id, ())),
        )
        for o in daily
        if question.days or o.day <= today or o.id in found
    )
    once = await milestones_of(asker.ctx, asker.connection, owed, asker.now)
    return WeekUnit(organisation=unit.name, days=days, milestones=once)

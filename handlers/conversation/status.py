"""状态: what one's own units have sent and still owe, on the current day or on days named, or of one milestone."""

from __future__ import annotations

from collections.abc import Sequence

from domain.fate import Fate
from domain.language.questions import Question
from domain.obligation import Obligation, Standing, standing
from domain.organisation import Organisation
from formats.chat.status import StatusDay, StatusUnit, StatusView, status_text
from formats.fates import open_returns
from handlers.asker import Asker, current, own_units, refuse_unknown_days, with_other_days
from handlers.guidance.help import show_help
from handlers.outgoing.receipts import item_of
from handlers.submissions.owed_once import milestones_of
from handlers.submissions.progress import progress
from storage import fates, obligations, submissions, uploads


async def status(asker: Asker, question: Question) -> str:
    """Every unit this person reports for; who reports for nobody is helped instead."""
    if not asker.person.reports_for:
        return await show_help(asker, question)
    refuse_unknown_days(asker.own_campaigns, question)
    units = [part for unit in own_units(asker, question) for part in await _unit(asker, unit, question)]
    plain = not question.days and not question.item
    unassigned = await submissions.without_unit(asker.connection, asker.person.id) if plain else []
    numbers = tuple(s.id for s in unassigned)
    view = StatusView(now=asker.now, channel=asker.channel, units=tuple(units), unassigned=numbers)
    return with_other_days(status_text(view), asker.own_campaigns, question)


async def _unit(asker: Asker, unit: Organisation, question: Question) -> list[StatusUnit]:
    """One part for each day named; without any, the current day with what is missing before it and owed once."""
    owed = await obligations.of_organisation(asker.connection, unit.id, list(asker.ctx.campaigns))
    if question.item:
        once = await milestones_of(asker.ctx, asker.connection, owed, asker.now, question.item)
        return [StatusUnit(organisation=unit.name, day=None, milestones=once)]
    daily = [o for o in owed if o.daily]
    if question.days:
        named = [o for o in daily if o.day in question.days]
        made_of = await fates.of_obligations(asker.connection, [o.id for o in named])
        return [
            StatusUnit(organisation=unit.name, day=await _day(asker, o), fates=tuple(made_of.get(o.id, {}).values()))
            for o in named
        ]
    today = current(daily, asker.now)
    return [
        StatusUnit(
            organisation=unit.name,
            day=await _day(asker, today) if today else None,
            earlier_missing=tuple(o.day for o in _missing_before(daily, today)),
            milestones=await milestones_of(asker.ctx, asker.connection, owed, asker.now),
            fates=await _fates(asker, owed, today),
        )
    ]


async def _fates(asker: Asker, owed: Sequence[Obligation], today: Obligation | None) -> tuple[Fate, ...]:
    """Of today, and of whatever was returned and not replaced."""
    made_of = await fates.of_obligations(asker.connection, [o.id for o in owed])
    return tuple(
        fate
        for obligation_id, of in made_of.items()
        for fate in of.values()
        if (today is not None and obligation_id == today.id) or open_returns(fate)
    )


def _missing_before(daily: Sequence[Obligation], today: Obligation | None) -> list[Obligation]:
    return [o for o in daily if today and o.due_at < today.due_at and standing(o) is Standing.MISSING]


async def _day(asker: Asker, obligation: Obligation) -> StatusDay:
    so_far = (await progress(asker.ctx, asker.connection, [obligation]))[obligation.id]
    refused = await submissions.find(asker.connection, so_far.refused)
    uploaded = await uploads.numbers(asker.connection, so_far.refused)
    return StatusDay(
        day=obligation.day,
        due_at=obligation.due_at,
        standing=standing(obligation),
        accepted=so_far.accepted,
        missing_kinds=so_far.missing_kinds,
        uncaptioned=so_far.uncaptioned,
        refused=tuple(item_of(asker.ctx, one, obligation, by_page=one.id in uploaded) for one in refused),
        receiving=so_far.receiving,
    )

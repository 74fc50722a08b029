"""免报 单位 11月9日: a supervisor excuses one unit of their area for some days, and takes that back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.campaigns.campaign import Campaign
from domain.events import EventVerb
from domain.language.acts import Exempt, Unexempt
from domain.organisation import Organisation
from formats.chat import answers, supervisor_answers
from handlers.submissions.overview import area_of
from handlers.submissions.standing import standing_lines
from handlers.turn import Told, Turn
from storage import events, exemptions, obligations, organisations, people


async def exempt(turn: Turn, act: Exempt) -> Told:
    """Write the exemptions, bring the obligations in line, and say whom they concern and what stands now."""
    found = await _owing(turn, act.unit.id, act.days)
    if isinstance(found, Told):
        return found
    unit, campaigns = found
    granted = tuple([day for day in act.days if await exemptions.grant(turn.connection, unit.id, day)])
    await _bring_in_line(turn, unit, campaigns, granted, EventVerb.EXEMPTED)
    said = supervisor_answers.exempted(unit.name, granted, [day for day in act.days if day not in granted])
    undo = (Unexempt(unit=act.unit, days=granted),) if granted else None
    return Told(text=await _with_standing(turn, said, unit, campaigns, act.days, changed=bool(undo)), undo=undo)


async def unexempt(turn: Turn, act: Unexempt) -> Told:
    """The unit must report on these days again."""
    found = await _owing(turn, act.unit.id, act.days)
    if isinstance(found, Told):
        return found
    unit, campaigns = found
    revoked = tuple([day for day in act.days if await exemptions.revoke(turn.connection, unit.id, day)])
    await _bring_in_line(turn, unit, campaigns, revoked, EventVerb.UNEXEMPTED)
    said = supervisor_answers.unexempted(unit.name, revoked, [day for day in act.days if day not in revoked])
    undo = (Exempt(unit=act.unit, days=revoked),) if revoked else None
    return Told(text=await _with_standing(turn, said, unit, campaigns, act.days, changed=bool(undo)), undo=undo)


async def _owing(turn: Turn, unit_id: int, days: Sequence[date]) -> tuple[Organisation, list[Campaign]] | Told:
    """The unit, when it is in the supervisor's area and owes something on one of the days."""
    unit = await organisations.get(turn.connection, unit_id)
    area = await area_of(turn.ctx, turn.connection, turn.person.supervises)
    if unit is None or (area is not None and unit.id not in area):
        return Told(text=supervisor_answers.not_found(turn.said))
    if not await organisations.is_listed(turn.connection, unit_id):
        return Told(text=supervisor_answers.owes_nothing(unit.name))
    if turn.campaign and not any(set(days) & set(c.days) for c in turn.ctx.campaigns.values()):
        return Told(text=answers.not_a_day(turn.campaign.first_day, turn.campaign.last_day))
    campaigns = [c for c in turn.ctx.campaigns.values() if set(days) & set(c.days) and unit.kind in c.kinds]
    return (unit, campaigns) if campaigns else Told(text=supervisor_answers.owes_nothing(unit.name))


async def _bring_in_line(
    turn: Turn, unit: Organisation, campaigns: Sequence[Campaign], days: Sequence[date], verb: EventVerb
) -> None:
    if not days:
        return
    for campaign in campaigns:
        await obligations.exempt(turn.connection, campaign.code)
    for day in days:
        await events.record(
            turn.connection,
            verb,
            at=turn.now,
            person_id=turn.person.id,
            organisation_id=unit.id,
            details={"day": day.isoformat()},
        )


async def _with_standing(
    turn: Turn, said: str, unit: Organisation, campaigns: Sequence[Campaign], days: Sequence[date], *, changed: bool
) -> str:
    owed = await obligations.of_organisation(turn.connection, unit.id, [c.code for c in campaigns])
    lines = await standing_lines(turn.ctx, turn.connection, [o.id for o in owed if o.daily and o.day in days], turn.now)
    liaisons = (await people.liaisons_of(turn.connection, [unit.id]))[unit.id]
    return supervisor_answers.with_standing(said, lines, [person.name for person in liaisons], changed=changed)

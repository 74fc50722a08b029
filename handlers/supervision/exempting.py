"""免报 单位 11月9日: a supervisor excuses one unit of their area for one day. Only a clear name and a clear day do."""

from __future__ import annotations

from domain.events import EventVerb
from formats.chat import supervisor_answers
from handlers.supervision.question import Question
from handlers.supervision.unit_names import find_unit
from storage import events, exemptions, obligations


async def exempt(asked: Question) -> str:
    """Write the exemption, bring the obligations in line, and say so; or say what is unclear."""
    said, day = asked.phrase.rest, asked.phrase.day
    if not said or day is None:
        return supervisor_answers.exempt_how(asked.day_in(asked.campaigns[0]))
    match = find_unit(said, await asked.units(), strict=True)
    if match.unit is None:
        names = [unit.name for unit in match.candidates]
        return supervisor_answers.candidates(said, names) if names else supervisor_answers.not_found(said)
    owed = [c for c in asked.ctx.campaigns.values() if day in c.days and match.unit.kind in c.kinds]
    if not owed:
        return supervisor_answers.owes_nothing(match.unit.name)
    async with asked.ctx.database.write() as connection:
        granted = await exemptions.grant(connection, match.unit.id, day)
        if granted:
            for campaign in owed:
                await obligations.exempt(connection, campaign.code)
            await events.record(
                connection,
                EventVerb.EXEMPTED,
                at=asked.now,
                person_id=asked.person.id,
                organisation_id=match.unit.id,
                details={"day": day.isoformat()},
            )
    return supervisor_answers.exempted(match.unit.name, day, before=not granted)

"""今天没活动: a note that the supervisor sees beside the unit in the missing list. It exempts nobody."""

from __future__ import annotations

from domain.events import EventVerb
from domain.language.acts import NoteNoActivity, TakeNoteBack
from domain.organisation import Organisation
from formats.chat import answers, changes
from formats.spoken import clipped
from formats.words import talk as words
from handlers.turn import Told, Turn
from storage import events, notes


async def note(turn: Turn, act: NoteNoActivity) -> Told:
    """For the unit chosen, or for all of one's own."""
    if turn.campaign is None:
        return Told(text=words.NOTHING_OWED_NOW)
    day = act.day or turn.campaign.report_day(turn.now)
    if day not in turn.campaign.days:
        return Told(text=answers.not_a_day(turn.campaign.first_day, turn.campaign.last_day))
    units = _units(turn)
    for unit in units:
        await notes.write(
            turn.connection, unit.id, day, person_id=turn.person.id, said=clipped(turn.said), now=turn.now
        )
        await _record(turn, unit, EventVerb.NO_ACTIVITY, day.isoformat())
    return Told(text=changes.no_activity([u.name for u in units], day), undo=(TakeNoteBack(day=day),))


async def take_back(turn: Turn, act: TakeNoteBack) -> Told:
    units = _units(turn)
    await notes.remove(turn.connection, [unit.id for unit in units], act.day)
    for unit in units:
        await _record(turn, unit, EventVerb.NOTE_TAKEN_BACK, act.day.isoformat())
    return Told(text=changes.note_taken_back([u.name for u in units], act.day), undo=(NoteNoActivity(day=act.day),))


def _units(turn: Turn) -> tuple[Organisation, ...]:
    return (turn.unit,) if turn.unit else turn.person.reports_for


async def _record(turn: Turn, unit: Organisation, verb: EventVerb, day: str) -> None:
    await events.record(
        turn.connection, verb, at=turn.now, person_id=turn.person.id, organisation_id=unit.id, details={"day": day}
    )

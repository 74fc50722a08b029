"""Which of several units: chosen for what waits and for the next sitting, or mended afterwards (发错单位了)."""

from __future__ import annotations

from dataclasses import replace

from domain.events import EventVerb
from domain.findings import Code
from domain.language.acts import Act, ChooseUnit, MoveToUnit, Unit
from domain.organisation import Organisation
from domain.submission import State, Submission, state_of
from formats.chat import answers
from formats.chat import changes as said
from formats.words import talk as words
from handlers.conversation.corrections import GONE, change_all, is_open, meant
from handlers.conversation.own import NotTheirs
from handlers.submissions import repeats
from handlers.submissions.placing import assignment_of
from handlers.turn import Told, Turn
from storage import appearances, conversations, organisations, submissions
from storage.submissions import Change


async def choose(turn: Turn, act: ChooseUnit) -> Told:
    """Take the answer to 哪个单位, and place what was waiting for it. The choice lasts for one sitting."""
    unit = _theirs(turn, act.unit)
    if unit is None:
        return which_unit(turn, again=True)
    await _sit(turn, unit)
    waiting = [s.id for s in await submissions.without_unit(turn.connection, turn.person.id)]
    if not waiting:
        return Told(text=answers.unit_chosen(unit.name))
    held = await submissions.all_locked(turn.connection, waiting)
    changes = [(submission, await _assigned(turn, submission, unit)) for submission in held]
    await change_all(turn, changes, EventVerb.ASSIGNED, on_receipt=True)
    return Told()


async def move(turn: Turn, act: MoveToUnit) -> Told:
    """What was sent for one of one's units is another's."""
    unit = _theirs(turn, act.unit)
    if unit is None:
        return which_unit(turn, again=True)
    try:
        found = await meant(turn, act.numbers, act.receipts)
    except NotTheirs as error:
        return error.told
    there = [s for s in found if s.state not in GONE]
    if closed := [s.id for s in there if not await is_open(turn, s)]:
        return Told(text=said.move_unit_closed(closed))
    moving = [s for s in there if s.organisation_id != unit.id]
    if not moving:
        return Told(text=said.move_unit_same(unit.name) if there else words.MOVE_UNIT_NOTHING)
    await _sit(turn, unit)
    undo = await _moved_back(turn, moving)
    changes = [(submission, await _assigned(turn, submission, unit)) for submission in moving]
    await change_all(turn, changes, EventVerb.MOVED, on_receipt=True, details={"unit": unit.code}, to=unit.name)
    return Told(undo=undo)


def which_unit(turn: Turn, *, again: bool = False) -> Told:
    """Which of one's own units; ``again`` when the one named is none of them."""
    units = turn.person.reports_for
    offered = tuple(ChooseUnit(unit=Unit(id=unit.id, name=unit.name)) for unit in units)
    return Told(text=answers.choose_unit([unit.name for unit in units], again=again), offered=offered)


def _theirs(turn: Turn, named: Unit) -> Organisation | None:
    return next((unit for unit in turn.person.reports_for if unit.id == named.id), None)


async def _sit(turn: Turn, unit: Organisation) -> None:
    """What comes next is this unit's, too."""
    change = conversations.Change(organisation_id=unit.id, awaiting=None)
    await conversations.save(turn.connection, turn.person.id, change, now=turn.now)


async def _moved_back(turn: Turn, moving: list[Submission]) -> tuple[Act, ...]:
    by_unit: dict[int, list[int]] = {}
    for submission in moving:
        if submission.organisation_id is not None:
            by_unit.setdefault(submission.organisation_id, []).append(submission.id)
    found = {organisation_id: await organisations.get(turn.connection, organisation_id) for organisation_id in by_unit}
    return tuple(
        MoveToUnit(unit=Unit(id=unit.id, name=unit.name), numbers=tuple(by_unit[organisation_id]))
        for organisation_id, unit in found.items()
        if unit is not None
    )


async def _assigned(turn: Turn, submission: Submission, unit: Organisation) -> Change:
    assignment = assignment_of(unit, await turn.owed(unit.id), submission.sent_at, submission.item)
    appearance = await appearances.of(turn.connection, submission.id)
    kept = tuple(f for f in submission.findings if f.code is not Code.FILE_DUPLICATE)
    verdict = replace(submission.report, findings=kept, appearance=appearance)
    verdict = await repeats.with_repeat_advice(
        turn.connection, submission, assignment.obligation, verdict, own=turn.own_units
    )
    judged = state_of(verdict, before=submission.state, unit_known=True, allowed=submission.allowed)
    return Change(
        organisation_id=unit.id,
        obligation_id=assignment.obligation.id if assignment.obligation else None,
        findings=verdict.findings,
        state=submission.state if submission.state is State.RECEIVING else judged,
        misplaced=bool(submission.key),
    )

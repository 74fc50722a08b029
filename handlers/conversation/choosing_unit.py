"""One who serves several units says which: 1, or the unit's name. The choice lasts for one sitting."""

from __future__ import annotations

from dataclasses import replace

from domain.events import EventVerb
from domain.language.phrases import Verb, squeezed
from domain.organisation import Organisation, Person
from domain.submission import Submission, state_of
from formats.chat import answers
from handlers.conversation.turn import HANDLED, Turn
from handlers.submissions import accepting, repeats
from handlers.submissions.placing import assignment_of
from storage import appearances, conversations, submissions
from storage.submissions import Change


async def choose(turn: Turn) -> str | None:
    """Take the answer to 哪个单位, and place what was waiting for it."""
    if len(turn.person.reports_for) < 2 or turn.phrase.verb not in (Verb.NUMBER, Verb.UNKNOWN):
        return None
    waiting = await submissions.without_unit(turn.connection, turn.person.id)
    unit = _meant(turn)
    if unit is None:
        again = bool(waiting) and turn.phrase.verb is Verb.NUMBER
        return answers.choose_unit([u.name for u in turn.person.reports_for], again=True) if again else None
    chosen = conversations.Change(organisation_id=unit.id, awaiting=None)
    await conversations.save(turn.connection, turn.person.id, chosen, now=turn.ctx.clock.now())
    if not waiting:
        return answers.unit_chosen(unit.name)
    changes = [(submission, await _assigned(turn, submission, unit)) for submission in waiting]
    changed = await accepting.mend(turn.ctx, turn.connection, turn.message, changes, on_receipt=True)
    for submission in changed:
        await accepting.note(turn.ctx, turn.connection, EventVerb.ASSIGNED, submission, turn.person.id)
    return HANDLED


def _meant(turn: Turn) -> Organisation | None:
    units = turn.person.reports_for
    if turn.phrase.verb is Verb.NUMBER:
        number = turn.phrase.numbers[0] if turn.phrase.numbers else 0
        return units[number - 1] if 0 < number <= len(units) else None
    return unit_named(turn.person, turn.phrase.rest)


def unit_named(person: Person, said: str) -> Organisation | None:
    """The one of a person's own units that ``said`` names: in full, by an alias, or by a part that only it has."""
    wanted = squeezed(said)
    if not wanted:
        return None
    exact = [u for u in person.reports_for if wanted in {squeezed(name) for name in (u.name, *u.aliases)}]
    partly = [u for u in person.reports_for if len(wanted) >= 2 and wanted in squeezed(u.name)]
    found = exact or partly
    return found[0] if len(found) == 1 else None


async def _assigned(turn: Turn, submission: Submission, unit: Organisation) -> Change:
    assignment = assignment_of(unit, await turn.owed(unit.id), submission.sent_at, submission.item)
    appearance = await appearances.of(turn.connection, submission.id)
    verdict = replace(submission.report, appearance=appearance)
    verdict = await repeats.with_repeat_advice(turn.connection, submission, assignment.obligation, verdict)
    return Change(
        organisation_id=unit.id,
        obligation_id=assignment.obligation.id if assignment.obligation else None,
        findings=verdict.findings,
        state=state_of(verdict, before=submission.state, unit_known=True),
        misplaced=bool(submission.key),
    )

"""What is owed once — 方案, 网站, 联络员, 一览表, 总结, 统计表 — and how chat hands it in.

A file counts for a milestone when it was announced (the milestone's name alone, then the file) or when its name says
so. Texts, addresses and contacts follow the milestone's name in the same message or come right after it. What is
handed in anew replaces what stood before.
"""

from __future__ import annotations

from dataclasses import dataclass

from checks.text import check_text
from domain.campaigns.campaign import Milestone
from domain.campaigns.rules import TextRules
from domain.conversation import MilestoneAnnounced
from domain.events import EventVerb
from domain.findings import Kind, Report
from domain.language.acts import Act, Announce, HandIn, Restore, Withdraw
from domain.language.titles import LONG
from domain.obligation import Obligation
from domain.organisation import Organisation
from domain.submission import State, Submission
from formats.chat import answers
from handlers.conversation.choosing_unit import which_unit
from handlers.conversation.composing import with_first_words
from handlers.conversation.corrections import change_all
from handlers.reading import milestone_by_code
from handlers.submissions import accepting
from handlers.submissions.accepting import Material
from handlers.submissions.placing import Assignment, assignment_of
from handlers.turn import Told, Turn
from storage import conversations, submissions
from storage.submissions import Change


@dataclass(frozen=True, kw_only=True)
class _Place:
    milestone: Milestone
    unit: Organisation
    obligation: Obligation


async def announce(turn: Turn, act: Announce) -> Told:
    """``方案``: its file or its words come next."""
    place = await _place(turn, act.milestone)
    if isinstance(place, Told):
        return place
    change = conversations.Change(awaiting=MilestoneAnnounced(place.milestone.code))
    await conversations.save(turn.connection, turn.person.id, change, now=turn.now)
    milestone = place.milestone
    return Told(text=answers.milestone_ask(milestone), asks=True, undo=())


async def hand_in(turn: Turn, act: HandIn) -> Told:
    """The report, the address, or name and number: on a receipt, with its number and time."""
    place = await _place(turn, act.milestone)
    if isinstance(place, Told):
        return place
    text = act.text.strip()
    # Only the text of a day has a length to keep to.
    report = Report(kind=Kind.TEXT, facts=check_text(text, TextRules()).facts)
    if len(text) > LONG:
        report = with_first_words(report, text)
    assignment = Assignment(organisation=place.unit, obligation=place.obligation, item=place.milestone.code)
    before = await _standing(turn, place.obligation)
    reserved = await accepting.reserve(turn.connection, turn.message, turn.person, assignment, kind=Kind.TEXT)
    changes = [(submission, Change(state=State.WITHDRAWN)) for submission in before]
    gone = await change_all(turn, changes, EventVerb.WITHDRAWN, on_receipt=True) if changes else []
    material = Material(report=report, text=text)
    accepted = await accepting.accept(turn.ctx, turn.connection, turn.message, reserved, material)
    await conversations.save(turn.connection, turn.person.id, conversations.Change(awaiting=None), now=turn.now)
    return Told(undo=_undo(accepted, gone))


async def _place(turn: Turn, code: str) -> _Place | Told:
    """Whose milestone it is and that it can still be met, or why not."""
    found = milestone_by_code(turn.ctx, code)
    if found is None:
        return Told(text=answers.milestone_unknown(turn.said))
    unit = turn.unit
    if unit is None:
        return which_unit(turn)
    assignment = assignment_of(unit, await turn.owed(unit.id), turn.message.received_at, found.code)
    if assignment.obligation is None:
        return Told(text=answers.milestone_not_owed(unit.name, found.name))
    if turn.message.received_at > assignment.obligation.late_until:
        return Told(text=answers.milestone_closed(found.name, assignment.obligation.late_until))
    return _Place(milestone=found, unit=unit, obligation=assignment.obligation)


async def _standing(turn: Turn, obligation: Obligation) -> list[Submission]:
    """The words that meet it so far; files may stand beside each other."""
    found = (await submissions.of_obligations(turn.connection, [obligation.id])).get(obligation.id, [])
    return [s for s in found if s.state is State.ACCEPTED and s.kind is Kind.TEXT]


def _undo(changed: Submission, gone: list[Submission]) -> tuple[Act, ...]:
    before: tuple[Act, ...] = (Restore(numbers=tuple(s.id for s in gone)),) if gone else ()
    return (Withdraw(numbers=(changed.id,)), *before)

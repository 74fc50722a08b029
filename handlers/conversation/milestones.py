"""What is owed once — 方案, 网站, 联络员, 一览表, 总结, 统计表 — and how chat hands it in.

A file counts for a milestone when it was announced (the milestone's name alone, then the file) or when its name says
so. Texts, addresses and contacts follow the milestone's name in the same message or come right after it.
"""

from __future__ import annotations

from checks.text import count_characters
from domain.campaigns.campaign import Milestone
from domain.campaigns.evidence import Evidence, lacking
from domain.conversation import Awaiting, MilestoneAnnounced
from domain.days import timing
from domain.findings import Kind, Report
from domain.language.phrases import Verb
from domain.organisation import Organisation
from formats.chat import answers
from handlers.conversation.turn import Turn
from handlers.reading import milestone_by_code
from handlers.submissions import accepting, meaning
from handlers.submissions.accepting import Material
from handlers.submissions.placing import Assignment, assignment_of
from storage import conversations


async def hand_in(turn: Turn) -> str | None:
    """``方案``, ``网站 https://…``, ``联络员 张三 138…``: what is owed once, announced or given at once."""
    found = milestone_by_code(turn.ctx, turn.phrase.item)
    if found is None:
        return answers.milestone_unknown(turn.phrase.raw)
    if turn.unit is None:
        return answers.choose_unit([u.name for u in turn.person.reports_for])
    assignment = await _assignment(turn, turn.unit, found)
    if assignment.obligation is None:
        return answers.milestone_unknown(found.name)
    if turn.message.received_at > assignment.obligation.late_until:
        return answers.milestone_closed(found.name, assignment.obligation.late_until)
    if turn.phrase.rest.strip():
        return await _take(turn, found, assignment, turn.phrase.rest)
    await _await(turn, MilestoneAnnounced(found.code))
    return answers.milestone_ask(found)


async def announced(turn: Turn) -> str | None:
    """The words that follow an announced milestone."""
    item = meaning.announced_item(turn.conversation, turn.ctx.clock.now())
    found = milestone_by_code(turn.ctx, item) if item else None
    if found is None or turn.phrase.verb is not Verb.UNKNOWN or set(found.accepts) == {Evidence.FILE}:
        return None
    if turn.unit is None:
        return None
    assignment = await _assignment(turn, turn.unit, found)
    return await _take(turn, found, assignment, turn.message.incoming.text) if assignment.obligation else None


async def _assignment(turn: Turn, unit: Organisation, milestone: Milestone) -> Assignment:
    return assignment_of(unit, await turn.owed(unit.id), turn.message.received_at, milestone.code)


async def _take(turn: Turn, milestone: Milestone, assignment: Assignment, text: str) -> str:
    """Words that meet a milestone, or what is wrong with them."""
    problem = _problem(milestone, text)
    if problem:
        return problem
    assert assignment.organisation is not None and assignment.obligation is not None
    report = Report(kind=Kind.TEXT, facts={"characters": count_characters(text)})
    reserved = await accepting.reserve(turn.connection, turn.message, turn.person, assignment, kind=Kind.TEXT)
    material = Material(report=report, text=text.strip())
    await accepting.accept(turn.ctx, turn.connection, turn.message, reserved, material, on_receipt=False)
    await _await(turn, None)
    standing = timing(assignment.obligation, turn.message.received_at)
    return answers.milestone_received(milestone.name, assignment.organisation.name, standing, text.strip())


async def _await(turn: Turn, awaiting: Awaiting | None) -> None:
    change = conversations.Change(awaiting=awaiting)
    await conversations.save(turn.connection, turn.person.id, change, now=turn.ctx.clock.now())


def _problem(milestone: Milestone, text: str) -> str | None:
    wanted = lacking(milestone.accepts, text)
    if wanted is Evidence.LINK:
        return answers.milestone_bad_link(milestone.name)
    if wanted is Evidence.CONTACT:
        return answers.milestone_bad_contact(milestone.name)
    return answers.milestone_ask(milestone) if wanted else None

"""What is owed once — 方案, 网站, 联络员, 一览表, 总结, 统计表 — and how chat hands it in.

A file counts for a milestone when it was announced (the milestone's name alone, then the file) or when its name says
so. Texts, addresses and contacts follow the milestone's name in the same message or come right after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import PurePath

from checks.text import count_characters
from domain.campaigns.campaign import DAILY, Campaign, Milestone
from domain.days import timing
from domain.findings import Kind, Report
from domain.language.phrases import Verb
from domain.messages import MessageKind
from domain.organisation import Organisation, Person
from domain.submission import State
from formats.chat import answers
from handlers.context import Context
from handlers.conversation.turn import Turn
from handlers.submissions import counting
from handlers.submissions.placing import Assignment, assignment_of, current_milestone, unit_of
from storage import conversations, obligations, submissions
from storage.engine.database import Connection
from storage.inbox import InboxMessage

#: An announced milestone waits this long for its file or text.
ANNOUNCED = timedelta(minutes=30)
#: A document with one of these in its name is a day's story, whatever else its name says.
_DAILY_WORDS = ("案例", "故事", "报道")
_LINK = re.compile(r"https?://[^\s，。；、]+", re.IGNORECASE)
_PHONE = re.compile(r"(?<!\d)(?:1\d{10}|0\d{2,3}[-— ]?\d{7,8})(?!\d)")


def kind_of(item: str) -> Kind:
    """What a milestone's file is checked as."""
    return Kind.STATISTICS if item == "statistics" else Kind.ATTACHMENT


async def item_of_file(
    ctx: Context, connection: Connection, person: Person, unit: Organisation | None, message: InboxMessage
) -> str:
    """The milestone a file is meant for, or ``daily``."""
    announced = await announced_item(ctx, connection, person)
    if message.incoming.kind is not MessageKind.FILE:
        return DAILY
    if announced:
        return announced
    stem = PurePath(message.incoming.file_name).stem
    if "+" in stem or "＋" in stem or any(word in stem for word in _DAILY_WORDS) or unit is None:
        return DAILY
    owed = await obligations.of_organisation(connection, unit.id, list(ctx.campaigns))
    for _, milestone in _milestones(ctx):
        if any(word in stem for word in (milestone.name, *milestone.words)):
            open_one = current_milestone(owed, milestone.code, message.received_at)
            if open_one and open_one.open_at(message.received_at):
                return milestone.code
    return DAILY


async def announced_item(ctx: Context, connection: Connection, person: Person) -> str | None:
    """The milestone this person has just named, if it still waits for something."""
    conversation = await conversations.load(connection, person.id)
    prefix, _, code = conversation.awaiting.partition(":")
    if prefix != "milestone" or conversation.since is None:
        return None
    return code if ctx.clock.now() - conversation.since <= ANNOUNCED else None


async def hand_in(turn: Turn) -> str | None:
    """``方案``, ``网站 https://…``, ``联络员 张三 138…``: what is owed once, announced or given at once."""
    found = _by_code(turn.ctx, turn.phrase.item)
    if found is None:
        return answers.milestone_unknown(turn.phrase.raw)
    unit = await unit_of(turn.connection, turn.person, turn.ctx.clock.now())
    if unit is None:
        return answers.choose_unit([u.name for u in turn.person.reports_for])
    assignment = await assignment_of(turn.ctx, turn.connection, unit, turn.message.received_at, found.code)
    if assignment.obligation is None:
        return answers.milestone_unknown(found.name)
    if turn.message.received_at > assignment.obligation.late_until:
        return answers.milestone_closed(found.name, assignment.obligation.late_until)
    if turn.phrase.rest.strip():
        return await _take(turn, found, assignment, turn.phrase.rest)
    awaiting = f"milestone:{found.code}"
    await conversations.save(turn.connection, turn.person.id, now=turn.ctx.clock.now(), awaiting=awaiting)
    return answers.milestone_ask(found.name, found.accepts, found.contents)


async def announced(turn: Turn) -> str | None:
    """The words that follow an announced milestone."""
    item = await announced_item(turn.ctx, turn.connection, turn.person)
    found = _by_code(turn.ctx, item) if item else None
    if found is None or turn.phrase.verb is not Verb.UNKNOWN or set(found.accepts) == {"file"}:
        return None
    unit = await unit_of(turn.connection, turn.person, turn.ctx.clock.now())
    assignment = await assignment_of(turn.ctx, turn.connection, unit, turn.message.received_at, found.code)
    return await _take(turn, found, assignment, turn.message.incoming.text) if assignment.obligation else None


async def _take(turn: Turn, milestone: Milestone, assignment: Assignment, text: str) -> str:
    """Words that meet a milestone, or what is wrong with them."""
    problem = _problem(milestone, text)
    if problem:
        return problem
    assert assignment.organisation is not None and assignment.obligation is not None
    reserved = await submissions.reserve(
        turn.connection,
        inbox_id=turn.message.id,
        person_id=turn.person.id,
        organisation_id=assignment.organisation.id,
        obligation_id=assignment.obligation.id,
        item=milestone.code,
        kind=Kind.TEXT,
        sent_at=turn.message.received_at,
    )
    verdict = submissions.verdict(Report(kind=Kind.TEXT, facts={"characters": count_characters(text)}))
    changed = await submissions.change(turn.connection, reserved.id, **verdict, text=text.strip(), state=State.ACCEPTED)
    await conversations.save(turn.connection, turn.person.id, now=turn.ctx.clock.now(), awaiting="")
    await counting.recount(turn.ctx, turn.connection, {changed.obligation_id})
    await counting.note_received(turn.ctx, turn.connection, changed)
    standing = timing(assignment.obligation, turn.message.received_at)
    return answers.milestone_received(milestone.name, assignment.organisation.name, standing, text.strip())


def milestone_words(ctx: Context) -> dict[str, str]:
    """Every word that names a milestone, with the milestone's code."""
    return {word: m.code for _, m in _milestones(ctx) for word in (m.name, *m.words)}


def _by_code(ctx: Context, code: str) -> Milestone | None:
    return next((m for _, m in _milestones(ctx) if m.code == code), None)


def _problem(milestone: Milestone, text: str) -> str | None:
    if "link" in milestone.accepts and not _LINK.search(text):
        return answers.milestone_bad_link(milestone.name)
    if "contact" in milestone.accepts and not _PHONE.search(text):
        return answers.milestone_bad_contact(milestone.name)
    if set(milestone.accepts) == {"file"}:
        return answers.milestone_ask(milestone.name, milestone.accepts, milestone.contents)
    return None


def _milestones(ctx: Context) -> Iterator[tuple[Campaign, Milestone]]:
    for campaign in ctx.campaigns.values():
        for milestone in campaign.milestones:
            yield campaign, milestone

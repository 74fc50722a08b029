"""What is owed once — 方案, 网站, 联络员, 一览表, 总结, 统计表 — and how chat hands it in.

A file counts for a milestone when it was announced (the milestone's name alone, then the file) or when its name says
so. Texts, addresses and contacts follow the milestone's name in the same message or come right after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import PurePath

from domain.campaign import DAILY, Campaign, Milestone
from domain.findings import Kind, Report
from domain.messages import MessageKind
from domain.organisation import Organisation, Person
from domain.phrases import Phrase
from domain.submission import State
from formats import talk, texts
from handlers import settling
from handlers.context import Context
from handlers.place import current_milestone, place, unit_of
from storage import conversations, events, obligations, submissions
from storage.database import Connection
from storage.inbox import Letter

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
    ctx: Context, connection: Connection, person: Person, unit: Organisation | None, letter: Letter
) -> str:
    """The milestone a file is meant for, or ``daily``."""
    announced = await announced_item(ctx, connection, person)
    if letter.received.kind is not MessageKind.FILE:
        return DAILY
    if announced:
        return announced
    stem = PurePath(letter.received.file_name).stem
    if "+" in stem or "＋" in stem or any(word in stem for word in _DAILY_WORDS) or unit is None:
        return DAILY
    owed = await obligations.of_organisation(connection, unit.id, list(ctx.campaigns))
    for _, milestone in _milestones(ctx):
        if any(word in stem for word in (milestone.name, *milestone.words)):
            open_one = current_milestone(owed, milestone.code, letter.received_at)
            if open_one and open_one.open_at(letter.received_at):
                return milestone.code
    return DAILY


async def announced_item(ctx: Context, connection: Connection, person: Person) -> str | None:
    """The milestone this person has just named, if it still waits for something."""
    conversation = await conversations.load(connection, person.id)
    prefix, _, code = conversation.awaiting.partition(":")
    if prefix != "milestone" or conversation.since is None:
        return None
    return code if ctx.clock.now() - conversation.since <= ANNOUNCED else None


async def hand_in(ctx: Context, connection: Connection, letter: Letter, person: Person, phrase: Phrase) -> str | None:
    """``方案``, ``网站 https://…``, ``联络员 张三 138…``: the answer, or None when a receipt will follow."""
    found = milestone_named(ctx, phrase.rest_item)
    if found is None:
        return texts.MILESTONE_UNKNOWN.format(item=phrase.rest_item)
    unit = await unit_of(connection, person)
    if unit is None:
        return talk.choose_unit([u.name for u in person.reports_for])
    where = await place(ctx, connection, unit, letter.received_at, found.code)
    if where.obligation is None:
        return texts.MILESTONE_UNKNOWN.format(item=found.name)
    if letter.received_at > where.obligation.late_until:
        return texts.MILESTONE_CLOSED.format(item=found.name)
    if not phrase.rest.strip():
        awaiting = f"milestone:{found.code}"
        await conversations.save(connection, person.id, now=ctx.clock.now(), awaiting=awaiting)
        return talk.milestone_ask(found.name, found.accepts, found.contents)
    return await take_text(ctx, connection, letter, person, found.code, phrase.rest)


async def take_text(
    ctx: Context, connection: Connection, letter: Letter, person: Person, item: str, text: str
) -> str | None:
    """Words that meet a milestone, or what is wrong with them."""
    found = next(m for _, m in _milestones(ctx) if m.code == item)
    problem = _problem(found, text)
    if problem:
        return problem
    where = await place(ctx, connection, await unit_of(connection, person), letter.received_at, item)
    reserved = await submissions.reserve(
        connection,
        inbox_id=letter.id,
        person_id=person.id,
        organisation_id=where.organisation.id if where.organisation else None,
        obligation_id=where.obligation.id if where.obligation else None,
        item=item,
        kind=Kind.TEXT,
        sent_at=letter.received_at,
    )
    report = Report(kind=Kind.TEXT, facts={})
    values = {**submissions.verdict(report), "text": text.strip(), "state": State.ACCEPTED}
    changed = await submissions.change(connection, reserved.id, **values)
    await conversations.save(connection, person.id, now=ctx.clock.now(), awaiting="")
    await settling.settle(ctx, connection, letter, [changed])
    await events.record(
        connection,
        "received",
        at=ctx.clock.now(),
        person_id=person.id,
        organisation_id=changed.organisation_id,
        obligation_id=changed.obligation_id,
        submission_id=changed.id,
        state=changed.state.value,
        kind=item,
    )
    return None


def milestone_named(ctx: Context, word: str) -> Milestone | None:
    """The milestone that people call ``word`` (its code, its name or another of its words)."""
    return next((m for _, m in _milestones(ctx) if word in (m.code, m.name, *m.words)), None)


def milestone_words(ctx: Context) -> dict[str, str]:
    """Every word that names a milestone, with the milestone's code."""
    return {word: m.code for _, m in _milestones(ctx) for word in (m.name, *m.words)}


def _problem(milestone: Milestone, text: str) -> str | None:
    if "link" in milestone.accepts and not _LINK.search(text):
        return texts.MILESTONE_BAD_LINK.format(item=milestone.name)
    if "contact" in milestone.accepts and not _PHONE.search(text):
        return texts.MILESTONE_BAD_CONTACT.format(item=milestone.name)
    if set(milestone.accepts) == {"file"}:
        return talk.milestone_ask(milestone.name, milestone.accepts, milestone.contents)
    return None


def _milestones(ctx: Context) -> Iterator[tuple[Campaign, Milestone]]:
    for campaign in ctx.campaigns.values():
        for milestone in campaign.milestones:
            yield campaign, milestone

"""What material is meant for: which of its sender's units, and the day or which milestone.

A file counts for a milestone when it was announced (the milestone's name alone, then the file) or when its name says
so.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import PurePath

from domain.campaigns import evidence
from domain.campaigns.campaign import DAILY
from domain.conversation import MilestoneAnnounced
from domain.findings import Kind
from domain.messages import MessageKind
from domain.organisation import Organisation, Person
from handlers import reading
from handlers.context import Context
from handlers.submissions import fetching
from handlers.submissions.placing import current_milestone
from storage import conversations, obligations
from storage.engine.database import Connection
from storage.inbox import InboxMessage

#: The unit chosen by one who serves several is believed this long: tomorrow's material may be another unit's.
CHOSEN_FOR = timedelta(minutes=30)
#: An announced milestone waits this long for its file or text.
ANNOUNCED = timedelta(minutes=30)


async def unit_and_item(
    ctx: Context, connection: Connection, message: InboxMessage, person: Person
) -> tuple[Organisation | None, str]:
    """The unit and the item: as chosen on the upload page, else as the conversation and the file's name tell."""
    upload = await fetching.upload_of(connection, message)
    chosen = next((u for u in person.reports_for if upload and u.id == upload.organisation_id), None)
    unit = chosen or await unit_of(connection, person, ctx.clock.now())
    if upload and upload.item:
        return unit, upload.item
    return unit, await item_of_file(ctx, connection, person, unit, message)


def kind_of(ctx: Context, item: str) -> Kind:
    """What a milestone's file is checked as."""
    milestone = reading.milestone_by_code(ctx, item)
    return milestone.kind if milestone else Kind.ATTACHMENT


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
    if evidence.is_days_story(stem) or unit is None:
        return DAILY
    owed = await obligations.of_organisation(connection, unit.id, list(ctx.campaigns))
    for _, milestone in reading.milestones(ctx):
        if any(word in stem for word in (milestone.name, *milestone.words)):
            open_one = current_milestone(owed, milestone.code, message.received_at)
            if open_one and open_one.open_at(message.received_at):
                return milestone.code
    return DAILY


async def announced_item(ctx: Context, connection: Connection, person: Person) -> str | None:
    """The milestone this person has just named, if it still waits for something."""
    conversation = await conversations.load(connection, person.id)
    awaiting, since = conversation.awaiting, conversation.since
    if not isinstance(awaiting, MilestoneAnnounced) or since is None:
        return None
    return awaiting.code if ctx.clock.now() - since <= ANNOUNCED else None


async def unit_of(connection: Connection, person: Person, now: datetime) -> Organisation | None:
    """The unit this person reports for: the only one, or the one chosen lately in conversation."""
    units = person.reports_for
    if len(units) == 1:
        return units[0]
    conversation = await conversations.load(connection, person.id)
    if conversation.since is None or now - conversation.since > CHOSEN_FOR:
        return None
    return next((unit for unit in units if unit.id == conversation.organisation_id), None)

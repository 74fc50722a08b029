"""What material is meant for: which of its sender's units, and the day or which milestone.

A file counts for a milestone when it was announced (the milestone's name alone, then the file) or when its name says
so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.campaigns import evidence
from domain.campaigns.campaign import DAILY
from domain.conversation import MilestoneAnnounced
from domain.file_names import stem_of
from domain.findings import Kind
from domain.messages import MessageKind
from domain.obligation import Obligation
from domain.organisation import Organisation, Person
from handlers import reading
from handlers.context import Context
from handlers.submissions import fetching
from handlers.submissions.placing import Assignment, assignment_of, current_milestone, owed_by
from storage import conversations
from storage.conversations import Conversation
from storage.engine.database import Connection
from storage.inbox import InboxMessage

#: The unit chosen by one who serves several is believed this long: tomorrow's material may be another unit's.
CHOSEN_FOR = timedelta(minutes=30)
#: An announced milestone waits this long for its file or text.
ANNOUNCED = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True)
class Meant:
    """``unit``: None while one who serves several has not said which. ``owed``: all that the unit owes."""

    unit: Organisation | None
    owed: Sequence[Obligation]
    item: str

    def assignment(self, at: datetime, item: str = "") -> Assignment:
        """What it counts for when it was sent ``at``; ``item`` instead of its own."""
        return assignment_of(self.unit, self.owed, at, item or self.item)


async def meant(ctx: Context, connection: Connection, message: InboxMessage, person: Person) -> Meant:
    """What a file is meant for: as chosen on the upload page, else as the conversation and the file's name tell."""
    upload = await fetching.upload_of(connection, message)
    chosen = next((unit for unit in person.reports_for if upload and unit.id == upload.organisation_id), None)
    item = upload.item if upload else ""
    conversation = Conversation()
    if (chosen is None and len(person.reports_for) > 1) or (not item and _may_be_a_milestones(message)):
        conversation = await conversations.load(connection, person.id)
    unit = chosen or unit_of(person, conversation, ctx.clock.now())
    owed = await owed_by(ctx, connection, unit)
    return Meant(unit=unit, owed=owed, item=item or item_of_file(ctx, conversation, owed, message))


def kind_of(ctx: Context, item: str) -> Kind:
    """What a milestone's file is checked as."""
    milestone = reading.milestone_by_code(ctx, item)
    return milestone.kind if milestone else Kind.ATTACHMENT


def _may_be_a_milestones(message: InboxMessage) -> bool:
    return message.incoming.kind is MessageKind.FILE


def item_of_file(ctx: Context, conversation: Conversation, owed: Sequence[Obligation], message: InboxMessage) -> str:
    """The milestone a file is meant for, or ``daily``. ``owed``: by its unit; nothing while that is unknown."""
    if not _may_be_a_milestones(message):
        return DAILY
    announced = announced_item(conversation, ctx.clock.now())
    if announced:
        return announced
    stem = stem_of(message.incoming.file_name)
    if evidence.is_days_story(stem):
        return DAILY
    for _, milestone in reading.milestones(ctx):
        if any(word in stem for word in (milestone.name, *milestone.words)):
            open_one = current_milestone(owed, milestone.code, message.received_at)
            if open_one and open_one.open_at(message.received_at):
                return milestone.code
    return DAILY


def announced_item(conversation: Conversation, now: datetime) -> str | None:
    """The milestone that was named just now, if it still waits for something."""
    awaiting, since = conversation.awaiting, conversation.since
    if not isinstance(awaiting, MilestoneAnnounced) or since is None:
        return None
    return awaiting.code if now - since <= ANNOUNCED else None


def unit_of(person: Person, conversation: Conversation, now: datetime) -> Organisation | None:
    """The unit this person reports for: the only one, or the one chosen lately in conversation."""
    units = person.reports_for
    if len(units) == 1:
        return units[0]
    if conversation.since is None or now - conversation.since > CHOSEN_FOR:
        return None
    return next((unit for unit in units if unit.id == conversation.organisation_id), None)

"""Everything about one person's conversation that decides, loaded once, over a connection that is only read from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.campaigns.campaign import Campaign
from domain.conversation import (
    AnnouncementProposed,
    Composing,
    CutPiece,
    HandoverProposed,
    LoginAsked,
    MilestoneAnnounced,
    NotedCaption,
    NudgeProposed,
    ReturnProposed,
)
from domain.language.acts import ChooseUnit, Unit, items
from domain.language.decisions import NUDGE_FOR, CaptionNoted, Offered, Piece, Situation
from domain.language.vocabulary import MilestoneWords, Vocabulary
from domain.organisation import Person
from domain.submission import State, Submission
from handlers import binding, reading
from handlers.context import Context
from handlers.directory import named
from handlers.submissions import meaning, remembering
from storage import conversations, submissions
from storage.conversations import Conversation
from storage.engine.database import Connection
from storage.inbox import InboxMessage
from storage.recollections import Recollection

#: A caption may come this long after its photo.
RIGHT_AFTER = timedelta(minutes=30)
#: A begun 稿件 that was never ended is forgotten after this long.
BEGUN = timedelta(hours=3)
#: What the last receipt was about is meant by 撤回 without a number for this long.
RECENT = timedelta(hours=12)

_GONE = (State.WITHDRAWN, State.LOST)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a conversation stands at: ``situation`` is what decides, the rest is what stories go on from.

    ``apart``: what is said now is no part of it, and ends nothing that is asked.
    """

    situation: Situation
    vocabulary: Vocabulary
    conversation: Conversation
    recollection: Recollection
    campaign: Campaign | None
    apart: bool = False


async def load(ctx: Context, connection: Connection, message: InboxMessage, person: Person) -> Standing:
    now = ctx.clock.now()
    conversation = await conversations.load(connection, person.id)
    recollection = await remembering.remembered(connection, person.id)
    nearest = reading.campaign(ctx, now)
    photos, recent = await _lately(connection, message, person)
    sent = [*recent, *(photo for photo in photos if photo.state is State.RECEIVING)]
    recollection = replace(recollection, undo=remembering.undoing(recollection, sent, now))
    situation = await _situation(ctx, connection, person, photos, recent, conversation, recollection, now)
    waiting = await binding.waiting_for(connection, person)
    situation = replace(situation, pending=tuple((owner.name, now - pending.asked_at) for pending, owner in waiting))
    words = await vocabulary(ctx, connection, person, now)
    return Standing(
        situation=situation if not message.from_page else _of_page(person),
        vocabulary=replace(words, pending=tuple(owner.name for _, owner in waiting)),
        conversation=conversation,
        recollection=recollection,
        campaign=nearest,
    )


async def _lately(
    connection: Connection, message: InboxMessage, person: Person
) -> tuple[list[Submission], list[Submission]]:
    """Photos without a caption, and what the last receipt was about."""
    if not person.reports_for:
        return [], []
    photos = await submissions.uncaptioned(connection, person.id, message.received_at - RIGHT_AFTER)
    return photos, await submissions.of_last_receipt(connection, person.id)


async def vocabulary(ctx: Context, connection: Connection, person: Person, now: datetime) -> Vocabulary:
    """The words of the campaigns in force, and the units that this person may name."""
    words = page_vocabulary(ctx, person, now)
    if not person.watches:
        return words
    owing = {kind for campaign in ctx.campaigns.values() for kind in campaign.kinds}
    known = await ctx.directory.load(connection)
    return replace(words, area=known.names(person, owing), reach=known.names_with_own(person, owing))


def page_vocabulary(ctx: Context, person: Person, now: datetime) -> Vocabulary:
    """The same without the units of an area."""
    nearest = reading.campaign(ctx, now)
    return Vocabulary(
        today=now.date(),
        days=nearest.days if nearest else (),
        milestones=tuple(
            MilestoneWords(code=m.code, name=m.name, words=m.words, accepts=m.accepts)
            for _, m in reading.milestones(ctx)
        ),
        own=tuple(named(unit) for unit in person.reports_for),
    )


def _of_page(person: Person) -> Situation:
    """On the upload page no conversation goes on."""
    return Situation(reports=bool(person.reports_for), supervises=False)


async def _situation(
    ctx: Context,
    connection: Connection,
    person: Person,
    photos: Sequence[Submission],
    recent: Sequence[Submission],
    conversation: Conversation,
    recollection: Recollection,
    now: datetime,
) -> Situation:
    awaiting, age = conversation.awaiting, now - (conversation.since or now)
    announced = awaiting.code if isinstance(awaiting, MilestoneAnnounced) and age <= meaning.ANNOUNCED else ""
    milestone = reading.milestone_by_code(ctx, announced) if announced else None
    accepts = milestone.accepts if milestone else ()
    composing = isinstance(awaiting, Composing) and age <= BEGUN
    return Situation(
        reports=bool(person.reports_for),
        supervises=bool(person.supervises),
        reads=bool(person.reads_for),
        waiting=tuple(s.id for s in photos if s.state is not State.REFUSED),
        refused=tuple(s.id for s in photos if s.state is State.REFUSED),
        recent=tuple(s.id for s in recent if s.state not in _GONE and now - s.sent_at <= RECENT),
        unit_asked=await _unit_asked(connection, person, recollection),
        announced=announced,
        accepts=accepts,
        composing=composing,
        pieces=composing and bool(conversation.composed),
        nudge=age if isinstance(awaiting, NudgeProposed) and age <= NUDGE_FOR else None,
        handover=age if isinstance(awaiting, HandoverProposed) and age <= NUDGE_FOR else None,
        login=age if isinstance(awaiting, LoginAsked) and age <= NUDGE_FOR else None,
        withheld=age if isinstance(awaiting, ReturnProposed) and age <= NUDGE_FOR else None,
        announcement=age if isinstance(awaiting, AnnouncementProposed) and age <= NUDGE_FOR else None,
        offered=_offered(recollection, now),
        caption_noted=_caption_noted(recollection, now),
        piece=_piece(recollection, now),
        undoable=sum(items(act) for act in recollection.undo),
        asked=recollection.asked,
    )


async def _unit_asked(connection: Connection, person: Person, recollection: Recollection) -> tuple[Unit, ...]:
    """One's units, when something waits for the word which of them, or the bot has just asked."""
    units = person.reports_for
    asked = recollection.offered and all(isinstance(choice, ChooseUnit) for choice in recollection.offered)
    if len(units) < 2 or not (asked or await submissions.awaits_unit(connection, person.id)):
        return ()
    return tuple(Unit(id=unit.id, name=unit.name) for unit in units)


def _offered(recollection: Recollection, now: datetime) -> Offered | None:
    if not recollection.offered or recollection.offered_at is None:
        return None
    return Offered(choices=recollection.offered, age=now - recollection.offered_at)


def _caption_noted(recollection: Recollection, now: datetime) -> CaptionNoted | None:
    kept, at = recollection.kept, recollection.kept_at
    if not isinstance(kept, NotedCaption) or at is None or not kept.bare:
        return None
    return CaptionNoted(numbers=kept.numbers, text=kept.text, age=now - at)


def _piece(recollection: Recollection, now: datetime) -> Piece | None:
    kept, at = recollection.kept, recollection.kept_at
    if not isinstance(kept, CutPiece) or at is None:
        return None
    return Piece(text=kept.text, number=kept.number, age=now - at)

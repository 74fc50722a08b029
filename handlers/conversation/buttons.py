"""Questions with buttons: the choices of one, and whether one that was pressed still answers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain import pressing
from domain.language.acts import Act
from domain.language.questions import Question
from domain.messages import Choice, MessageKind
from domain.organisation import Person
from formats.chat import offers
from handlers import reading
from handlers.context import Context
from handlers.conversation import situation
from handlers.conversation.situation import Standing
from handlers.turn import Told
from storage.engine.database import Connection
from storage.inbox import InboxMessage


def of_question(
    ctx: Context, offered: Sequence[Act | Question], asked_at: datetime, *, proposed: bool, standing: Standing
) -> tuple[Choice, ...]:
    """One for each number of what is offered; else 确认 and 取消 where something is proposed."""
    return _asked(ctx, offered, asked_at, proposed, undo=standing.recollection.undo)


def of_act(ctx: Context, told: Told, asked_at: datetime) -> tuple[Choice, ...]:
    """The same where an act asks something before it is done."""
    return _asked(ctx, told.offered, asked_at, told.asks, undo=())


def _asked(
    ctx: Context, offered: Sequence[Act | Question], asked_at: datetime, proposed: bool, *, undo: Sequence[Act]
) -> tuple[Choice, ...]:
    if not offered:
        return pressing.marked([Choice(label=word, says=word) for word in offers.YES_OR_NO if proposed], asked_at)
    labels = offers.labels(offered, reading.milestone_names(ctx), undo=undo)
    return pressing.marked([Choice(label=label, says=str(n)) for n, label in enumerate(labels, 1)], asked_at)


def read(message: InboxMessage) -> tuple[InboxMessage, str]:
    """The message in the words that its button stands for, and that button's mark: empty for what was typed."""
    if message.incoming.kind is not MessageKind.BUTTON:
        return message, ""
    says, mark = pressing.parted(message.incoming.text)
    return replace(message, incoming=replace(message.incoming, text=says)), mark


async def standing(ctx: Context, connection: Connection, message: InboxMessage, person: Person, mark: str) -> Standing:
    """What the conversation stands at for who pressed a button of that mark, or has typed.

    A button of another question than waits for an answer finds nothing asked, as an answer that comes late does, and
    ends nothing.
    """
    stands = await situation.load(ctx, connection, message, person)
    waiting = (stands.recollection.offered_at, stands.conversation.since)
    if not mark or mark in {pressing.mark(at) for at in waiting if at is not None}:
        return stands
    return replace(stands, situation=pressing.nothing_asked(stands.situation), apart=True)

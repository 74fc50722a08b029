"""How the bot speaks: every story says its words through here, into the outbox, in its own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from domain.organisation import Account, Person
from domain.splitting import split_text
from formats.chat import answers
from handlers.context import Context
from storage import outbox
from storage.engine.database import Connection
from storage.inbox import InboxMessage
from storage.outbox import OutboxMessage


async def say(ctx: Context, connection: Connection, messages: Iterable[OutboxMessage]) -> None:
    """Put messages into the outbox; one whose key is already in the outbox is ignored."""
    await outbox.put(connection, messages, created_at=ctx.clock.now(), real=ctx.clock.real(), max_bytes=_limits(ctx))


async def reply(ctx: Context, connection: Connection, message: InboxMessage, text: str) -> None:
    """Answer one message; the same message is answered once, however often it is worked on."""
    answer = OutboxMessage(
        channel=message.incoming.channel, account=message.incoming.sender, text=text, key=f"reply:{message.id}"
    )
    now, abilities = ctx.clock.now(), ctx.channels[answer.channel].abilities
    swallowed = abilities.swallows_repeats_for
    if swallowed is not None:
        answer = replace(answer, parts=tuple(split_text(text, abilities.max_text_bytes)))
        if await outbox.said_lately(connection, answer, now - swallowed):
            answer = replace(answer, parts=_told_apart(text, abilities.max_text_bytes, now))
    await say(ctx, connection, [answer])


def _told_apart(text: str, max_bytes: int, now: datetime) -> tuple[str, ...]:
    """Such a platform treats a repeated text as a repeated call and drops it; asking twice must be answered twice."""
    room = len(answers.said_again("", now).encode())
    return tuple(answers.said_again(part, now) for part in split_text(text, max_bytes - room))


def address(ctx: Context, person: Person) -> Account | None:
    """Where to reach a person unasked: the first channel in force on which they have an account."""
    by_channel = {account.channel: account for account in person.accounts}
    return next((by_channel[name] for name in ctx.channels if name in by_channel), None)


def _limits(ctx: Context) -> Mapping[str, int]:
    return {name: channel.abilities.max_text_bytes for name, channel in ctx.channels.items()}

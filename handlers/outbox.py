"""How the bot speaks: every story says its words through here, into the outbox, in its own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from domain.organisation import Account, Person
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
    now, swallowed = ctx.clock.now(), ctx.channels[answer.channel].abilities.swallows_repeats_for
    if swallowed is not None and await outbox.said_lately(connection, answer, now - swallowed):
        # Such a platform treats a repeated text as a repeated call and drops it; asking twice must be answered twice.
        answer = replace(answer, text=answers.said_again(text, now))
    await say(ctx, connection, [answer])


def address(ctx: Context, person: Person) -> Account | None:
    """Where to reach a person unasked: the first channel in force on which they have an account."""
    by_channel = {account.channel: account for account in person.accounts}
    return next((by_channel[name] for name in ctx.channels if name in by_channel), None)


def _limits(ctx: Context) -> Mapping[str, int]:
    return {name: channel.abilities.max_text_bytes for name, channel in ctx.channels.items()}

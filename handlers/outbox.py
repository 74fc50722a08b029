"""How the bot speaks: every story says its words through here, into the outbox, in its own transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from channels import registry
from domain.abilities import Abilities, Unasked
from domain.messages import Choice
from domain.organisation import Account, Person
from domain.precedence import Precedence
from domain.public_address import for_phones
from formats import office_links
from formats.chat import answers
from formats.words import group as group_words
from handlers.context import Context
from storage import outbox, outbox_batches
from storage.engine.database import Connection
from storage.inbox import InboxMessage
from storage.outbox import OutboxMessage
from storage.outbox_batches import Batch
from storage.outbox_parts import StoredAttachment
from storage.said_before import Repeats


async def say(ctx: Context, connection: Connection, messages: Iterable[OutboxMessage]) -> None:
    """Put messages into the outbox; one whose key is already in the outbox is ignored."""
    await outbox.put(
        connection,
        messages if for_phones(ctx.public_url) else [_for_the_office(ctx, message) for message in messages],
        created_at=ctx.clock.now(),
        real=ctx.clock.real(),
        abilities={name: channel.abilities for name, channel in ctx.channels.items()},
        seal=ctx.seal,
        repeats=_repeats(ctx),
    )


def _for_the_office(ctx: Context, message: OutboxMessage) -> OutboxMessage:
    """On a real channel, what leads to a page says first how it is done without: no phone opens it."""
    if registry.rehearses(message.channel):
        return message
    files, attachment = abilities(ctx, message.channel).files, message.attachment
    if attachment is not None:
        instead = office_links.for_the_office(attachment.instead, ctx.public_url, files=files)
        attachment = replace(attachment, instead=instead)
    text = office_links.for_the_office(message.text, ctx.public_url, files=files)
    return replace(message, text=text, attachment=attachment)


async def say_at_once(
    ctx: Context, connection: Connection, message: OutboxMessage, *, lease: timedelta
) -> Batch | None:
    """``say``, and claim it; what is returned goes into ``ctx.handover`` once the transaction stands."""
    await say(ctx, connection, [message])
    if abilities(ctx, message.channel).monthly:
        # What goes first is asked when it is sent.
        return None
    if not ctx.handover.room(message.channel) or message.channel not in ctx.channels:
        return None
    return await outbox_batches.claim_own(connection, message.key, now=ctx.clock.real(), lease=lease, pace=pace(ctx))


async def reply(
    ctx: Context,
    connection: Connection,
    message: InboxMessage,
    text: str,
    attachment: StoredAttachment | None = None,
    *,
    aloud: bool = False,
    choices: tuple[Choice, ...] = (),
) -> None:
    """Answer one message; the same message is answered once, however often it is worked on.

    In a group only what is said ``aloud`` is heard by all. Anything else goes to its sender alone, and the group hears
    that it did.
    """
    incoming = message.incoming
    answer = OutboxMessage(
        channel=incoming.channel,
        account=incoming.sender,
        text=text,
        key=answer_key(message),
        attachment=attachment,
        choices=choices,
        reply_to=message.id,
        precedence=Precedence.ANSWER,
    )
    if incoming.group and aloud:
        await say(ctx, connection, [replace(answer, account=incoming.group, to_group=True)])
        return
    await say(ctx, connection, [answer])
    if incoming.group:
        await tell_group(ctx, connection, message, group_words.ALONE)


async def tell_group(ctx: Context, connection: Connection, message: InboxMessage, text: str) -> None:
    """Say in the group that something was heard; what there is to say of it goes to its sender alone."""
    told = OutboxMessage(
        channel=message.incoming.channel,
        account=message.incoming.group,
        to_group=True,
        text=text,
        key=f"{answer_key(message)}:group",
        reply_to=message.id,
        precedence=Precedence.ANSWER,
    )
    await say(ctx, connection, [told])


def pace(ctx: Context) -> dict[str, int]:
    """By channel: messages a minute to one receiver."""
    return {name: channel.abilities.pace for name, channel in ctx.channels.items()}


def answer_key(message: InboxMessage) -> str:
    return f"reply:{message.id}"


def address(ctx: Context, person: Person) -> Account | None:
    """Where to reach a person unasked: of their accounts on channels in force the one they spoke from last.

    One that is not delivered to comes last: what is said there may be lost. Who never spoke is reached where nobody
    has to have spoken first.
    """
    by_channel = {account.channel: account for account in person.accounts}
    found = [by_channel[name] for name in ctx.channels if name in by_channel]
    return min(found, key=lambda account: _preference(ctx, account), default=None)


def another_address(ctx: Context, person: Person, instead_of: Account) -> Account | None:
    """Where they are reached when nothing is delivered to that account of theirs: not on the chat page of a rehearsal.

    Nothing is known against it, so that a message goes round no account twice.
    """
    others = [account for account in person.accounts if account != instead_of and account.unreachable is None]
    found = address(ctx, replace(person, accounts=tuple(others)))
    return None if found is None or registry.rehearses(found.channel) else found


def _preference(ctx: Context, account: Account) -> tuple[bool, bool, float, bool]:
    spoke = account.heard_at.timestamp() if account.heard_at is not None else 0.0
    waits = abilities(ctx, account.channel).unasked is not Unasked.ALWAYS
    return account.unreachable is not None, registry.rehearses(account.channel), -spoke, waits


def abilities(ctx: Context, channel: str) -> Abilities:
    """What a channel carries; of one that is not in force (any more), what any channel does."""
    known = ctx.channels.get(channel)
    return known.abilities if known else Abilities()


def _repeats(ctx: Context) -> Repeats:
    """Such a platform treats a repeated text as a repeated call and drops it: what is said twice must arrive twice."""
    within = {
        name: channel.abilities.swallows_repeats_for
        for name, channel in ctx.channels.items()
        if channel.abilities.swallows_repeats_for is not None
    }
    second, further = answers.said_again(ctx.clock.now())
    return Repeats(within=within, second=second, further=further)

"""Working on the inbox: one message of one sender at a time, to its end or to its next try. Nothing is ever dropped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import structlog

from domain.messages import Incoming, MessageKind
from domain.organisation import Account, Person
from domain.roster.invite import hidden
from formats.words import chat as texts
from formats.words import group as group_words
from handlers import answering, pairing
from handlers.context import Context
from handlers.conversation import enrolment, upload_link
from handlers.leases import kept_claimed
from handlers.outbox import reply, tell_group
from handlers.outgoing import parking
from handlers.setbacks import MOST_ATTEMPTS, reason_of, tell
from handlers.submissions import accepting, media
from handlers.submissions.accepting import Reserved
from storage import inbox, outbox, people, submissions, unreachable
from storage.engine import claims
from storage.engine.changes import UNSET
from storage.engine.database import Connection, DatabaseUnavailable
from storage.inbox import InboxMessage
from storage.states import InboxState, Lane

log = structlog.get_logger()

#: Nobody says anything by these: a platform tells of somebody, also that they were not delivered to.
_SILENT = (MessageKind.OTHER, MessageKind.LEAVE)
_MEDIA = (MessageKind.PHOTO, MessageKind.VIDEO, MessageKind.FILE)


@dataclass(frozen=True, kw_only=True)
class _Begun:
    """A claimed message, whose it is, the submission of the file it brings; ``failed``: why it did not get there."""

    message: InboxMessage
    person: Person | None = None
    reserved: Reserved | None = None
    failed: Exception | None = None


async def process_next(ctx: Context, *, lease: timedelta) -> bool:
    """Work on the next message; True when there was one. A killed worker's message is free after ``lease``."""
    begun = await _begin(ctx, lease)
    if begun is None:
        return False
    message = begun.message
    try:
        async with kept_claimed(lambda until: inbox.extend_claim(ctx.database, message, until=until), ctx.clock, lease):
            await _process(ctx, begun)
    except claims.ClaimLost:
        log.warning("claim_lost", inbox=message.id)
    except media.TryLater as error:
        at = claims.next_try(message.attempts, ctx.clock.real(), error.at_least)
        log.warning("try_later", inbox=message.id, attempts=message.attempts, reason=str(error))
        await inbox.postpone(ctx.database, message, at=at, error=str(error), waited=True)
    except DatabaseUnavailable:
        # Nobody's message is at fault: the claim runs out and it is worked on again.
        raise
    except Exception as error:
        await _set_back(ctx, message, error)
    return True


async def _begin(ctx: Context, lease: timedelta) -> _Begun | None:
    """Claim the next message, and reserve what it brings in the same transaction: nothing of it asks a platform."""
    message: InboxMessage | None = None

    async def claimed(connection: Connection) -> _Begun | None:
        nonlocal message
        message = await inbox.claim_next(connection, now=ctx.clock.real(), lease=lease)
        return None if message is None else await _begun(ctx, connection, message)

    try:
        return await ctx.database.transact(claimed)
    except DatabaseUnavailable:
        raise
    except Exception as error:
        # What went wrong undid the claim, too. Claimed by itself the try counts, and its message steps aside.
        again = message and await inbox.claim(ctx.database, message.id, now=ctx.clock.real(), lease=lease)
        if again is None:
            raise
        return _Begun(message=again, failed=error)


async def _begun(ctx: Context, connection: Connection, message: InboxMessage) -> _Begun:
    person = await people.by_account(connection, message.incoming.channel, message.incoming.sender)
    if not message.from_page:
        await parking.heard_from(ctx, connection, message)
    if person is not None and message.incoming.kind not in _SILENT:
        await _reached(ctx, connection, message, person)
    brings_file = message.incoming.kind in _MEDIA and message.incoming.media and message.incoming.addressed
    if person is None or not person.reports_for or not brings_file:
        return _Begun(message=message, person=person)
    reserved = await media.reserve(ctx, connection, message, person)
    if message.incoming.group:
        await tell_group(ctx, connection, message, group_words.MATERIAL)
    return _Begun(message=message, person=person, reserved=reserved)


async def _reached(ctx: Context, connection: Connection, message: InboxMessage, person: Person) -> None:
    """Who writes from an account that was not delivered to can be reached there again, and is reached there."""
    channel, sender = message.incoming.channel, message.incoming.sender
    if not message.from_page and message.incoming.kind is not MessageKind.ENTER:
        await pairing.heard(ctx, connection, person, Account(channel=channel, account=sender))
    if any(
        account.unreachable for account in person.accounts if (account.channel, account.account) == (channel, sender)
    ):
        await unreachable.clear(connection, channel, sender)
        await outbox.hurry(connection, channel, ctx.clock.real(), sender)


def _is_for_nobody(incoming: Incoming) -> bool:
    """Nothing is to be said of it: in a group, of what was said to others, and of who comes."""
    among_others = incoming.group and (not incoming.addressed or incoming.kind is MessageKind.ENTER)
    return incoming.kind in _SILENT or bool(among_others)


async def _process(ctx: Context, begun: _Begun) -> None:
    message, person = begun.message, begun.person
    if begun.failed is not None:
        raise begun.failed
    if begun.reserved is not None and person is not None:
        await media.receive(ctx, message, person, begun.reserved)
    elif _is_for_nobody(message.incoming):
        await _answer(ctx, message, None, stranger=person is None)
    elif message.incoming.kind is MessageKind.OUTSIDER:
        await _answer(ctx, message, texts.OUTSIDER, aloud=True)
    elif person is None and message.incoming.group:
        await _answer(ctx, message, group_words.STRANGER, aloud=True, stranger=True)
    elif person is None:
        await enrolment.stranger(ctx, message)
    elif message.incoming.kind is MessageKind.UNREAD:
        log.warning("message.unread", inbox=message.id, channel=message.incoming.channel)
        await _answer(ctx, message, texts.NOT_READ)
    elif message.incoming.kind is MessageKind.ENTER:
        await enrolment.greet(ctx, message, person)
    elif message.incoming.kind in _MEDIA and not person.reports_for:
        await _answer(ctx, message, texts.NOT_REGISTERED_TO_REPORT)
    elif message.incoming.kind in _MEDIA:
        await upload_link.instead_of_a_file(ctx, message, person)
    elif message.incoming.kind is MessageKind.LOCATION:
        await _answer(ctx, message, texts.LOCATION_NOT_READ)
    elif not message.incoming.text.strip() and message.incoming.group and message.incoming.kind is MessageKind.TEXT:
        await _answer(ctx, message, group_words.CALLED, aloud=True)
    elif not message.incoming.text.strip():
        await _answer(ctx, message, texts.VOICE_NOT_READ if message.incoming.kind is MessageKind.VOICE else None)
    else:
        await answering.answer(ctx, message, person)


async def _answer(
    ctx: Context, message: InboxMessage, text: str | None, *, aloud: bool = False, stranger: bool = False
) -> None:
    """``stranger``: they may have said a code that is good still."""
    async with ctx.database.write() as connection:
        if text:
            await reply(ctx, connection, message, text, aloud=aloud)
        await inbox.finish(connection, message, text=hidden(message.incoming.text) if stranger else UNSET)


async def _set_back(ctx: Context, message: InboxMessage, error: Exception) -> None:
    """One bad message must not stop the others: it is tried again later, in the end set aside for the operator."""
    reason = reason_of(error)
    # Tries that only waited for a platform say nothing about the message itself.
    aside = message.attempts >= MOST_ATTEMPTS and not message.waited
    tell(Lane.INTAKE, message.id, message.attempts, aside=aside, error=error)
    if not aside:
        await inbox.postpone(
            ctx.database, message, at=claims.next_try(message.attempts, ctx.clock.real()), error=reason
        )
        return
    try:
        async with ctx.database.write() as connection:
            lost = await submissions.give_up(connection, message.id)
            if lost is not None:
                await accepting.note_received(ctx, connection, lost)
            await reply(ctx, connection, message, texts.WENT_WRONG)
            await inbox.finish(connection, message, state=InboxState.FAILED, error=reason)
    except (DatabaseUnavailable, claims.ClaimLost):
        raise
    except Exception as further:
        # Not even that it went wrong can be said: it must step aside all the same.
        tell(Lane.INTAKE, message.id, message.attempts, aside=True, error=further)
        async with ctx.database.write() as connection:
            await inbox.finish(connection, message, state=InboxState.FAILED, error=reason)

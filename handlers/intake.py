"""Working on the inbox: one message of one sender at a time, to its end or to its next try. Nothing is ever dropped."""

from __future__ import annotations

from datetime import timedelta

import structlog

from domain.messages import MessageKind
from formats.words import chat as texts
from handlers import answering, upload_links
from handlers.context import Context
from handlers.conversation import enrolment
from handlers.leases import held
from handlers.outbox import reply
from handlers.submissions import media
from storage import inbox, people, submissions
from storage.engine import claims
from storage.engine.database import TROUBLE
from storage.inbox import Letter

log = structlog.get_logger()

#: A message whose own content makes us fail is set aside after so many tries, and its sender is told.
MOST_ATTEMPTS = 6
#: How the error of a try that was only too early begins.
_WAITED = "later: "
_MEDIA = (MessageKind.PHOTO, MessageKind.VIDEO, MessageKind.FILE)


async def process_next(ctx: Context, *, lease: timedelta) -> bool:
    """Work on the next message; True when there was one. A killed worker's message is free after ``lease``."""
    letter = await inbox.claim_next(ctx.database, now=ctx.clock.real(), lease=lease)
    if letter is None:
        return False
    try:
        async with held(lambda until: inbox.hold(ctx.database, letter, until=until), ctx.clock, lease):
            await _process(ctx, letter)
    except claims.ClaimLost:
        log.warning("claim_lost", inbox=letter.id)
    except media.TryLater as error:
        at = claims.next_try(letter.attempts, ctx.clock.real(), error.at_least)
        log.warning("try_later", inbox=letter.id, attempts=letter.attempts, reason=str(error))
        await inbox.postpone(ctx.database, letter, at=at, error=f"{_WAITED}{error}")
    except TROUBLE:
        # Nobody's message is at fault: the claim runs out and it is worked on again.
        raise
    except Exception as error:
        log.exception("message_failed", inbox=letter.id, attempts=letter.attempts)
        await _set_back(ctx, letter, error)
    return True


async def _process(ctx: Context, letter: Letter) -> None:
    async with ctx.database.read() as connection:
        person = await people.by_account(connection, letter.received.channel, letter.received.sender)
    if letter.received.kind in (MessageKind.OTHER, MessageKind.LEAVE):
        await _answer(ctx, letter, None)
    elif person is None:
        await enrolment.stranger(ctx, letter)
    elif letter.received.kind is MessageKind.ENTER:
        await enrolment.greet(ctx, letter, person)
    elif letter.received.kind in _MEDIA and not person.reports_for:
        await _answer(ctx, letter, texts.NOT_REGISTERED_TO_REPORT)
    elif letter.received.kind in _MEDIA and not letter.received.media:
        await upload_links.instead_of_a_file(ctx, letter, person)
    elif letter.received.kind in _MEDIA:
        await media.receive(ctx, letter, person)
    elif letter.received.kind is MessageKind.LOCATION:
        await _answer(ctx, letter, texts.LOCATION_NOT_READ)
    elif not letter.received.text.strip():
        await _answer(ctx, letter, texts.VOICE_NOT_READ if letter.received.kind is MessageKind.VOICE else None)
    else:
        await answering.answer(ctx, letter, person)


async def _answer(ctx: Context, letter: Letter, text: str | None) -> None:
    async with ctx.database.write() as connection:
        if text:
            await reply(ctx, connection, letter, text)
        await inbox.finish(connection, letter)


async def _set_back(ctx: Context, letter: Letter, error: Exception) -> None:
    """One bad message must not stop the others: it is tried again later, in the end set aside for the operator."""
    reason = f"{type(error).__name__}: {error}"
    # Tries that only waited for a platform say nothing about the message itself.
    if letter.attempts < MOST_ATTEMPTS or letter.row["error"].startswith(_WAITED):
        await inbox.postpone(ctx.database, letter, at=claims.next_try(letter.attempts, ctx.clock.real()), error=reason)
        return
    async with ctx.database.write() as connection:
        await submissions.give_up(connection, letter.id)
        await reply(ctx, connection, letter, texts.WENT_WRONG)
        await inbox.finish(connection, letter, state="failed", error=reason)

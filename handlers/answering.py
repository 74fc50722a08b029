"""What a message in words leads to: each story is offered the message in turn, the first that takes it answers.

A story gets the open transaction and returns what to say, ``HANDLED`` when a receipt will say it, or None when the
message is not its business. Questions of supervisors come last, in their own way (``handlers.supervision.questions``).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

from domain.language.phrases import Phrase, Verb
from domain.organisation import Person
from formats.chat import answers
from formats.words import chat as texts
from handlers import reading
from handlers.context import Context
from handlers.conversation import (
    captions,
    choosing_unit,
    composing,
    corrections,
    milestones,
    status,
    suggestions,
    upload_link,
)
from handlers.conversation.turn import Turn
from handlers.outbox import reply
from handlers.submissions.meaning import unit_of
from handlers.supervision import questions
from storage import conversations, inbox
from storage.engine.database import Connection
from storage.inbox import InboxMessage

Story = Callable[[Turn], Awaitable[str | None]]


async def answer(ctx: Context, message: InboxMessage, person: Person) -> None:
    """Answer one message in words; the answer, what it changed and the end of the message are one transaction."""
    now = ctx.clock.now()
    phrase = reading.read(ctx, message.incoming.text, now)
    stories = _stories(person, phrase)
    if stories and await _told(ctx, message, person, phrase, stories, now):
        return
    asked = await questions.answer(ctx, person, phrase, now=now) if person.supervises else None
    nearest = reading.campaign(ctx, now)
    example = nearest.report_day(now) if nearest else now.date()
    said = asked or _small_talk(phrase) or suggestions.text(person, phrase, example)
    async with ctx.database.write() as connection:
        await _finish(ctx, connection, message, said)


async def _told(
    ctx: Context, message: InboxMessage, person: Person, phrase: Phrase, stories: Sequence[Story], now: datetime
) -> bool:
    """Offer the message to the stories; True when one took it."""
    async with ctx.database.write() as connection:
        conversation = await conversations.load(connection, person.id)
        turn = Turn(
            ctx=ctx,
            connection=connection,
            message=message,
            person=person,
            conversation=conversation,
            unit=unit_of(person, conversation, now),
            campaign=reading.campaign(ctx, now),
            phrase=phrase,
        )
        for story in stories:
            said = await story(turn)
            if said is not None:
                await _finish(ctx, connection, message, said)
                return True
    return False


async def _finish(ctx: Context, connection: Connection, message: InboxMessage, said: str) -> None:
    if said:
        await reply(ctx, connection, message, said)
    await inbox.finish(connection, message)


def _stories(person: Person, phrase: Phrase) -> tuple[Story, ...]:
    """In order of precedence: what was begun, commands, then what plain words may mean."""
    if not person.reports_for:
        # All else is a question, which asks for no turn.
        return (_everybody, status.for_supervisor) if phrase.verb in (Verb.BIND, Verb.HELP, Verb.STATUS) else ()
    return (
        composing.go_on,
        _everybody,
        _command,
        choosing_unit.choose,
        milestones.announced,
        captions.plain,
        composing.long_text,
    )


async def _everybody(turn: Turn) -> str | None:
    if turn.phrase.verb is Verb.BIND:
        return answers.bound_already(turn.person.name)
    if turn.phrase.verb is Verb.HELP:
        return await status.help_for(turn)
    return None


#: What liaisons order, and the story that does it.
_COMMANDS: Mapping[Verb, Story] = {
    Verb.STATUS: status.show_status,
    Verb.CAPTION: captions.given,
    Verb.WITHDRAW: corrections.withdraw,
    Verb.MOVE: corrections.move,
    Verb.MILESTONE: milestones.hand_in,
    Verb.COMPOSE: composing.begin,
    Verb.DONE: composing.not_begun,
    Verb.CANCEL: composing.cancel,
    Verb.UPLOAD: upload_link.asked,
    Verb.REVOKE: upload_link.revoked,
}


async def _command(turn: Turn) -> str | None:
    story = _COMMANDS.get(turn.phrase.verb)
    return await story(turn) if story else None


def _small_talk(phrase: Phrase) -> str | None:
    return {
        Verb.ACKNOWLEDGE: texts.ACKNOWLEDGED,
        Verb.THANKS: texts.THANKED,
        Verb.GREETING: texts.GREETED,
    }.get(phrase.verb)

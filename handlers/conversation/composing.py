"""Long texts: in one message, or in several between 稿件 and 完."""

from __future__ import annotations

from datetime import timedelta

from checks.text import check_text, count_characters
from domain.conversation import Composing
from domain.findings import Kind
from domain.language.phrases import Verb
from formats.chat import answers
from formats.words import chat as texts
from handlers.conversation.captions import LONGEST
from handlers.conversation.turn import HANDLED, Turn
from handlers.submissions import accepting
from handlers.submissions.accepting import Material
from handlers.submissions.placing import assignment_of, rules_of
from storage import conversations

#: A begun 稿件 that was never ended is forgotten after this long.
BEGUN = timedelta(hours=3)
#: Nothing is awaited any more, nothing is kept of the text.
NOTHING = conversations.Change(awaiting=None, composed="")


async def begin(turn: Turn) -> str | None:
    """``稿件``: what follows is one text."""
    await _save(turn, conversations.Change(awaiting=Composing(), composed=turn.phrase.rest.strip()))
    return texts.COMPOSING_STARTED


async def go_on(turn: Turn) -> str | None:
    """While a 稿件 is being composed everything said is part of it, but 完 and 取消."""
    conversation = turn.conversation
    if not isinstance(conversation.awaiting, Composing) or conversation.since is None or turn.message.from_page:
        return None
    if turn.ctx.clock.now() - conversation.since > BEGUN:
        return None
    if turn.phrase.verb is Verb.CANCEL:
        return None
    if turn.phrase.verb is not Verb.DONE:
        together = f"{conversation.composed}\n{turn.message.incoming.text}".strip()
        await _save(turn, conversations.Change(composed=together))
        return answers.composed_so_far(count_characters(together))
    if not conversation.composed:
        return texts.COMPOSING_EMPTY
    await _save(turn, NOTHING)
    return await _submit(turn, conversation.composed)


async def not_begun(turn: Turn) -> str | None:
    """``完`` without a 稿件."""
    return texts.COMPOSING_NOT_STARTED


async def cancel(turn: Turn) -> str | None:
    """``取消`` whatever was begun."""
    if turn.conversation.awaiting is None:
        return None if turn.person.supervises else texts.NOTHING_TO_CANCEL
    await _save(turn, NOTHING)
    return texts.CANCELLED


async def long_text(turn: Turn) -> str | None:
    """A long text is material by itself."""
    text = turn.message.incoming.text.strip()
    if turn.phrase.verb is not Verb.UNKNOWN or count_characters(text) <= LONGEST:
        return None
    return await _submit(turn, text)


async def _submit(turn: Turn, text: str) -> str:
    owed = await turn.owed(turn.unit.id) if turn.unit else []
    assignment = assignment_of(turn.unit, owed, turn.message.received_at)
    if turn.unit is not None and assignment.obligation is None:
        return texts.NOTHING_OWED
    report = check_text(text, rules_of(turn.ctx, assignment.obligation).text)
    reserved = await accepting.reserve(turn.connection, turn.message, turn.person, assignment, kind=Kind.TEXT)
    material = Material(report=report, text=text)
    await accepting.accept(turn.ctx, turn.connection, turn.message, reserved, material)
    return HANDLED


async def _save(turn: Turn, change: conversations.Change) -> None:
    await conversations.save(turn.connection, turn.person.id, change, now=turn.ctx.clock.now())

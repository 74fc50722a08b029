"""Long texts: in one message, or in several between 稿件 and 完."""

from __future__ import annotations

from datetime import timedelta

from checks.text import check_text, count_characters
from domain.findings import Kind
from domain.language.phrases import Verb
from domain.submission import State, state_of
from formats.chat import answers
from formats.words import chat as texts
from handlers.conversation.captions import LONGEST
from handlers.conversation.turn import HANDLED, Turn
from handlers.submissions import counting, meaning
from handlers.submissions.placing import assignment_of, rules_of
from storage import conversations, submissions

#: A begun 稿件 that was never ended is forgotten after this long.
BEGUN = timedelta(hours=3)


async def begin(turn: Turn) -> str | None:
    """``稿件``: what follows is one text."""
    await conversations.save(
        turn.connection, turn.person.id, now=turn.ctx.clock.now(), awaiting="pieces", pieces=turn.phrase.rest.strip()
    )
    return texts.PIECES_STARTED


async def go_on(turn: Turn) -> str | None:
    """While a 稿件 is open everything said is a piece of it, but 完 and 取消."""
    conversation = turn.conversation
    if conversation.awaiting != "pieces" or conversation.since is None or turn.message.from_page:
        return None
    if turn.ctx.clock.now() - conversation.since > BEGUN:
        return None
    if turn.phrase.verb is Verb.CANCEL:
        return None
    if turn.phrase.verb is not Verb.DONE:
        together = f"{conversation.pieces}\n{turn.message.incoming.text}".strip()
        await conversations.save(turn.connection, turn.person.id, now=turn.ctx.clock.now(), pieces=together)
        return answers.pieces_so_far(count_characters(together))
    if not conversation.pieces:
        return texts.PIECES_EMPTY
    await _clear(turn)
    return await _submit(turn, conversation.pieces)


async def not_begun(turn: Turn) -> str | None:
    """``完`` without a 稿件."""
    return texts.PIECES_NOT_STARTED


async def cancel(turn: Turn) -> str | None:
    """``取消`` whatever was begun."""
    if not turn.conversation.awaiting:
        return None if turn.person.supervises else texts.NOTHING_TO_CANCEL
    await _clear(turn)
    return texts.CANCELLED


async def long_text(turn: Turn) -> str | None:
    """A long text is material by itself."""
    text = turn.message.incoming.text.strip()
    if turn.phrase.verb is not Verb.UNKNOWN or count_characters(text) <= LONGEST:
        return None
    return await _submit(turn, text)


async def _submit(turn: Turn, text: str) -> str:
    unit = await meaning.unit_of(turn.connection, turn.person, turn.ctx.clock.now())
    assignment = await assignment_of(turn.ctx, turn.connection, unit, turn.message.received_at)
    if unit is not None and assignment.obligation is None:
        return texts.NOTHING_OWED
    report = check_text(text, rules_of(turn.ctx, assignment.obligation).text)
    reserved = await submissions.reserve(
        turn.connection,
        inbox_id=turn.message.id,
        person_id=turn.person.id,
        organisation_id=unit.id if unit else None,
        obligation_id=assignment.obligation.id if assignment.obligation else None,
        item=assignment.item,
        kind=Kind.TEXT,
        sent_at=turn.message.received_at,
    )
    changed = await submissions.change(
        turn.connection,
        reserved.id,
        **submissions.verdict(report),
        text=text,
        state=state_of(report) if unit else State.UNASSIGNED,
    )
    await counting.count_and_report(turn.ctx, turn.connection, turn.message, [changed])
    await counting.note_received(turn.ctx, turn.connection, changed)
    return HANDLED


async def _clear(turn: Turn) -> None:
    await conversations.save(turn.connection, turn.person.id, now=turn.ctx.clock.now(), awaiting="", pieces="")

"""Texts of the day: in one message, or in several between 稿件 and 完. And 取消, which drops whatever was begun."""

from __future__ import annotations

from dataclasses import replace

from checks.text import check_text, count_characters
from domain.conversation import (
    AnnouncementProposed,
    Composing,
    CutPiece,
    HandoverProposed,
    LoginAsked,
    MilestoneAnnounced,
    NudgeProposed,
    ReturnProposed,
)
from domain.events import EventVerb
from domain.findings import Kind, Report
from domain.language.acts import Act, AddPiece, Cancel, CloseComposing, KeepText, OpenComposing, Restore, Withdraw
from domain.language.bare_words import looks_cut
from domain.language.titles import first_words
from domain.submission import State, Submission
from formats.chat import answers, changes
from formats.words import chat as texts
from formats.words import talk as words
from handlers.conversation.corrections import GONE, change_all
from handlers.submissions import accepting, repeats
from handlers.submissions.accepting import Material
from handlers.submissions.placing import assignment_of, rules_of
from handlers.turn import Told, Turn
from storage import conversations, submissions
from storage.submissions import Change

#: Nothing is awaited any more, nothing is kept of the text.
NOTHING = conversations.Change(awaiting=None, composed="")


async def begin(turn: Turn, act: OpenComposing) -> Told:
    """``稿件``: what follows is one text. Begun again while one is open, it goes on."""
    before = turn.conversation.composed if isinstance(turn.conversation.awaiting, Composing) else ""
    together = f"{before}\n{act.text}".strip()
    await _save(turn, conversations.Change(awaiting=Composing(), composed=together))
    said = answers.composed_so_far(count_characters(together)) if together else texts.COMPOSING_STARTED
    return Told(text=said, undo=())


async def add(turn: Turn, act: AddPiece) -> Told:
    together = f"{turn.conversation.composed}\n{act.text}".strip()
    await _save(turn, conversations.Change(awaiting=Composing(), composed=together))
    return Told(text=answers.composed_so_far(count_characters(together)), undo=())


async def close(turn: Turn, act: CloseComposing) -> Told:
    composed = turn.conversation.composed
    if not composed:
        return Told(text=texts.COMPOSING_EMPTY)
    await _save(turn, NOTHING)
    return await _submit(turn, composed)


async def cancel(turn: Turn, act: Cancel) -> Told:
    """``取消`` whatever was begun: the answer names it."""
    await _save(turn, NOTHING)
    match turn.conversation.awaiting:
        case Composing():
            said = changes.cancelled_text(count_characters(turn.conversation.composed))
        case MilestoneAnnounced():
            said = words.CANCELLED_MILESTONE
        case NudgeProposed():
            said = words.CANCELLED_NUDGE
        case HandoverProposed():
            said = words.CANCELLED_HANDOVER
        case LoginAsked():
            said = words.CANCELLED_LOGIN
        case ReturnProposed():
            said = words.CANCELLED_RETURN
        case AnnouncementProposed():
            said = words.CANCELLED_ANNOUNCEMENT
        case None:
            said = words.CANCELLED_OFFER
    return Told(text=said, undo=())


async def keep(turn: Turn, act: KeepText) -> Told:
    """A long text is material by itself; it may take the place of its own first part."""
    text = act.text.strip()
    told = await _submit(turn, text, replaces=act.replaces)
    number = next((n for one in told.undo or () if isinstance(one, Withdraw) for n in one.numbers), None)
    return replace(told, kept=CutPiece(text, number)) if number is not None and looks_cut(text) else told


async def _submit(turn: Turn, text: str, *, replaces: int | None = None) -> Told:
    owed = await turn.owed(turn.unit.id) if turn.unit else []
    assignment = assignment_of(turn.unit, owed, turn.message.received_at)
    if turn.unit is not None and assignment.obligation is None:
        return Told(text=texts.NOTHING_OWED)
    report = with_first_words(check_text(text, rules_of(turn.ctx, assignment.obligation).text), text)
    reserved = await accepting.reserve(turn.connection, turn.message, turn.person, assignment, kind=Kind.TEXT)
    report = await repeats.with_repeat_advice(
        turn.connection, reserved.submission, assignment.obligation, report, own=turn.own_units
    )
    gone = await _first_part(turn, replaces)
    material = Material(report=report, text=text)
    accepted = await accepting.accept(turn.ctx, turn.connection, turn.message, reserved, material)
    before: tuple[Act, ...] = (Restore(numbers=tuple(s.id for s in gone)),) if gone else ()
    return Told(undo=(Withdraw(numbers=(accepted.id,)), *before))


def with_first_words(report: Report, text: str) -> Report:
    """A text without a title goes by its first words."""
    return replace(report, facts={**report.facts, "title": report.facts.get("title") or first_words(text)})


async def _first_part(turn: Turn, number: int | None) -> list[Submission]:
    """The first part, stored by itself, counts no more."""
    found = await submissions.find(turn.connection, [number] if number is not None else [])
    there = [s for s in found if s.person_id == turn.person.id and s.state not in GONE]
    changes = [(submission, Change(state=State.WITHDRAWN)) for submission in there]
    return await change_all(turn, changes, EventVerb.WITHDRAWN, on_receipt=True) if changes else []


async def _save(turn: Turn, change: conversations.Change) -> None:
    await conversations.save(turn.connection, turn.person.id, change, now=turn.now)

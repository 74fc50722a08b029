"""What was not understood, what was offered for it and what became of that: kept for whoever mends the reader."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.language.acts import Act
from domain.language.decisions import Answer, Decision, Do, Offer, Remark, Say, Situation
from domain.language.questions import Question
from domain.organisation import Person
from handlers.conversation.situation import Standing
from storage import phrases
from storage.engine.database import Connection
from storage.phrases import Phrase
from storage.states import Outcome

_NOT_UNDERSTOOD = (Remark.UNKNOWN, Remark.STILL_ANNOUNCED, Remark.STILL_UNIT)


async def note(
    connection: Connection,
    person: Person,
    standing: Standing,
    decision: Decision,
    text: str,
    offered: Sequence[Act | Question],
    *,
    now: datetime,
) -> None:
    """What this message did closes the row of the one before; a message not understood opens one."""
    taken = _taken(standing, decision)
    await phrases.react(connection, person.id, done(decision), taken=taken, now=now)
    outcome = _outcome(decision)
    if outcome is not None:
        phrase = Phrase(
            role=_role(person),
            standing=label(standing.situation),
            said=text,
            outcome=outcome,
            offered=", ".join(map(name, offered)),
        )
        await phrases.keep(connection, person.id, phrase, now=now)


def done(decision: Decision) -> str:
    """What a decision is, in one word or a few."""
    match decision:
        case Do(act=act):
            return f"did {name(act)}"
        case Answer(questions=questions):
            return f"answered {', '.join(map(name, questions))}"
        case Offer(about=about, choices=choices):
            return f"offered {about}: {', '.join(map(name, choices))}"
        case Say(remark=remark):
            return f"said {remark}"


def name(choice: Act | Question) -> str:
    return choice.topic.value if isinstance(choice, Question) else type(choice).__name__


def label(situation: Situation) -> str:
    """What a conversation stood at: ``plain``, or all that waits."""
    found = {
        "photos": bool(situation.waiting),
        "unit": bool(situation.unit_asked),
        "composing": situation.composing,
        situation.announced: bool(situation.announced),
        "nudge": situation.nudge is not None,
        "offered": situation.offered is not None and situation.offered.live(),
    }
    return "+".join(what for what, holds in found.items() if holds)[:32] or "plain"


def _outcome(decision: Decision) -> Outcome | None:
    if isinstance(decision, Offer):
        return Outcome.OFFERED
    return Outcome.UNKNOWN if isinstance(decision, Say) and decision.remark in _NOT_UNDERSTOOD else None


def _taken(standing: Standing, decision: Decision) -> bool:
    offered = standing.situation.offered
    if offered is None or not offered.live():
        return False
    if isinstance(decision, Do):
        return decision.act in offered.choices
    return isinstance(decision, Answer) and any(question in offered.choices for question in decision.questions)


def _role(person: Person) -> str:
    if person.reports_for and person.watches:
        return "both"
    if person.supervises:
        return "supervisor"
    return "reader" if person.reads_for else "liaison"

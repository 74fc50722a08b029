"""What a full command or question is understood as: the act's or the topic's name, whoever may say it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from domain.language.decide import decide
from domain.language.decisions import Answer, Decision, Do, Offered, Say, Situation
from domain.language.names import NamedUnit
from domain.language.normal import normalised
from domain.language.questions import Question, Topic
from domain.language.reading import read
from domain.language.vocabulary import MilestoneWords, Vocabulary
from handlers.reading import simplified

#: Everything is possible: something waits, is open, was proposed and can be undone.
STANDING = Situation(
    reports=True,
    supervises=True,
    waiting=(3,),
    recent=(3,),
    nudge=timedelta(minutes=1),
    offered=Offered(choices=(Question(topic=Topic.HELP), Question(topic=Topic.HELP)), age=timedelta(minutes=1)),
    undoable=1,
)


def understood(
    text: str,
    *,
    today: date,
    days: Sequence[date],
    milestones: Sequence[MilestoneWords] = (),
    area: Sequence[NamedUnit] = (),
    standing: Situation = STANDING,
    pending: Sequence[str] = (),
) -> tuple[str, ...]:
    """The names of what is done or answered; of anything else the remark, or ``offered``."""
    words = Vocabulary(
        today=today, days=tuple(days), milestones=tuple(milestones), area=tuple(area), pending=tuple(pending)
    )
    return named(decide(read(normalised(text, simplified(text)), words), standing, words))


def named(decision: Decision) -> tuple[str, ...]:
    if isinstance(decision, Do):
        return (type(decision.act).__name__,)
    if isinstance(decision, Answer):
        return tuple(question.topic.value for question in decision.questions)
    return (decision.remark.value,) if isinstance(decision, Say) else ("offered",)

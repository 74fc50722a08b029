"""A message that nobody understood: the nearest three things that can be done, by number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rapidfuzz import fuzz, process

from domain.language.acts import Act, MakeLink
from domain.language.questions import Question, Topic
from domain.organisation import Person
from formats.words import talk as words

HOW_MANY = 3


class Suggestion(NamedTuple):
    choice: Act | Question
    say: str
    does: str


def nearest(person: Person, text: str) -> tuple[Suggestion, ...]:
    """What this person may do, the nearest first."""
    able: dict[str, tuple[str, str]] = {}
    if person.reports_for:
        able |= words.SUGGESTIONS_LIAISON
    if person.supervises:
        able |= words.SUGGESTIONS_SUPERVISOR
    ranked = process.extract(text, _words(able), scorer=fuzz.WRatio, limit=HOW_MANY)
    return tuple(Suggestion(_choice(name), *able[name]) for _, _, name in ranked)


def _words(able: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    return {name: say + does for name, (say, does) in able.items()}


def _choice(name: str) -> Act | Question:
    return MakeLink() if name == "upload" else Question(topic=Topic(name))

"""A message that nobody understood: the nearest three things that can be done, by number."""

from __future__ import annotations

from domain.language import nearby
from domain.language.acts import Act
from domain.language.questions import Question
from domain.organisation import Person

HOW_MANY = 3


def nearest(person: Person, text: str) -> tuple[Act | Question, ...]:
    """What this person may do, the nearest first."""
    # Loaded by the first message that nobody understands.
    from rapidfuzz import fuzz, process

    able = nearby.LIAISONS if person.reports_for else {}
    able = able | (nearby.SUPERVISORS if person.supervises else nearby.READERS if person.reads_for else {})
    return tuple(choice for _, _, choice in process.extract(text, able, scorer=fuzz.WRatio, limit=HOW_MANY))

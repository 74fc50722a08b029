"""A message that nobody understood: say so, with the nearest three things that can be done. Nothing is ever guessed."""

from __future__ import annotations

from datetime import date

from rapidfuzz import fuzz, process

from domain.language.phrases import Phrase, squeezed
from domain.organisation import Person
from formats.chat import answers
from formats.words import chat as texts

HOW_MANY = 3


def text(person: Person, phrase: Phrase, day: date) -> str:
    """The nearest things that this person may do; ``day`` stands in the examples."""
    able: dict[str, str] = {}
    if person.reports_for:
        able |= texts.DO_LIAISON
    if person.supervises:
        able |= texts.DO_SUPERVISOR
    said = {squeezed(say + does): say for say, does in able.items()}
    ranked = process.extract(squeezed(phrase.raw), said.keys(), scorer=fuzz.WRatio, limit=HOW_MANY)
    nearest = [said[words] for words, _, _ in ranked]
    return answers.not_understood({say: able[say] for say in nearest}, day)

"""The words of one installation and one person: its days, milestones, and the units that the person may name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

from domain.language.calendar import Calendar
from domain.language.names import NamedUnit, NamedUnits, NameIndex

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class MilestoneWords:
    """``accepts``: ``file``, ``text``, ``link`` or ``contact``. ``words``: what people call it."""

    code: str
    name: str
    words: tuple[str, ...]
    accepts: tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """``own``: the units that the person reports for; ``area``: those the person supervises or reads for, or none."""

    today: date
    days: tuple[date, ...] = ()
    milestones: tuple[MilestoneWords, ...] = ()
    own: tuple[NamedUnit, ...] = ()
    area: tuple[NamedUnit, ...] = field(default=(), repr=False)
    #: Both, ``own`` first, where somebody keeps them together.
    reach: NamedUnits | None = field(default=None, repr=False)
    #: Those for whom an account waits for this person's yes.
    pending: tuple[str, ...] = ()

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar(today=self.today, days=self.days)

    @cached_property
    def units(self) -> NamedUnits:
        """All in reach, each once."""
        if self.reach is not None:
            return self.reach
        return NamedUnits({unit.id: unit for unit in (*self.own, *self.area)}.values())

    @property
    def all_names(self) -> NameIndex:
        return self.units.names

    @cached_property
    def own_names(self) -> NameIndex:
        return NameIndex(self.own)

    @cached_property
    def area_names(self) -> NameIndex:
        return self.area.names if isinstance(self.area, NamedUnits) else NameIndex(self.area)

    @cached_property
    def milestone_words(self) -> dict[str, list[tuple[str, MilestoneWords]]]:
        return _by_first([(word.lower(), m) for m in self.milestones for word in {m.name, *m.words} if word])

    def milestone(self, code: str) -> MilestoneWords | None:
        return next((m for m in self.milestones if m.code == code), None)


def _by_first(words: Sequence[tuple[str, T]]) -> dict[str, list[tuple[str, T]]]:
    found: dict[str, list[tuple[str, T]]] = {}
    for word, value in sorted(words, key=lambda pair: -len(pair[0])):
        found.setdefault(word[0], []).append((word, value))
    return found

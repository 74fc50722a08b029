"""对比: two units side by side, as the template fills it in. Nothing says which is better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from formats.desk.unit import UnitOwed


@dataclass(frozen=True, kw_only=True)
class BesideUnit:
    """``owed``: its days and milestones; ``figures``: each with its name."""

    code: str
    name: str
    kind: str
    owed: tuple[UnitOwed, ...]
    figures: tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True)
class BesideCell:
    """Empty where the unit does not owe it."""

    tone: str = ""
    letter: str = ""
    said: str = ""


@dataclass(frozen=True, kw_only=True)
class BesidePage:
    """``units``: the one, and the other unless there is none such; ``owed`` and ``figures``: a cell for each."""

    campaign: str
    title: str
    units: tuple[BesideUnit, ...]
    owed: tuple[tuple[str, tuple[BesideCell, ...]], ...]
    figures: tuple[tuple[str, tuple[int, ...]], ...]
    at: str


def rows(units: Sequence[BesideUnit]) -> tuple[tuple[str, tuple[BesideCell, ...]], ...]:
    """By what is owed, in the order of who owes it first."""
    names = {one.anchor: one.name for unit in units for one in unit.owed}
    cells = [
        {one.anchor: BesideCell(tone=one.tone, letter=one.letter, said=one.said) for one in unit.owed} for unit in units
    ]
    return tuple((name, tuple(one.get(anchor, BesideCell()) for one in cells)) for anchor, name in names.items())


def figures(units: Sequence[BesideUnit]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    named = [dict(unit.figures) for unit in units]
    return tuple((name, tuple(one[name] for one in named)) for name, _ in units[0].figures)

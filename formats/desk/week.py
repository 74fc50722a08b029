"""全周 as its template fills it in: units by days and milestones, with the sums of each part and of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.completeness import counts_of
from domain.obligation import Standing
from formats.desk.words import DAYS_OF_THE_WEEK, NOT_OPEN, NOT_YET, STANDINGS
from formats.spoken import day_text

#: The colour of a cell, by how it stands.
TONES: Mapping[Standing, str] = {
    Standing.ON_TIME: "good",
    Standing.LATE: "warn",
    Standing.MISSING: "bad",
    Standing.EXEMPT: "free",
    Standing.WAITING: "open",
}


class Only(StrEnum):
    """Which units the week shows. TWICE: two days on end without a report."""

    ALL = ""
    MISSING = "missing"
    TWICE = "twice"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Column:
    """A report day, or a milestone (``item`` is its code). ``anchor``: where a unit's page tells of it.

    ``over``: its deadline has passed, so that who has not reported is missing; ``open``: it is under way.
    """

    item: str
    day: date
    name: str
    below: str
    anchor: str
    milestone: bool
    today: bool
    over: bool
    open: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """``at``: when the report came; ``amount``: how many items count."""

    tone: str = ""
    letter: str = ""
    at: str = ""
    amount: int = 0


@dataclass(frozen=True, slots=True)
class UnitRow:
    code: str
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """Of one column. ``said``: 按17, 迟2, 缺1, 免1, what is none left out."""

    actual: int
    expected: int
    said: tuple[str, ...]
    tone: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """One part of the area. ``id`` None: what is in no part."""

    id: int | None
    name: str
    number: int
    sums: tuple[Sum, ...]
    rows: tuple[UnitRow, ...]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What the address says: which units, of which kind, line and part.

    ``fold``: the sums of the parts alone, or every unit; None: what the number of units asks for.
    """

    only: Only = Only.ALL
    kind: str = ""
    line: str = ""
    part: int | None = None
    fold: bool | None = None

    @property
    def narrowed(self) -> bool:
        return bool(self.only or self.kind or self.line or self.part is not None)


@dataclass(frozen=True, kw_only=True)
class Week:
    """``number``: units shown, of ``of`` in the area; ``folded``: as the sums of their parts alone.

    ``kinds`` and ``lines``: what can be chosen among.
    """

    campaign: str
    title: str
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    sums: tuple[Sum, ...]
    number: int
    of: int
    shown: Shown
    folded: bool
    kinds: tuple[str, ...]
    lines: tuple[str, ...]
    parts: tuple[tuple[int, str], ...]
    at: str

    @property
    def days(self) -> int:
        return sum(not column.milestone for column in self.columns)


#: How many stand how, column by column.
Tally = Sequence[Counter[Standing]]


def tally(columns: Sequence[Column]) -> Tally:
    return [Counter() for _ in columns]


def sums(columns: Sequence[Column], found: Tally) -> tuple[Sum, ...]:
    return tuple(_sum(column, standings) for column, standings in zip(columns, found, strict=True))


def day_column(day: date, *, today: date, over: bool) -> Column:
    return Column(
        item="daily",
        day=day,
        name=day_text(day),
        below=DAYS_OF_THE_WEEK[day.weekday()],
        anchor=f"d{day}",
        milestone=False,
        today=day == today,
        over=over,
        open=day <= today,
    )


def milestone_column(code: str, name: str, due_on: date, *, over: bool) -> Column:
    return Column(
        item=code,
        day=due_on,
        name=name,
        below=day_text(due_on),
        anchor=f"m-{code}",
        milestone=True,
        today=False,
        over=over,
        open=False,
    )


def cell(column: Column, standing: Standing, at: str, amount: int) -> Cell:
    """Before a deadline nobody is missing."""
    if standing is Standing.MISSING and not column.over:
        return Cell(tone="open" if column.open else "", letter=NOT_YET[0] if column.open else NOT_OPEN, amount=amount)
    return Cell(tone=TONES[standing], letter=STANDINGS[standing][1], at=at, amount=amount)


def _sum(column: Column, found: Counter[Standing]) -> Sum:
    counts = counts_of(found)
    letters = {standing: STANDINGS[standing][1] for standing in STANDINGS}
    if not column.over:
        letters[Standing.MISSING] = NOT_YET[0]
    said = tuple(f"{letter}{found[standing]}" for standing, letter in letters.items() if found[standing])
    missing = column.over and counts.missing
    return Sum(actual=counts.actual, expected=counts.expected, said=said, tone="bad" if missing else "")

"""The tables of a bulletin: a row for each unit, one table for each kind of unit, in roster order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.completeness import Counts, counts_of
from domain.findings import Kind
from domain.obligation import Standing
from domain.selection import Level
from formats.bulletin.written import Grid, GridColumn
from formats.spoken import clock_text
from formats.words import bulletins as words


@dataclass(frozen=True, kw_only=True)
class UnitRow:
    """One unit over the days of a bulletin."""

    name: str
    kind: str
    standings: Mapping[Standing, int]
    kinds: Mapping[Kind, int]
    passed: int
    cases: int
    adopted: Mapping[Level, int]
    met_at: datetime | None = None

    @property
    def reported(self) -> bool:
        return counts_of(self.standings).actual > 0

    @property
    def owes(self) -> bool:
        return counts_of(self.standings).expected > 0


@dataclass(frozen=True)
class _Column:
    """``number``: what it says of one unit, or of many together."""

    name: str
    number: Callable[[Sequence[UnitRow]], str]


def grids(
    units: Sequence[UnitRow],
    *,
    moment: str,
    by_kind: bool,
    names_missing: bool,
    cases: bool,
    over: bool,
    one_day: bool,
) -> list[Grid]:
    """``names_missing`` False: who has not reported stands in no table, and cannot be told from its columns."""
    shown = [unit for unit in units if names_missing or unit.reported]
    columns = _columns(missing=names_missing, cases=cases, over=over)
    kinds = list(dict.fromkeys(unit.kind for unit in shown)) if by_kind else [""]
    found = []
    for kind in kinds:
        rows = [unit for unit in shown if kind in ("", unit.kind)]
        if not rows:
            continue
        caption = words.TABLE.format(kind=kind) if kind else words.TABLE_ALL
        found.append(
            Grid(
                name=kind or words.TABLE_ALL,
                caption=caption,
                columns=(
                    GridColumn(name=words.COLUMN_UNIT, share=5.0, words=True),
                    *(
                        GridColumn(name=column.name, share=1.9 if column.name == words.COLUMN_ADOPTED else 1.0)
                        for column in columns
                    ),
                    GridColumn(name=words.COLUMN_NOTE, share=2.0, words=True),
                ),
                rows=tuple(
                    (unit.name, *(column.number([unit]) for column in columns), _note(unit, one_day=one_day))
                    for unit in rows
                ),
                total=(words.TOTAL, *(column.number(rows) for column in columns), ""),
                note=words.TABLE_NOTE.format(moment=moment),
            )
        )
    return found


def _columns(*, missing: bool, cases: bool, over: bool) -> list[_Column]:
    owed = [
        _Column(words.COLUMN_EXPECTED, lambda units: str(_counts(units).expected)),
        _Column(words.COLUMN_ACTUAL, lambda units: str(_counts(units).actual)),
        _Column(words.COLUMN_ON_TIME, lambda units: str(_counts(units).on_time)),
        _Column(words.COLUMN_LATE, lambda units: str(_counts(units).late)),
        _Column(words.COLUMN_MISSING if over else words.COLUMN_SOON, lambda units: str(_counts(units).missing)),
        _Column(words.COLUMN_EXEMPT, lambda units: str(_counts(units).exempt)),
    ]
    if not missing:
        owed = owed[1:4]
    case = [_Column(words.COLUMN_CASES, lambda units: str(sum(unit.cases for unit in units)))] if cases else []
    return [
        *owed,
        *case,
        _sent(words.COLUMN_TEXTS, Kind.TEXT, Kind.DOCUMENT),
        _sent(words.COLUMN_PHOTOS, Kind.PHOTO),
        _sent(words.COLUMN_VIDEOS, Kind.VIDEO),
        _sent(words.COLUMN_PRESS, Kind.PRESS),
        _Column(words.COLUMN_PASSED, lambda units: str(sum(unit.passed for unit in units))),
        _Column(words.COLUMN_ADOPTED, _adopted),
    ]


def _counts(units: Sequence[UnitRow]) -> Counts:
    found: Counter[Standing] = Counter()
    for unit in units:
        found.update(unit.standings)
    return counts_of(found)


def _sent(name: str, *kinds: Kind) -> _Column:
    return _Column(name, lambda units: str(sum(unit.kinds.get(kind, 0) for unit in units for kind in kinds)))


def _adopted(units: Sequence[UnitRow]) -> str:
    """县/市/省/国家; a dash where there is none."""
    numbers = [sum(unit.adopted.get(level, 0) for unit in units) for level in Level]
    return "/".join(map(str, numbers)) if any(numbers) else "—"


def _note(unit: UnitRow, *, one_day: bool) -> str:
    if not one_day:
        return ""
    if unit.standings.get(Standing.LATE) and unit.met_at is not None:
        return words.LATE_AT.format(at=clock_text(unit.met_at))
    return words.GIVEN if unit.standings.get(Standing.WAITING) else ""

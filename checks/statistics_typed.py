"""The statistics form filled in by hand on the page: what was typed → a row, and what is wrong with it by field.

The same readings of what people type as in an Excel cell, so that page and file never differ. Beyond the form's own
columns the page asks how many students there are at all: then the coverage is computed, and one typed is compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from checks.statistics_cells import count_of, share_of
from domain.findings import Finding, Level
from domain.statistics import COLUMNS, COUNTED, StatisticsExpectation, StatisticsRow, judge

#: Asked on the page, not part of the form: all students, of whom those who took part are a share.
ENROLLED = "enrolled"
FIELDS = (*COLUMNS, ENROLLED)
#: Longest answer kept, in characters.
LONGEST = 1000
#: A coverage typed may be so far from the one computed: people round to a whole per cent.
ROUNDING = 0.006


@dataclass(frozen=True, kw_only=True)
class Typed:
    """``findings``: (field, finding). ``coverage``: computed, where the numbers are there."""

    row: StatisticsRow
    findings: tuple[tuple[str, Finding], ...]
    coverage: float | None = None

    @property
    def ok(self) -> bool:
        return not any(finding.level is Level.ERROR for _, finding in self.findings)


def read_typed(values: Mapping[str, str], expected: StatisticsExpectation) -> Typed:
    """Never raises; an empty field is only asked for."""
    counted = {name: count_of(values[name]) if values.get(name) else None for name in (*COUNTED, ENROLLED)}
    computed = _computed(counted["students"], counted[ENROLLED])
    found = [
        (name, _wrong(name, values[name], "整数")) for name in counted if values.get(name) and counted[name] is None
    ]
    share = share_of(values["coverage"]) if values.get("coverage") else computed
    if values.get("coverage") and (share is None or share > 1):
        found.append(("coverage", _wrong("coverage", values["coverage"], "0% 到 100%")))
        share = None
    enrolled = counted.pop(ENROLLED)
    cells: dict[str, Any] = {name: values.get(name, "") for name in ("unit", "forms", "media")} | counted
    row = StatisticsRow(coverage=share, **cells)
    found += [(name, _wrong(name, "", "数字（没有就填 0）")) for name in _empty(values, share)]
    found += [(_field(finding), replace(finding, place="")) for finding in judge(row, expected)]
    return Typed(row=row, findings=(*found, *_compared(row, enrolled, computed)), coverage=computed)


def _computed(students: int | None, enrolled: int | None) -> float | None:
    if students is None or not enrolled or students > enrolled:
        return None
    return round(students / enrolled, 4)


def _compared(row: StatisticsRow, enrolled: int | None, computed: float | None) -> list[tuple[str, Finding]]:
    if row.students is not None and enrolled is not None and row.students > enrolled:
        finding = Finding(code="statistics.number", found=str(enrolled), required=f"{row.students} 以上（参与学生数）")
        return [(ENROLLED, finding)]
    if computed is None or row.coverage is None or abs(row.coverage - computed) <= ROUNDING:
        return []
    required = f"{computed:.1%}（{row.students} ÷ {enrolled}）"
    found = f"{row.coverage:.1%}"
    return [("coverage", Finding(code="statistics.coverage", found=found, required=required, level=Level.ADVICE))]


def _empty(values: Mapping[str, str], share: float | None) -> list[str]:
    empty = [name for name in COUNTED if not values.get(name)]
    return [*empty, "coverage"] if share is None and not values.get("coverage") else empty


def _wrong(name: str, found: str, required: str) -> Finding:
    code = "statistics.coverage" if name == "coverage" else "statistics.number"
    return Finding(code=code, found=found, required=required)


def _field(finding: Finding) -> str:
    return next((name for name, title in COLUMNS.items() if f"“{title}”" in finding.place), "unit")

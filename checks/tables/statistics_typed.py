"""The statistics form filled in by hand on the page: what was typed → a row, and what is wrong with it by field.

The same readings of what people type as in an Excel cell, so that page and file never differ. Beyond the form's own
columns the page asks how many students there are at all: then the coverage is computed, and one typed is compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from checks.tables.statistics_findings import counted_in, share_in
from domain.findings import Code, Finding, Level
from domain.findings.places import Cells
from domain.findings.required import Required
from domain.statistics import COLUMNS, COUNTED, StatisticsExpectation, StatisticsRow, compared, judge, share_of_all

#: Asked on the page, not part of the form: all students, of whom those who took part are a share.
ENROLLED = "enrolled"
FIELDS = (*COLUMNS, ENROLLED)
#: Longest answer kept, in characters.
LONGEST = 1000


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
    counted: dict[str, int | None] = {}
    found: list[tuple[str, Finding]] = []
    for name in (*COUNTED, ENROLLED):
        counted[name], wrong = counted_in(name, values.get(name, ""))
        found += [(name, finding) for finding in wrong]
    enrolled = counted.pop(ENROLLED)
    computed = share_of_all(counted["students"], enrolled)
    share, wrong = share_in(values.get("coverage", ""))
    found += [("coverage", finding) for finding in wrong]
    share = computed if not values.get("coverage") else share
    cells: dict[str, Any] = {name: values.get(name, "") for name in ("unit", "forms", "media")} | counted
    row = StatisticsRow(coverage=share, **cells)
    found += [(name, _missing(name)) for name in _empty(values, share)]
    found += [(_field(finding), replace(finding, place=None)) for finding in judge(row, expected)]
    return Typed(row=row, findings=(*found, *compared(row, {ENROLLED: enrolled})), coverage=computed)


def _empty(values: Mapping[str, str], share: float | None) -> list[str]:
    empty = [name for name in COUNTED if not values.get(name)]
    return [*empty, "coverage"] if share is None and not values.get("coverage") else empty


def _missing(name: str) -> Finding:
    code = Code.STATISTICS_COVERAGE if name == "coverage" else Code.STATISTICS_NUMBER
    return Finding(code=code, required=Required.NUMBER_OR_ZERO)


def _field(finding: Finding) -> str:
    return finding.place.columns[0] if isinstance(finding.place, Cells) and finding.place.columns else "unit"

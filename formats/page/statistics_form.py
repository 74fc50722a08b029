"""The statistics form on the upload page: its fields with their hints, and what is wrong with each, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from domain.abilities import UPLOAD_PAGE
from domain.findings import Finding
from domain.statistics import COLUMNS, COUNTED
from formats.findings.finding import worded
from formats.spoken import clock_text
from formats.words.statistics import INSTRUCTIONS

#: Asked on the page alone; the coverage is computed from it.
_ENROLLED = ("enrolled", "在校学生总数（不进表，用来算覆盖率）", "全部在校学生人数。填了就不用自己算覆盖率。")


def fields() -> list[dict[str, Any]]:
    """``[{"name", "title", "hint", "number"}]`` in the form's order; the page's own question before the coverage."""
    found: list[dict[str, Any]] = []
    for name, title in COLUMNS.items():
        if name == "coverage":
            found.append(_field(*_ENROLLED, number=True))
        found.append(_field(name, title, INSTRUCTIONS[name], number=name in COUNTED))
    return found


def findings(found: Iterable[tuple[str, Finding]]) -> list[dict[str, str]]:
    """``[{"field", "level", "text"}]``."""
    return [
        {"field": field, "level": finding.level.value, "text": worded(finding, UPLOAD_PAGE).problem}
        for field, finding in found
    ]


def share(value: float | None) -> str:
    """92.0%, or nothing."""
    return "" if value is None else f"{value:.1%}"


def saved(at: datetime | None) -> str:
    """09:28, or nothing while no draft has been saved."""
    return "" if at is None else clock_text(at)


def _field(name: str, title: str, hint: str, *, number: bool) -> dict[str, Any]:
    return {"name": name, "title": title, "hint": hint, "number": number}

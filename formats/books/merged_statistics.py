"""The merged statistics of an area, as data: rows with what has to be looked at, and the units that have none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.statistics import StatisticsRow


@dataclass(frozen=True, kw_only=True)
class MergedRow:
    """``number``: of the submission it is from; ``doubts``: column (a field of the row) → what to look at."""

    row: StatisticsRow
    number: int = 0
    doubts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Merged:
    """``unread``: unit and number of what came and has no rows to add; ``lacking``: who still owes it.

    ``at``: when this was so, in words.
    """

    title: str
    rows: tuple[MergedRow, ...]
    unread: tuple[tuple[str, int], ...] = ()
    lacking: tuple[str, ...] = ()
    at: str = ""

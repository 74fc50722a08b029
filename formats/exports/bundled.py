"""The files of a bundle, as data, and what each is called in it; its papers are made by ``formats.exports.bundle``."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from domain.summary import SummaryPart
from formats.exports.names import ending_of, legal

#: Characters of a unit's name and of the milestone's in a file's name.
_UNIT, _NAME = 24, 20


@dataclass(frozen=True, kw_only=True)
class BundledFile:
    """``at`` is local. ``parts``: of the unit's summary, on its first file alone; None: not looked at."""

    number: int
    unit: str
    short_unit: str
    file_name: str
    key: str
    at: datetime
    late: bool
    characters: int | None = None
    images: int | None = None
    parts: dict[SummaryPart, bool | None] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """``files``: name in the bundle and the file; ``lost``: whose bytes are gone; ``absent``: units with nothing."""

    title: str
    name: str
    office: str
    at: datetime
    parts: tuple[SummaryPart, ...]
    files: tuple[tuple[str, BundledFile], ...]
    lost: tuple[BundledFile, ...]
    absent: tuple[str, ...]


def name_of(one: BundledFile, place: int, milestone: str) -> str:
    """``001_一职校_活动周总结_12.docx``; what came as words is a text file."""
    shown = (f"{place:03}", legal(one.short_unit or one.unit, _UNIT), legal(milestone, _NAME), str(one.number))
    return "_".join(part for part in shown if part) + ending_of(one.key)

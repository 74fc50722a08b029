"""The picking desk as its template fills it in: tiles with what they say, and what the page is filtered by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from domain.findings import Fact, Kind
from domain.selection import Mark
from formats.desk.words import MARKS
from formats.spoken import clipped, clock_text, day_text, kind_name

#: Characters of a text on its tile.
BEGINNING = 60
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class PickTile:
    """``mark``: the code, ``letter`` what says it without colour; ``text``: of an item without a picture."""

    number: int
    kind: str
    unit: str
    what: str
    text: str
    beginning: str
    size: str
    at: str
    pictured: bool
    mark: str
    letter: str
    stars: int
    below: bool


@dataclass(frozen=True, kw_only=True)
class PickPage:
    """One filter of one day: ``total`` items, and the first screen of them."""

    campaign: str
    title: str
    day: date
    kind: str
    mark: str
    order: str
    unit: str
    total: int
    tiles: tuple[PickTile, ...]

    @property
    def day_name(self) -> str:
        return day_text(self.day)


def tile(
    *,
    number: int,
    kind: Kind,
    unit: str,
    what: str,
    text: str,
    at: datetime,
    facts: Mapping[str, Fact],
    pictured: bool,
    mark: Mark | None,
    stars: int,
    below: bool,
) -> PickTile:
    return PickTile(
        number=number,
        kind=kind_name(kind),
        unit=unit,
        what=what,
        text=text,
        beginning=clipped(text, BEGINNING),
        size=_size(facts),
        at=clock_text(at),
        pictured=pictured,
        mark=mark.value if mark else "",
        letter=MARKS[mark][1] if mark else "",
        stars=stars,
        below=below,
    )


def _size(facts: Mapping[str, Fact]) -> str:
    """4000×3000 3.1MB, 1024 字: as far as it was measured."""
    said: list[str] = []
    width, height, size, length = (facts.get(name) for name in ("width", "height", "bytes", "characters"))
    if width and height:
        said.append(f"{width}×{height}")
    if isinstance(size, int | float) and size >= _MEGABYTE / 10:
        said.append(f"{size / _MEGABYTE:.1f}MB")
    if length:
        said.append(f"{length} 字")
    return " ".join(said)

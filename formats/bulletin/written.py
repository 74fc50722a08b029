"""What a bulletin says, part by part: the one thing that Word, Excel, pictures and pages are made from, and that is
frozen when it is issued."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class PartKind(StrEnum):
    SECTION = "section"
    SUBSECTION = "subsection"
    PARAGRAPH = "paragraph"
    PICTURE = "picture"
    GRID = "grid"


@dataclass(frozen=True, kw_only=True)
class GridColumn:
    """``share``: how wide it is beside the others; ``words``: text, not numbers."""

    name: str
    share: float = 1.0
    words: bool = False


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table. ``total``: its last row; ``name``: short, for a sheet."""

    name: str
    caption: str
    columns: tuple[GridColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Part:
    """``key``: of a picture in the store, ``number``: of the item that it is of."""

    kind: PartKind
    text: str = ""
    key: str = ""
    number: int = 0
    grid: Grid | None = None


@dataclass(frozen=True, kw_only=True)
class Written:
    """``number``: 〔2020〕第3期. ``counts``: the six, by name. ``colophon``: left and right of each line of 报尾."""

    kind: str
    head: str
    number: str
    issuer: str
    dated: str
    title: str
    campaign: str
    as_of: str
    counts: tuple[tuple[str, int], ...]
    parts: tuple[Part, ...]
    published: tuple[tuple[str, str, str, str], ...]
    colophon: tuple[tuple[str, str], ...]

    @property
    def grids(self) -> tuple[Grid, ...]:
        return tuple(part.grid for part in self.parts if part.grid is not None)

    def paragraphs(self) -> tuple[str, ...]:
        """What it says apart from its tables, in order."""
        return tuple(part.text for part in self.parts if part.kind is PartKind.PARAGRAPH)


def to_json(written: Written) -> dict[str, Any]:
    return asdict(written)


def from_json(said: str) -> Written:
    """Of what ``to_json`` made, as text."""
    found = json.loads(said)
    parts = tuple(_part(one) for one in found.pop("parts"))
    pairs: dict[str, Any] = {
        name: tuple(tuple(one) for one in found.pop(name)) for name in ("counts", "published", "colophon")
    }
    return Written(parts=parts, **pairs, **found)


def _part(found: dict[str, Any]) -> Part:
    kind, grid = PartKind(found.pop("kind")), found.pop("grid")
    return Part(kind=kind, grid=_grid(grid) if grid else None, **found)


def _grid(found: dict[str, Any]) -> Grid:
    columns = tuple(GridColumn(**one) for one in found.pop("columns"))
    rows, total = tuple(tuple(row) for row in found.pop("rows")), tuple(found.pop("total"))
    return Grid(columns=columns, rows=rows, total=total, **found)

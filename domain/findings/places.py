"""Where in a file something was found, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.findings.found import AsWorded


class Place(StrEnum):
    BELOW_HEADER = "below_header"


@dataclass(frozen=True)
class Paragraphs:
    """The first few of ``count`` paragraphs, by their numbers from 1, as earlier versions stored them."""

    numbers: tuple[int, ...]
    count: int


@dataclass(frozen=True)
class Lines:
    """The first few of ``count`` lines of a document, by their first words."""

    first: tuple[str, ...]
    count: int


@dataclass(frozen=True)
class Cells:
    """Of a table: rows ``line`` to ``last_line`` (0: no row, or that one alone), in these columns.

    Columns as ``domain.statistics`` names its fields, those of ``WHOLES`` among them.
    """

    line: int = 0
    columns: tuple[str, ...] = ()
    last_line: int = 0


@dataclass(frozen=True)
class SheetNamed:
    name: str


PlaceValue = Place | Paragraphs | Lines | Cells | SheetNamed | AsWorded

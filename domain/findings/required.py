"""What is required instead, as data. ``formats.words.found`` has the words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.findings.found import AsWorded, Typeface


class Required(StrEnum):
    """What is required, where that says it all."""

    VIDEO = "video"
    TEXT = "text"
    #: What an office can open, and what can be sent for a day.
    OFFICE_FILE = "office_file"
    DAILY_FILE = "daily_file"
    WORD = "word"
    EXCEL = "excel"
    H264 = "h264"
    #: Where what was found is H.264, too, of a kind that few players show.
    COMMON_H264 = "common_h264"
    #: The name of a press report's file: medium and title.
    PRESS_NAME = "press_name"
    #: What of it a name does not have.
    PRESS_NAME_MEDIUM = "press_name_medium"
    PRESS_NAME_TITLE = "press_name_title"
    PRESS_NAME_SEPARATOR = "press_name_separator"
    PRESS_NAME_ORDER = "press_name_order"
    WHOLE_REPORT = "whole_report"
    WHOLE_NUMBER = "whole_number"
    NUMBER = "number"
    NUMBER_OR_ZERO = "number_or_zero"
    WORDS = "words"
    SHARE = "share"
    PERCENTAGE = "percentage"
    VISIBLE_ROW = "visible_row"
    VISIBLE_SHEET = "visible_sheet"
    SAME_SHEET = "same_sheet"
    UNIT_NAME = "unit_name"
    ONE_ROW_A_UNIT = "one_row_a_unit"
    ONE_COLLEGE = "one_college"
    ONE_SCHOOL = "one_school"
    SOME_SCHOOL = "some_school"
    NO_COVERAGE = "no_coverage"


class UnitRule(StrEnum):
    """Why a statistics form has to name another unit than it does."""

    COLLEGES_REPORT_THEMSELVES = "colleges_report_themselves"
    SCHOOLS_ARE_ONE_ROW = "schools_are_one_row"


@dataclass(frozen=True)
class Length:
    """Characters (字数), both ends included; None is open."""

    least: int | None
    most: int | None


@dataclass(frozen=True)
class FormatsTaken:
    """The names of the formats that a campaign takes, in the order they are told."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class PixelsAtMost:
    pixels: int


@dataclass(frozen=True)
class ColumnsNeeded:
    """Columns of the statistics form, as ``domain.statistics.COLUMNS`` names them."""

    columns: tuple[str, ...]


@dataclass(frozen=True)
class SingleColumn:
    """Only one column for this field, which several could be."""

    column: str


@dataclass(frozen=True)
class CountTaken:
    """An exact number; until there is one this is counted."""

    count: int


@dataclass(frozen=True)
class ShareTaken:
    """An exact share; until there is one this is counted."""

    share: float


@dataclass(frozen=True)
class AtLeastPart:
    """All of them are at least those who took part, which the field ``column`` counts."""

    count: int
    column: str


@dataclass(frozen=True)
class AtLeastPeople:
    """All who took part are at least the teachers and the students among them."""

    count: int
    teachers: int
    students: int


@dataclass(frozen=True)
class SumOfRows:
    count: int


@dataclass(frozen=True)
class Quotient:
    """The share that ``part`` is of ``whole``."""

    part: int
    whole: int


@dataclass(frozen=True)
class SomeCoverage:
    """More than none, since so many students took part."""

    students: int


@dataclass(frozen=True)
class SchoolsAtMost:
    """The number of schools under the unit."""

    count: int


@dataclass(frozen=True)
class UnitIs:
    name: str
    rule: UnitRule | None = None


RequiredValue = (
    int
    | Required
    | Length
    | FormatsTaken
    | PixelsAtMost
    | Typeface
    | ColumnsNeeded
    | SingleColumn
    | CountTaken
    | ShareTaken
    | AtLeastPart
    | AtLeastPeople
    | SumOfRows
    | Quotient
    | SomeCoverage
    | SchoolsAtMost
    | UnitIs
    | AsWorded
)

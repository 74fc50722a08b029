"""Each of a finding's values in a few words: what was found, what is required, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from domain.campaigns.rules import format_name, format_names
from domain.findings import Code, Finding
from domain.findings.file_formats import PICTURES
from domain.findings.found import (
    ArchiveOf,
    AsWorded,
    Earlier,
    EncodedAs,
    FileIs,
    Found,
    Pixels,
    Share,
    Text,
    Texts,
    Typeface,
    UnitsListed,
    Unreadable,
)
from domain.findings.places import Cells, Lines, Paragraphs, Place
from domain.findings.required import (
    AtLeastPart,
    ColumnsNeeded,
    FormatsTaken,
    Length,
    PixelsAtMost,
    Quotient,
    Required,
    ShareTaken,
    SingleColumn,
    UnitIs,
)
from domain.personal import without_personal_numbers
from domain.statistics import COLUMNS, share_of_all
from formats.spoken import clipped, day_text, numbers_text
from formats.words import found as words

MEGABYTE = 1_000_000
MEBIBYTE = 1 << 20
#: Longest name of a unit repeated, and longest list of numbers, in characters.
UNIT_LIMIT = 30
NUMBERS_LIMIT = 24
_BETWEEN = "、"
#: Formats are told by their own names there; else as their senders call them.
_BY_NAME = frozenset({Code.FILE_TYPE, Code.PHOTO_FORMAT, Code.VIDEO_FORMAT})
_SIZES = frozenset({Code.PHOTO_SIZE, Code.VIDEO_SIZE})


def found_text(finding: Finding) -> str:
    """宋体 12 磅, 1600, 0.81 MB; empty where nothing was found."""
    return without_personal_numbers(_said(finding.found, finding, _FOUND))


def required_text(finding: Finding) -> str:
    return _said(finding.required, finding, _REQUIRED)


def place_text(finding: Finding) -> str:
    """第 3 行“参与总人数”, 第 3、4、5 段等 6 段."""
    return without_personal_numbers(_said(finding.place, finding, _PLACES))


def earlier_text(earlier: Sequence[Earlier]) -> str:
    """1–20 号，11月9日 星河市第一职专: which earlier material of one day and unit is repeated."""
    numbers = clipped(numbers_text(one.number for one in earlier), NUMBERS_LIMIT)
    day, unit = day_text(earlier[0].day), clipped(earlier[0].unit, UNIT_LIMIT)
    return words.EARLIER.format(number=numbers, day=day, organisation=unit)


def megabytes(size: int, limit: int) -> str:
    """``size`` in MB, in the unit that makes ``limit`` a round number, never rounded onto the limit itself.

    A notice's "2 MB" of a photo is 2,000,000 bytes, its "200 MB" of a video 200 MiB (docs/contract.md, Limits): each is
    told in its own unit.
    """
    if size < limit / 20:
        return words.BYTES.format(size=size) if size < 1000 else f"{size / 1000:.0f} KB"
    unit = MEBIBYTE if limit % MEBIBYTE == 0 else MEGABYTE
    for decimals in (2, 4, 6):
        text = f"{size / unit:.{decimals}f}"
        if size == limit or float(text) != limit / unit:
            break
    return f"{text.rstrip('0').rstrip('.')} MB"


_Say = Callable[[Any, Finding], str]


def _said(value: Any, finding: Finding, kinds: Mapping[type, _Say]) -> str:
    if value is None:
        return ""
    if say := kinds.get(type(value)):
        return say(value, finding)
    return words.TEMPLATES[type(value)].format(**vars(value))


def _number(value: int, finding: Finding) -> str:
    if finding.code not in _SIZES:
        return str(value)
    return megabytes(value, finding.required if isinstance(finding.required, int) else value)


def _format(told: FileIs, finding: Finding) -> str:
    name = told.format
    if finding.code in _BY_NAME:
        return words.FORMATS.get(name, name.value)
    if name in PICTURES:
        return words.PICTURE.format(name=format_name(name))
    if finding.code is Code.STATISTICS_FORMAT and name in words.CALLED_TABLES:
        return words.CALLED_TABLES[name]
    return words.CALLED.get(name, name.value)


def _share(told: Share, finding: Finding) -> str:
    if isinstance(finding.required, Quotient):
        return f"{told.share:.1%}"
    return f"{told.share:.2%}".replace(".00%", "%")


def _formats(told: FormatsTaken, finding: Finding) -> str:
    said = format_names(told.names)
    if finding.code is not Code.FILE_TYPE:
        return said
    return (words.PHOTO_OF if set(told.names) <= PICTURES else words.VIDEO_OF).format(formats=said)


def _length(told: Length, finding: Finding) -> str:
    if told.least is None or told.most is None:
        return (words.LENGTH_AT_MOST if told.least is None else words.LENGTH_AT_LEAST).format(**vars(told))
    return words.LENGTH.format(**vars(told))


def _typeface_required(told: Typeface, finding: Finding) -> str:
    size = words.TYPE_SIZES.get(told.points)
    return (words.TYPEFACE_REQUIRED if size else words.TEMPLATES[Typeface]).format(size=size, **vars(told))


def _quotient(told: Quotient, finding: Finding) -> str:
    return words.QUOTIENT.format(share=share_of_all(told.part, told.whole) or 0.0, **vars(told))


def _paragraphs(told: Paragraphs, finding: Finding) -> str:
    template = words.PARAGRAPHS_MORE if told.count > len(told.numbers) else words.PARAGRAPHS
    return template.format(numbers=_BETWEEN.join(map(str, told.numbers)), count=told.count)


def _lines(told: Lines, finding: Finding) -> str:
    quoted = "".join(words.LINE.format(words=first) if first else words.LINE_UNQUOTED for first in told.first)
    return words.LINES_MORE.format(lines=quoted, count=told.count) if told.count > len(told.first) else quoted


def _cells(told: Cells, finding: Finding) -> str:
    rows = (words.ROWS if told.last_line else words.ROW).format(**vars(told)) if told.line else ""
    return words.CELLS.format(rows=rows, columns=_columns(told.columns)) if told.columns else rows


def _columns(names: Iterable[str]) -> str:
    titles = COLUMNS | words.WHOLES
    return _BETWEEN.join(titles.get(name, name) for name in names)


_FOUND: Mapping[type, _Say] = {
    int: _number,
    Found: lambda told, _: words.FOUND[told],
    Text: lambda told, _: told.text,
    Texts: lambda told, _: _BETWEEN.join(told.texts),
    FileIs: _format,
    ArchiveOf: lambda told, _: words.ARCHIVE.format(name=told.format.value),
    EncodedAs: lambda told, _: words.CODECS[told.codec],
    Pixels: lambda told, finding: words.PIXELS.get(finding.code, words.PIXELS_PLAIN).format(**vars(told)),
    Share: _share,
    UnitsListed: lambda told, _: words.UNITS_LISTED.format(names=_BETWEEN.join(told.first), rows=told.rows),
    Earlier: lambda told, _: earlier_text([told]),
    Unreadable: lambda told, _: told.reason,
    AsWorded: lambda told, _: told.text,
}
_REQUIRED: Mapping[type, _Say] = {
    int: _number,
    Required: lambda told, _: words.REQUIRED[told],
    Length: _length,
    FormatsTaken: _formats,
    PixelsAtMost: lambda told, _: words.PIXELS_AT_MOST.format(hundred_millions=told.pixels / 100_000_000),
    Typeface: _typeface_required,
    ColumnsNeeded: lambda told, _: _columns(told.columns),
    SingleColumn: lambda told, _: words.SINGLE_COLUMN.format(column=_columns([told.column])),
    ShareTaken: lambda told, _: words.SHARE_TAKEN.format(percent=told.share * 100),
    AtLeastPart: lambda told, _: words.AT_LEAST_PART.format(
        count=told.count, people=words.PEOPLE.get(told.column, told.column)
    ),
    Quotient: _quotient,
    UnitIs: lambda told, _: words.UNIT_RULES[told.rule].format(name=told.name),
    AsWorded: lambda told, _: told.text,
}
_PLACES: Mapping[type, _Say] = {
    Place: lambda told, _: words.PLACES[told],
    Paragraphs: _paragraphs,
    Lines: _lines,
    Cells: _cells,
    AsWorded: lambda told, _: told.text,
}

"""A list of activities in a workbook or a Word table, row by row as it stands there: heads beside values.

Whether it is one is told by its header alone (``domain.activities``). Nothing is refused here: what is no list has no
rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from checks.office.package import Package
from checks.office.refused import Refused
from checks.tables.sheet import read_sheets
from checks.word.stylesheet import W
from domain.activities import is_header

#: Of one file; more activities than this no unit has.
MAX_ROWS = 500
#: A header stands within so many rows.
HEADER_WITHIN = 15
MAX_TEXT = 1_000
_MAX_SPAN, _MAX_COLUMNS = 20, 60
_SPACES = " \t\r\n\u3000"

Rows = dict[int, dict[int, str]]


def list_rows(package: Package, *, word: bool) -> tuple[Mapping[str, Any], ...]:
    """``{"line": its row, "cells": [[head, text], …]}`` of the first list there is."""
    try:
        for rows in _word_tables(package) if word else _sheets(package):
            found = _below_header(rows)
            if found:
                return found
    except Refused:
        pass
    return ()


def _sheets(package: Package) -> Iterator[Rows]:
    for sheet in read_sheets(package):
        yield {number: sheet.spread(number) for number in list(sheet.rows)[: MAX_ROWS + HEADER_WITHIN]}


def _word_tables(package: Package) -> Iterator[Rows]:
    root = package.xml(package.main_part("word/document.xml"))
    if root is None:
        return
    for table in root.iter(f"{W}tbl"):
        rows: Rows = {}
        above: dict[int, str] = {}
        for number, line in enumerate(table.iterfind(f"{W}tr"), start=1):
            if number > MAX_ROWS + HEADER_WITHIN:
                break
            row: dict[int, str] = {}
            for cell in line.iterfind(f"{W}tc"):
                if len(row) >= _MAX_COLUMNS:
                    break
                _put(row, cell, above)
            rows[number] = above = row
        yield rows


def _put(row: dict[int, str], cell: Any, above: Mapping[int, str]) -> None:
    """A cell over the columns it takes; one that goes on with the cell above says what that says."""
    place = len(row) + 1
    merged = cell.find(f"{W}tcPr/{W}vMerge")
    goes_on = merged is not None and merged.get(f"{W}val", "continue") == "continue"
    text = above.get(place, "") if goes_on else "\n".join(_paragraphs(cell))
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    width = span.get(f"{W}val", "1") if span is not None else "1"
    for column in range(place, place + min(int(width) if width.isdigit() else 1, _MAX_SPAN)):
        row[column] = text


def _paragraphs(cell: Any) -> Iterator[str]:
    for paragraph in cell.iterfind(f"{W}p"):
        yield "".join(text.text or "" for text in paragraph.iter(f"{W}t"))


def _below_header(rows: Rows) -> tuple[Mapping[str, Any], ...]:
    numbers = sorted(rows)
    header = next((n for n in numbers[:HEADER_WITHIN] if is_header(rows[n].values())), None)
    if header is None:
        return ()
    heads = {place: _plain(text) for place, text in rows[header].items() if _plain(text)}
    found = []
    for number in numbers:
        if number <= header:
            continue
        cells = [[head, _plain(rows[number].get(place, ""))] for place, head in heads.items()]
        filled = [text for head, text in cells if text]
        # A note below the table, or a row of numbers alone, is no activity.
        if len(set(filled)) >= 2:
            found.append({"line": number, "cells": cells})
    return tuple(found[:MAX_ROWS])


def _plain(text: str) -> str:
    return " ".join(text.strip(_SPACES).split())[:MAX_TEXT]

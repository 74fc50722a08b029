"""The header of a roster: where it stands, and which column is which."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from checks.tables.cell import Value, text_of
from checks.tables.sheet import Row, Sheet
from domain.roster.roster import NEEDED_COLUMNS, Columns, RosterProblem

#: The header may stand under a title, not deeper than this.
HEADER_WITHIN = 10
#: What people write behind a header: 手机（选填）.
_REMARK = re.compile(r"[*★]+|\([^()]*\)$")


def header_row(sheet: Sheet[Value], columns: Columns) -> int | None:
    """The number of the row that names at least two columns."""
    for number in sorted(sheet.rows):
        if number > HEADER_WITHIN:
            return None
        if sum(_named(cell, columns) in columns.headers for cell in sheet.rows[number].values()) >= 2:
            return number
    return None


def _named(cell: Value, columns: Columns) -> str:
    """The column a header cell names, with a remark behind it or none; else what it says."""
    text = _plain(cell)
    likely = (text.casefold(), _REMARK.sub("", text).casefold())
    return next((header for header in columns.headers if header.casefold() in likely), text)


def _plain(cell: Value) -> str:
    return "".join(unicodedata.normalize("NFKC", text_of(cell)).split()).strip("*")


def places_of(number: int, header: Row[Value], columns: Columns, problems: list[RosterProblem]) -> dict[str, int]:
    """Column name → place. Notes unknown, doubled and missing columns."""
    places: dict[str, int] = {}
    for place, cell in sorted(header.items()):
        name = _named(cell, columns)
        if name and name not in columns.headers:
            known = "、".join(columns.headers)
            problems.append(RosterProblem(row=number, column=name, code="unknown_column", required=known))
        elif name in places:
            problems.append(RosterProblem(row=number, column=name, code="double_column"))
        elif name:
            places[name] = place
    for name in NEEDED_COLUMNS:
        if name not in places:
            problems.append(RosterProblem(row=number, column=name, code="no_column"))
    return places


def is_header(row: Row[Value], places: Mapping[str, int], columns: Columns) -> bool:
    """The header again, as printing in pages wants it."""
    at = {place: name for name, place in places.items()}
    return len(row) > 1 and all(_named(cell, columns) == at.get(place) for place, cell in row.items())

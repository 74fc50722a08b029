"""A roster workbook as rows. Opened without trust; everything that cannot be read is a problem with row and column."""

from __future__ import annotations

import logging
import unicodedata
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from openpyxl import load_workbook

from checks import roster_cells
from checks.package import Refused, open_package
from checks.roster_cells import BadCell
from checks.sniff import XLSX, Family, sniff
from domain.organisation import Account
from domain.roster import (
    ACCOUNTS,
    ALIASES,
    CODE,
    COLUMNS,
    EXEMPT,
    KIND,
    LINE,
    NAME,
    NEEDED_COLUMNS,
    PARENT,
    PERSON,
    PHONE,
    ROLE,
    RosterProblem,
    RosterRow,
)

log = logging.getLogger(__name__)

MAX_BYTES = 20_000_000
MAX_COLUMNS = 64
MAX_ROWS = 20_000
#: The header may stand under a title, not deeper than this.
_HEADER_WITHIN = 10
#: After so many empty rows nothing more is looked for: a stray cell far below is no roster.
_EMPTY_ROWS = 1000

Value = TypeVar("Value")
_Cells = Sequence[Any]
_BY_NAME = {name.casefold(): name for name in COLUMNS}


def read_roster(path: Path) -> tuple[list[RosterRow], list[RosterProblem]]:
    """The rows with anything in them, and the problems of cells and header. Never raises on bad data."""
    try:
        problem = _refused(path)
        return ([], [problem]) if problem else _read(path)
    except OSError as error:
        code = "not_found" if isinstance(error, FileNotFoundError) else "unreadable"
        return [], [_of_file(code, type(error).__name__)]
    except Exception:
        # openpyxl raises whatever its parsers do (KeyError, TypeError, ValueError …) on a workbook it cannot follow.
        log.exception("roster could not be read")
        return [], [_of_file("damaged")]


def _refused(path: Path) -> RosterProblem | None:
    if path.stat().st_size > MAX_BYTES:
        return _of_file("too_big", str(path.stat().st_size))
    kind = sniff(path)
    if kind.family is Family.EMPTY:
        return _of_file("empty_file")
    if kind.family is Family.ENCRYPTED:
        return _of_file("encrypted")
    if not kind.name or (kind.family is Family.ARCHIVE and not zipfile.is_zipfile(path)):
        return _of_file("damaged")
    if kind != XLSX:
        return _of_file("not_xlsx", kind.name)
    try:
        with open_package(path):
            return None
    except Refused as refused:
        return _of_file(refused.finding.code.removeprefix("file."), refused.finding.found)


def _of_file(code: str, found: str = "") -> RosterProblem:
    return RosterProblem(row=0, column="", code=code, found=found)


def _read(path: Path) -> tuple[list[RosterRow], list[RosterProblem]]:
    with warnings.catch_warnings():
        # It warns of styles and extensions it does not know; we want the values alone.
        warnings.simplefilter("ignore")
        workbook = load_workbook(path, read_only=True, data_only=True)
    try:
        for sheet in workbook.worksheets:
            sheet.reset_dimensions()
            lines = enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), start=1)
            header = _header(lines)
            if header:
                return _rows(lines, *header)
    finally:
        workbook.close()
    return [], [RosterProblem(row=0, column="", code="no_header", required="、".join(NEEDED_COLUMNS))]


def _header(lines: Iterator[tuple[int, _Cells]]) -> tuple[int, _Cells] | None:
    for number, cells in lines:
        if sum(_named(cell) in COLUMNS for cell in cells) >= 2:
            return number, cells
        if number >= _HEADER_WITHIN:
            return None
    return None


def _named(cell: object) -> str:
    """The column a header cell names, else what it says."""
    text = "".join(unicodedata.normalize("NFKC", str(cell or "")).split()).strip("*")
    return _BY_NAME.get(text.casefold(), text)


def _rows(
    lines: Iterator[tuple[int, _Cells]], number: int, header: _Cells
) -> tuple[list[RosterRow], list[RosterProblem]]:
    problems: list[RosterProblem] = []
    places = _places(number, header, problems)
    rows: list[RosterRow] = []
    empty = 0
    for at, cells in lines:
        if all(cell is None or str(cell).strip() == "" for cell in cells):
            empty += 1
            if empty >= _EMPTY_ROWS:
                break
            continue
        empty = 0
        if len(rows) >= MAX_ROWS:
            problems.append(RosterProblem(row=at, column="", code="too_many_rows", required=str(MAX_ROWS)))
            break
        values = {name: cells[place] for name, place in places.items() if place < len(cells)}
        rows.append(_row(at, values, problems))
    return rows, problems


def _places(number: int, header: _Cells, problems: list[RosterProblem]) -> dict[str, int]:
    """Column name → place. Notes unknown, doubled and missing columns."""
    places: dict[str, int] = {}
    for place, cell in enumerate(header):
        name = _named(cell)
        if name and name not in COLUMNS:
            problems.append(RosterProblem(row=number, column=name, code="unknown_column", required="、".join(COLUMNS)))
        elif name in places:
            problems.append(RosterProblem(row=number, column=name, code="double_column"))
        elif name:
            places[name] = place
    for name in NEEDED_COLUMNS:
        if name not in places:
            problems.append(RosterProblem(row=number, column=name, code="no_column"))
    return places


def _row(number: int, values: Mapping[str, object], problems: list[RosterProblem]) -> RosterRow:
    def read(column: str, convert: Callable[[object], Value], nothing: Value) -> Value:
        try:
            return convert(values.get(column))
        except BadCell as bad:
            problems.append(RosterProblem(row=number, column=column, code=bad.code, found=bad.found))
            return nothing

    nobody: tuple[str, ...] = ()
    accounts = [
        Account(channel=channel, account=account)
        for column, channel in ACCOUNTS.items()
        for account in read(column, _accounts(channel), nobody)
    ]
    return RosterRow(
        number=number,
        code=read(CODE, roster_cells.plain, ""),
        name=read(NAME, roster_cells.words, ""),
        aliases=read(ALIASES, roster_cells.several, ()),
        kind=read(KIND, roster_cells.plain, ""),
        line=read(LINE, roster_cells.plain, ""),
        parent_code=read(PARENT, roster_cells.plain, ""),
        person=read(PERSON, roster_cells.words, ""),
        roles=read(ROLE, roster_cells.several, ()),
        phone=read(PHONE, roster_cells.phone, ""),
        accounts=tuple(accounts),
        exempt_days=read(EXEMPT, roster_cells.dates, ()),
    )


def _accounts(channel: str) -> Callable[[object], tuple[str, ...]]:
    def convert(value: object) -> tuple[str, ...]:
        found = roster_cells.several(value, normalise=True)
        # WeCom does not tell cases apart and reports accounts in small letters (platform, section 7).
        return tuple(account.lower() for account in found) if channel == "wecom" else found

    return convert

"""A roster workbook as rows. Opened without trust; everything that cannot be read is a problem with row and column."""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple, TypeVar

from checks.format import Family
from checks.office.package import open_package
from checks.office.refused import Refused
from checks.sniff import XLSX, sniff
from checks.tables import roster_cells
from checks.tables.cell import Value
from checks.tables.roster_around import is_around
from checks.tables.roster_cells import BadCell
from checks.tables.roster_header import HEADER_WITHIN, header_row, is_header, places_of
from checks.tables.sheet import Row, Sheet, hidden_sheets, read_values
from domain.findings import Finding
from domain.findings.found import Found
from domain.organisation import Account
from domain.roster.examples import EXPLAINED, example_sheet
from domain.roster.roster import (
    ALIASES,
    CODE,
    EXEMPT,
    KIND,
    LINE,
    NAME,
    NEEDED_COLUMNS,
    PARENT,
    PERSON,
    PHONE,
    ROLE,
    AccountColumn,
    Columns,
    RosterProblem,
    RosterRow,
)

log = logging.getLogger(__name__)

MAX_BYTES = 20_000_000
#: 20,000 units with their people.
MAX_ROWS = 60_000
#: After so many empty rows nothing more is looked for: a stray cell far below is no roster.
_EMPTY_ROWS = 1000
_OF_HEADERS = ("no_column", "double_column", "unknown_column")
#: Columns in which 无 is no empty cell: what must be said, and who somebody is.
_SAID = (*NEEDED_COLUMNS, PERSON)
#: More people than one unit has.
_LONGEST_MERGED = 100

Meant = TypeVar("Meant")


@dataclass(frozen=True, kw_only=True)
class RosterFile:
    """The rows with anything in them of all sheets that have a header, and the problems of cells and headers.

    ``unread``: the other sheets with anything in them, and hidden ones, by name. ``unseen``: hidden rows, read too.
    """

    rows: list[RosterRow] = field(default_factory=list)
    problems: list[RosterProblem] = field(default_factory=list)
    unread: tuple[str, ...] = ()
    unseen: tuple[tuple[str, int], ...] = ()


def read_roster(path: Path, columns: Columns) -> RosterFile:
    """Never raises on bad data."""
    try:
        problem = _refused(path)
        return RosterFile(problems=[problem]) if problem else _read(path, columns)
    except Refused as refused:
        return RosterFile(problems=[_of_refusal(refused.finding)])
    except OSError as error:
        code = "not_found" if isinstance(error, FileNotFoundError) else "unreadable"
        return RosterFile(problems=[_of_file(code, type(error).__name__)])
    except Exception:
        log.exception("roster could not be read")
        return RosterFile(problems=[_of_file("damaged")])


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
    return None if kind == XLSX else _of_file("not_xlsx", kind.name)


def _of_refusal(finding: Finding) -> RosterProblem:
    found = finding.found.value if isinstance(finding.found, Found) else ""
    return _of_file(finding.code.removeprefix("file."), found)


def _of_file(code: str, found: str = "") -> RosterProblem:
    return RosterProblem(row=0, column="", code=code, found=found)


def _read(path: Path, columns: Columns) -> RosterFile:
    found: list[tuple[Sheet[Value], int]] = []
    with open_package(path) as package:
        hidden = hidden_sheets(package)
        unread = list(hidden)
        for sheet in read_values(package, MAX_ROWS + HEADER_WITHIN):
            header = header_row(sheet, columns)
            if header is not None:
                found.append((sheet, header))
            elif sheet.rows and sheet.name != EXPLAINED:
                unread.append(sheet.name)
    read = _rosters(found, columns)
    kept = {id(sheet) for sheet, _ in read}
    unread += [sheet.name for sheet, _ in found if id(sheet) not in kept]
    if not read:
        needed = "、".join(NEEDED_COLUMNS)
        code = "only_hidden" if hidden else "no_header"
        problem = RosterProblem(row=0, column="", code=code, found="、".join(hidden), required=needed)
        return RosterFile(problems=[problem], unread=tuple(unread))
    rows: list[RosterRow] = []
    problems: list[RosterProblem] = []
    unseen: list[tuple[str, int]] = []
    for sheet, at in read:
        # Where rows of one sheet alone stand is clear without its name.
        name = sheet.name if len(read) > 1 or example_sheet(sheet.name) else ""
        more, wrong = _rows(sheet, at, columns, name=name, most=MAX_ROWS - len(rows))
        rows += more
        problems += [replace(problem, sheet=name) for problem in wrong]
        unseen += [(name, row.number) for row in more if row.number in sheet.hidden]
    if any(problem.code == "no_column" for problem in problems):
        # Without a needed column every row has the same fault.
        rows, problems = [], [problem for problem in problems if problem.code in _OF_HEADERS]
    return RosterFile(rows=rows, problems=problems, unread=tuple(unread), unseen=tuple(unseen))


def _rosters(found: list[tuple[Sheet[Value], int]], columns: Columns) -> list[tuple[Sheet[Value], int]]:
    """Those with a needed column, where one has them all: a list of telephones beside the roster is none."""
    named = [set(places_of(header, sheet.rows[header], columns, [])) for sheet, header in found]
    if not any(names.issuperset(NEEDED_COLUMNS) for names in named):
        return found
    return [one for one, names in zip(found, named, strict=True) if names.intersection(NEEDED_COLUMNS)]


def _rows(
    sheet: Sheet[Value], header: int, columns: Columns, *, name: str, most: int
) -> tuple[list[RosterRow], list[RosterProblem]]:
    problems: list[RosterProblem] = []
    places = places_of(header, sheet.rows[header], columns, problems)
    reaching = _reaching_down(sheet)
    absent = frozenset(columns.headers) - set(places)
    rows: list[RosterRow] = []
    before = header
    for at in (number for number in sorted(sheet.rows) if number > header):
        if at - before > _EMPTY_ROWS:
            break
        before = at
        if len(rows) >= most:
            problems.append(RosterProblem(row=at, column="", code="too_many_rows", required=str(MAX_ROWS)))
            break
        if is_around(sheet.rows[at]) or is_header(sheet.rows[at], places, columns):
            continue
        cells = reaching.get(at, {}) | sheet.rows[at]
        values = {name: cells.get(place) for name, place in places.items()}
        rows.append(_row(_Place(name, at, absent), values, columns, problems))
    return rows, problems


def _reaching_down(sheet: Sheet[Value]) -> dict[int, Row[Value]]:
    """What cells merged with those below them mean there, too: one unit's name beside its several people."""
    reaching: dict[int, Row[Value]] = {}
    for top, left, bottom, right in sheet.spans:
        value = sheet.rows.get(top, {}).get(left)
        if value is not None and left == right:
            for number in range(top + 1, min(bottom, top + _LONGEST_MERGED) + 1):
                reaching.setdefault(number, {})[left] = value
    return reaching


class _Place(NamedTuple):
    """Where a row stands, and which columns its sheet does not have."""

    sheet: str
    number: int
    absent: frozenset[str]


def _row(place: _Place, values: Mapping[str, object], columns: Columns, problems: list[RosterProblem]) -> RosterRow:
    def read(column: str, convert: Callable[[object], Meant], nothing: Meant) -> Meant:
        value = values.get(column)
        try:
            return nothing if column not in _SAID and roster_cells.stands_for_nothing(value) else convert(value)
        except BadCell as bad:
            problems.append(RosterProblem(row=place.number, column=column, code=bad.code, found=bad.found))
            return nothing

    nobody: tuple[str, ...] = ()
    accounts = [
        Account(channel=column.channel, account=account)
        for column in columns.accounts
        for account in read(column.header, _accounts(column), nobody)
    ]
    return RosterRow(
        number=place.number,
        sheet=place.sheet,
        absent=place.absent,
        code=read(CODE, roster_cells.plain, ""),
        name=read(NAME, roster_cells.words, ""),
        aliases=read(ALIASES, roster_cells.several, ()),
        kind=read(KIND, roster_cells.plain, ""),
        line=read(LINE, roster_cells.plain, ""),
        parent_code=read(PARENT, roster_cells.plain, ""),
        person=read(PERSON, roster_cells.name_of_one, ""),
        roles=read(ROLE, roster_cells.roles, ()),
        phone=read(PHONE, roster_cells.phone, ""),
        accounts=tuple(accounts),
        exempt_days=read(EXEMPT, roster_cells.dates, ()),
    )


def _accounts(column: AccountColumn) -> Callable[[object], tuple[str, ...]]:
    def convert(value: object) -> tuple[str, ...]:
        found = roster_cells.several(value, normalise=True)
        return tuple(account.lower() for account in found) if column.ignores_case else found

    return convert

"""Cells of workbooks: the input is a table as text, so that every change is one of a cell and not of a ZIP file.

A line is a row, a tab ends a cell. ``#`` begins a number, ``@`` a date; anything else is text, ``=`` a formula.
A roster's cells are brought into a database: everything that the file says, or nothing and a problem.
"""

from __future__ import annotations

import asyncio
import io
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from sqlalchemy import Column

from channels.registry import roster_columns
from domain.messages import storable
from domain.roster.roster import Roster, RosterRow
from domain.statistics import COLUMNS as STATISTICS
from formats.operator.roster import roster_problems_text
from handlers.roster import importing
from handlers.roster.bringing_in import Terms
from handlers.roster.importing import RosterError, RosterHeld
from storage.campaign_files import load
from storage.engine.database import Database
from storage.tables import identities, organisations, people
from tests.support.databases import create_schema

NOW = datetime(2020, 11, 9, 1, 28, tzinfo=UTC)
#: More than a sheet needs, less than makes a run slow.
MOST_ROWS, MOST_COLUMNS, LONGEST = 40, 30, 2000


def book(data: bytes) -> bytes:
    """The workbook of a table."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for line in data.decode("utf-8", "replace").split("\n")[:MOST_ROWS]:
        sheet.append([_value(cell) for cell in line.split("\t")[:MOST_COLUMNS]])
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def _value(cell: str) -> object:
    text = ILLEGAL_CHARACTERS_RE.sub("", cell)[:LONGEST]
    # Excel has neither infinities nor dates before 1900.
    with suppress(ValueError, OverflowError):
        if text.startswith("#"):
            number = float(text[1:])
            return number if number - number == 0 else text
        if text.startswith("@"):
            moment = datetime.fromisoformat(text[1:]).replace(tzinfo=None)
            return moment if moment.year >= 1900 else text
    return text or None


class Office:
    """A database whose roster is replaced again and again."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "roster.xlsx"
        self._loop = asyncio.new_event_loop()
        url = f"sqlite+aiosqlite:///{folder / 'fuzz.db'}"
        self._loop.run_until_complete(create_schema(url))
        self._database = Database(url)
        self._campaigns = (load("nanchang-2020"),)

    def brings_in(self, roster: Roster) -> bool:
        """False: it wants an answer, and nothing was changed."""
        before = self._rows()
        terms = Terms(now=NOW, real=NOW, yes=True)
        try:
            self._loop.run_until_complete(importing.import_roster(self._database, self._campaigns, roster, terms))
        except RosterHeld:
            assert self._rows() == before, "held back, and yet changed"
            return False
        return True

    def holds(self, roster: Roster) -> None:
        """Everything that the file says is there, and nothing else."""
        rows = self._rows()
        assert {row.code for row in rows} == {unit.code for unit in roster.organisations}
        named = {(person.name, code, role.value) for person in roster.people for code, role in person.duties}
        assert not roster.serving or {(r.person, r.code, role) for r in rows for role in r.roles} == named
        for row in rows:
            for column, value in ((organisations.c.code, row.code), (organisations.c.name, row.name)):
                _fits(column, [value])
            _fits(people.c.name, [row.person])
            _fits(people.c.phone, [row.phone])
            _fits(identities.c.account, [account.account for account in row.accounts])

    def _rows(self) -> list[RosterRow]:
        return self._loop.run_until_complete(importing.export_rows(self._database))

    def close(self) -> None:
        self._loop.run_until_complete(self._database.close())
        self._loop.close()


def _fits(column: Column[str], values: Collection[str]) -> None:
    """SQLite takes any length, PostgreSQL does not."""
    longest = getattr(column.type, "length", None)
    assert longest is not None
    assert all(storable(value) and len(value) <= longest for value in values), column.name


_office: list[Office] = []


@contextmanager
def office() -> Iterator[None]:
    with tempfile.TemporaryDirectory(prefix="baosong-fuzz-") as folder:
        _office.append(Office(Path(folder)))
        try:
            yield
        finally:
            _office.pop().close()


def roster(data: bytes) -> None:
    """Brought in whole, or refused with every problem named."""
    (here,) = _office
    here.file.write_bytes(book(data))
    try:
        read = importing.read(here.file)
    except RosterError as error:
        assert error.problems and roster_problems_text("roster.xlsx", error.problems)
        return
    if here.brings_in(read):
        here.holds(read)


def rosters() -> list[bytes]:
    rows = [
        list(roster_columns().headers),
        ["A1", "示例市教育局", "市局、教育局", "市教育局", "教育", "", "甲", "管理员", "13800000000"],
        ["A2", "示例职业学院", "", "高职院校", "教育", "A1", "乙", "联络员", "#13900000000", *[""] * 4, "@2020-11-09"],
        ["A3", "示例技工学校", "", "技工院校", "人社", "A1", "丙", "联络员、管理员", "", "bing"],
        ["A1", "示例市教育局", "", "市教育局", "", "", "丁", "联络员"],
    ]
    return ["\n".join("\t".join(row) for row in rows[:most]).encode() for most in (2, 3, 5)]


def forms() -> list[bytes]:
    head = list(STATISTICS.values())
    rows = [
        ["统计单位：示例职业学院"],
        head[1:],
        ["#1", "#20", "300", "85%", "2", "#400", "讲座"],
        ["1所", "１２０", "1.2万", "八", "无", "—", "=A1"],
    ]
    merged = [head, ["示例职业学院", *rows[2]], ["示例技工学校", *rows[3]]]
    return ["\n".join("\t".join(row) for row in one).encode() for one in (rows[:3], rows, merged)]

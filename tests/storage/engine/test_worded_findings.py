"""Revision 0003 on both databases: findings stored in words become data that reads the same, word for word."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Date, TableClause, column, select, table, text

from domain.findings import Code, Finding
from domain.findings.found import AsWorded, Earlier
from domain.findings.stored import from_json
from formats.findings.values import found_text, place_text, required_text
from storage.engine import migrate
from storage.engine.database import Database
from storage.engine.schema import Instant
from storage.migrations.worded_findings import converted
from storage.submissions import find
from storage.tables import submissions
from tests.support.databases import new_postgresql

#: Code, found, required, place, level: rows of databases before the revision.
ROWS: list[list[str]] = json.loads((Path(__file__).parent / "worded_findings.json").read_text("utf-8"))
AT = datetime(2021, 1, 2, 1, 0, tzinfo=UTC)


def old(row: list[str]) -> dict[str, str]:
    return dict(zip(("code", "found", "required", "place", "level"), row, strict=True))


def said(finding: Finding) -> list[str]:
    return [finding.code, found_text(finding), required_text(finding), place_text(finding), finding.level]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " ".join(row[:2]))
def test_it_reads_the_same(row: list[str]) -> None:
    finding = from_json(converted(old(row), size=0))
    assert said(finding) == row
    if row[0] != "file.duplicate":
        # Which needs the database: the year of its day, and its unit.
        assert not any(isinstance(value, AsWorded) for value in (finding.found, finding.required, finding.place))


def test_there_are_rows_of_every_code() -> None:
    assert {row[0] for row in ROWS} == {code.value for code in Code if code is not Code.UNKNOWN}


@pytest.mark.parametrize(
    "row",
    [
        ["photo.width", "很窄", "2000", "", "error"],
        ["file.unsafe", "别的", "不超过一点", "某处", "error"],
        ["photo.size", "不大", "很大", "", "error"],
        ["document.body_font", "花体", "仿宋", "第三段", "error"],
        ["statistics.header", "序号、单位", "统计单位、别的一列", "第 3 行“别的一列”", "error"],
        ["photo.later", "7", "8", "", "advice"],
    ],
    ids=lambda row: row[0],
)
def test_what_cannot_be_told_apart_stays_as_it_was_worded(row: list[str]) -> None:
    data = converted(old(row), size=0)
    assert (data["code"], data["level"]) == (row[0], row[4])
    finding = from_json(data | {"code": "unknown"} if row[0] == "photo.later" else data)
    assert said(finding)[1:] == row[1:]


def test_bytes_are_those_of_the_file() -> None:
    data = converted(old(["photo.size", "1.23 MB", "2 MB", "", "error"]), size=1_234_567)
    assert (data["found"], data["required"]) == (1_234_567, 2_000_000)
    # In the unit of a limit in 2^20 bytes, where that is what the size was told in.
    data = converted(old(["photo.size", "1.5 MB", "2 MB", "", "error"]), size=1_572_864)
    assert (data["found"], data["required"]) == (1_572_864, 2 << 20)


def test_a_size_that_is_none_keeps_its_words_and_its_limit() -> None:
    data = converted(old(["photo.size", "不大", "2 MB", "", "error"]), size=1)
    assert (data["found"], data["required"]) == ({"is": "AsWorded", "text": "不大"}, 2_000_000)
    data = converted(old(["video.size", "不大", "2 MB", "", "error"]), size=1)
    assert data["required"] == 2 << 20


@pytest.mark.parametrize("code", ["photo.format", "video.format", "statistics.unit", "photo.width", "file.unsafe"])
def test_what_was_not_said_is_nothing(code: str) -> None:
    data = converted({"code": code, "level": "error"}, size=0)
    assert (data["found"], data["required"], data["place"]) == (None, None, None)


@pytest.fixture(params=["sqlite", "postgresql"])
async def before(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """A database at revision 0002."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'old.db'}" if request.param == "sqlite" else new_postgresql()
    database = Database(url)
    async with database.write() as connection:
        await connection.run_sync(migrate.upgrade_to, "0002")
    yield database
    await database.close()


def _of_0002(name: str, *columns: str) -> TableClause:
    """A table as the revision has it, whatever it becomes: the columns that are filled here."""
    types: dict[str, Any] = {"day": Date, "aliases": JSON, "facts": JSON, "findings": JSON}
    types |= dict.fromkeys(("opens_at", "due_at", "late_until", "sent_at", "counted_at"), Instant)
    return table(name, *(column(one, types.get(one)) for one in columns))


async def _fill(database: Database, findings: list[list[dict[str, str]]]) -> None:
    """Submissions 1, 2, …: all of 第一职专, for 9 November 2020."""
    unit = {"id": 5, "code": "A1", "name": "第一职专", "aliases": [], "kind": "中等职业学校"}
    owed = {"id": 8, "organisation_id": 5, "campaign": "week", "item": "daily", "day": date(2020, 11, 9)}
    owed |= dict.fromkeys(("opens_at", "due_at", "late_until"), AT)
    sent = {"person_id": 1, "obligation_id": 8, "item": "daily", "kind": "photo", "state": "accepted", "size": 100}
    sent |= {"facts": {}, "sent_at": AT, "counted_at": AT}
    rows = [sent | {"id": number, "findings": one} for number, one in enumerate(findings, start=1)]
    async with database.write() as connection:
        for name, filled in (
            ("organisations", [unit]),
            ("people", [{"id": 1, "name": "甲"}]),
            ("obligations", [owed]),
            ("submissions", rows),
        ):
            await connection.execute(_of_0002(name, *filled[0]).insert(), filled)


async def test_old_rows_become_data(before: Database) -> None:
    duplicates = [
        ["file.duplicate", "1 号，11月9日 第一职专", "", "", "advice"],
        ["file.duplicate", "1 号，11月9日 改了名的学校", "", "", "advice"],
        ["file.duplicate", "99 号，12月31日 第二职专", "", "", "advice"],
        ["file.duplicate", "99 号，2月30日 第二职专", "", "", "advice"],
    ]
    told = [*ROWS, *duplicates]
    # More than are read at once, and some without any.
    await _fill(before, [[], *([old(row)] for row in told), *([] for _ in range(500)), [old(row) for row in ROWS]])
    await migrate.upgrade(before)
    async with before.read() as connection:
        found = await find(connection, range(1, 2000))
        raw = (await connection.execute(select(submissions.c.findings).where(submissions.c.id == 1))).scalar_one()
    assert raw == []
    assert [said(submission.findings[0]) for submission in found[1 : 1 + len(told)]] == told
    assert [said(finding) for finding in found[-1].findings] == ROWS
    earlier = [submission.findings[0].found for submission in found[1 + len(ROWS) : 1 + len(told)]]
    assert earlier == [
        Earlier(1, date(2020, 11, 9), unit_id=5, unit="第一职专"),
        Earlier(1, date(2020, 11, 9), unit_id=None, unit="改了名的学校"),
        Earlier(99, date(2020, 12, 31), unit_id=None, unit="第二职专"),
        AsWorded("99 号，2月30日 第二职专"),
    ]


async def test_an_empty_database_is_migrated_too(before: Database) -> None:
    assert (await migrate.upgrade(before)).ready
    async with before.read() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM submissions"))).scalar_one() == 0

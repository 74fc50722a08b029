"""``baosong statistics``: the empty form, nothing to merge, and a merged table that opens."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import insert, select

from bot.cli import run
from channels.registry import roster_columns
from domain.organisation import Role
from domain.roster.roster import RosterRow
from domain.statistics import StatisticsRow, as_values
from formats.books.roster import roster_book
from storage.engine.database import Database
from storage.tables import obligations, people, submissions

CONFIG = """
campaigns = ["shandong-2021"]
[database]
url = "sqlite+aiosqlite:///{folder}/baosong.db"
[rehearsal]
now = 2021-05-30T10:30:00+08:00
"""


@pytest.fixture
def config(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    file = tmp_path / "config.toml"
    file.write_text(CONFIG.format(folder=tmp_path), encoding="utf-8")
    row = RosterRow(
        number=2,
        code="C1",
        name="云麓职业技术学院",
        kind="高职院校",
        line="教育",
        person="甲",
        roles=(Role.LIAISON.value,),
    )
    book = tmp_path / "roster.xlsx"
    book.write_bytes(roster_book([row], roster_columns()))
    assert run(["roster", "import", str(book), "-c", str(file)]) == 0
    capsys.readouterr()
    return str(file)


async def _accept(folder: str) -> None:
    database = Database(f"sqlite+aiosqlite:///{folder}/baosong.db")
    async with database.write() as connection:
        query = select(obligations).where(obligations.c.item == "statistics")
        owed = (await connection.execute(query)).mappings().one()
        person = (await connection.execute(select(people.c.id))).scalar_one()
        sent = datetime(2021, 5, 30, tzinfo=UTC)
        row = StatisticsRow(unit="云麓职业学院", schools=1, teachers=20, students=300, coverage=0.75, people=400)
        values = {"obligation_id": owed["id"], "organisation_id": owed["organisation_id"], "person_id": person}
        values |= {"item": "statistics", "kind": "statistics", "state": "accepted", "sent_at": sent, "counted_at": sent}
        values |= {"facts": {}, "findings": [], "form": [as_values(row)]}
        await connection.execute(insert(submissions).values(values))
    await database.close()


def test_the_empty_form_is_written(config: str, tmp_path: Path) -> None:
    out = tmp_path / "统计表.xlsx"
    assert run(["statistics", "--template", str(out), "-c", config]) == 0
    assert openpyxl.load_workbook(out).worksheets[0]["A1"].value == "2021年职业教育活动周情况统计表"


def test_nothing_came_in_yet(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["statistics", "-c", config]) == 1
    assert "还没有收到合格的统计表" in capsys.readouterr().err


def test_what_came_in_is_one_table(config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(_accept(str(tmp_path)))
    out = tmp_path / "汇总.xlsx"
    assert run(["statistics", "--xlsx", str(out), "-c", config]) == 0
    rows = list(openpyxl.load_workbook(out).worksheets[0].iter_rows(min_row=3, max_col=5, values_only=True))
    assert rows == [("云麓职业技术学院", 1, 20, 300, 0.75), ("合计", 1, 20, 300, 0.75)]
    assert run(["statistics", "-c", config]) == 0
    assert "合计" in capsys.readouterr().out


def test_the_table_is_not_written_over_a_file_that_is_there(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(_accept(str(tmp_path)))
    out = tmp_path / "汇总.xlsx"
    out.write_text("mine")
    assert run(["statistics", "--xlsx", str(out), "-c", config]) == 2
    assert "--force" in capsys.readouterr().err
    assert out.read_text() == "mine"
    assert run(["statistics", "--xlsx", str(out), "-c", config, "--force"]) == 0
    assert openpyxl.load_workbook(out).worksheets[0].max_row == 4

"""``baosong phrases``: masked, counted, the most frequent first, as a table, and a file tried."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli import run
from bot.commands.opening import ready_database
from bot.commands.options import settings_of
from formats.operator.phrases import counted, masked
from storage import people, phrases
from storage.phrases import Phrase
from storage.states import Outcome
from tests.support.town import ONE

NOW = datetime(2020, 11, 10, 2, 20, tzinfo=UTC)
CONFIG = """
campaigns = ["nanchang-2020"]
[database]
url = "sqlite+aiosqlite:///{folder}/baosong.db"
[rehearsal]
now = 2020-11-10T10:20:00+08:00
"""


@pytest.fixture
async def config(tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.write_text(CONFIG.format(folder=tmp_path), encoding="utf-8")
    settings = settings_of(file)
    async with ready_database(settings) as database, database.write() as connection:
        person = await people.add(connection, "张小样", "")
        for said in ("这个咋整 13800000000", "这个咋整 13900000000", "张小样让发 https://a.example/x"):
            row = Phrase(role="liaison", standing="photos", said=said, outcome=Outcome.OFFERED, offered="GiveCaption")
            await phrases.keep(connection, person, row, now=NOW)
            await phrases.react(connection, person, "answered help", taken=False, now=NOW)
    return file


def test_the_most_frequent_stands_first_and_nobody_is_named(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["phrases", "-c", str(config)]) == 0
    head, first, details, second, _ = capsys.readouterr().out.splitlines()
    assert "2 种，共 3 次" in head
    assert first == "2 次　这个咋整 〔数〕"
    assert details == "　　当时：photos ×2；结果：refused ×2；接着：answered help ×2"
    assert second == "1 次　〔姓名〕让发 〔网址〕"


def test_a_table_for_excel(config: Path, tmp_path: Path) -> None:
    assert run(["phrases", "-c", str(config), "--csv", str(tmp_path / "phrases.csv")]) == 0
    rows = list(csv.reader((tmp_path / "phrases.csv").read_text("utf-8-sig").splitlines()))
    assert rows[1][:2] == ["这个咋整 〔数〕", "2"]


def test_a_file_is_tried(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "said.txt").write_text("学生为居民理发\n\n今天谁没交\n等一下\n", encoding="utf-8")
    assert run(["phrases", "-c", str(config), "--try", str(tmp_path / "said.txt")]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "学生为居民理发"
    assert told[1].endswith("did GiveCaption")
    assert told[5].endswith("answered missing")
    assert told[7].endswith("said later")
    assert run(["phrases", "-c", str(config), "--try", str(tmp_path / "none.txt")]) == 2


def test_units_and_people_are_masked_the_longest_name_first() -> None:
    assert masked(f"{ONE}的王小二 3号", ["王小", "王小二"][::-1], [ONE]) == "〔单位〕的〔姓名〕 〔数〕号"
    (row,) = counted([("=1+1", "liaison", "plain", "unknown", "", "")], [], [])
    assert row.next == ""

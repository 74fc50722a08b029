"""``baosong missing`` and ``digest``: the contract's JSON, the rehearsal's time, files that open, refusals."""

from __future__ import annotations

import asyncio
import io
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from PIL import Image
from sqlalchemy import select, update

from bot.cli import run
from channels.registry import roster_columns
from domain.organisation import Role
from domain.roster.roster import RosterRow
from formats.books.roster import roster_book
from formats.digest import cjk_font
from storage.engine.database import Database
from storage.tables import obligations, organisations

CONFIG = """
campaigns = [{campaigns}]
[database]
url = "sqlite+aiosqlite:///{folder}/baosong.db"
[rehearsal]
now = 2020-11-09T10:30:00+08:00
"""
UNITS = {"S1": "云麓市第一职业学校", "S2": "云麓市第二职业学校", "S3": "云麓市第三职业学校"}


@pytest.fixture
def config(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Three schools on the second day: one on time, one late, one missing."""
    file = tmp_path / "config.toml"
    file.write_text(CONFIG.format(folder=tmp_path, campaigns='"nanchang-2020"'), encoding="utf-8")
    rows = [
        RosterRow(
            number=n,
            code=code,
            name=name,
            kind="中等职业学校",
            line="教育",
            person=f"甲{n}",
            roles=(Role.LIAISON.value,),
        )
        for n, (code, name) in enumerate(UNITS.items(), start=2)
    ]
    book = tmp_path / "roster.xlsx"
    book.write_bytes(roster_book(rows, roster_columns()))
    assert run(["roster", "import", str(book), "-c", str(file)]) == 0
    asyncio.run(_report(tmp_path, {"S1": -5, "S2": 5}))
    capsys.readouterr()
    return file


async def _report(folder: Path, minutes: dict[str, int]) -> None:
    """Meet the obligations of the second day so many minutes after the deadline."""
    database = Database(f"sqlite+aiosqlite:///{folder}/baosong.db")
    async with database.write() as connection:
        for code, after in minutes.items():
            query = (
                select(obligations.c.id, obligations.c.due_at)
                .join(organisations, organisations.c.id == obligations.c.organisation_id)
                .where(
                    organisations.c.code == code,
                    obligations.c.item == "daily",
                    obligations.c.day == date(2020, 11, 9),
                )
            )
            owed, due_at = (await connection.execute(query)).one()
            met = update(obligations).where(obligations.c.id == owed)
            await connection.execute(met.values(met_at=due_at + timedelta(minutes=after)))
    await database.close()


def test_missing_as_json(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["missing", "--json", "-c", str(config)]) == 0
    found = json.loads(capsys.readouterr().out)
    contract = ("campaign", "day", "due_at", "expected", "actual", "on_time", "late", "exempt", "missing")
    assert {key: found[key] for key in contract} == {
        "campaign": "nanchang-2020",
        "day": "2020-11-09",
        "due_at": "2020-11-09T10:00:00+08:00",
        "expected": 3,
        "actual": 2,
        "on_time": 1,
        "late": 1,
        "exempt": 0,
        "missing": [{"code": "S3", "name": "云麓市第三职业学校", "kind": "中等职业学校"}],
    }
    assert found["late_units"][0]["met_at"] == "2020-11-09T10:05:00+08:00"


@pytest.mark.parametrize("day", ["2020-11-10", "11月10日", "明天", "第三天"])
def test_any_day_can_be_named(config: Path, day: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["missing", "--day", day, "--json", "-c", str(config)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["day"], found["expected"], len(found["missing"])) == ("2020-11-10", 3, 3)


def test_missing_for_eyes(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["missing", "-c", str(config)]) == 0
    said = capsys.readouterr().out
    assert "应报 3　已报 2" in said
    assert "缺报 1 个\n1. 云麓市第三职业学校" in said


@pytest.mark.parametrize("day", ["2020-12-01", "nonsense", "2020-11-09x", "13月45日"])
@pytest.mark.parametrize("command", ["missing", "digest"])
def test_a_day_that_is_none_is_refused(
    config: Path, command: str, day: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([command, "--day", day, "-c", str(config)]) == 2
    captured = capsys.readouterr()
    assert captured.err == "活动周没有这一天。报送日是 11月8日至 11月14日。\n"
    assert captured.out == ""


def test_several_campaigns_at_once_must_be_told_apart(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = CONFIG.format(folder=tmp_path, campaigns='"nanchang-2020", "shandong-2020"')
    config.write_text(text, encoding="utf-8")
    assert run(["missing", "-c", str(config)]) == 2
    assert "--campaign" in capsys.readouterr().err
    assert run(["missing", "--campaign", "nanchang-2020", "-c", str(config)]) == 0
    assert run(["missing", "--campaign", "moe-2020", "-c", str(config)]) == 2
    assert "moe-2020" in capsys.readouterr().err


def test_the_digest_on_the_screen(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["digest", "-c", str(config)]) == 0
    said = capsys.readouterr().out
    for part in ("缺报（1 个）：\n1. 云麓市第三职业学校　甲4", "迟报（1 个）：\n1. 云麓市第二职业学校　10:05 报　甲3"):
        assert part in said


def test_the_digest_as_word_is_in_the_house_style(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "简报.docx"
    assert run(["digest", "--docx", str(out), "-c", str(config)]) == 0
    assert str(out) in capsys.readouterr().out
    paper = Document(str(out))
    title, *_, last = [p for p in paper.paragraphs if p.text]
    assert title.text == "2020年南昌市中等职业学校职业教育活动周"
    for paragraph, font, points in ((title, "方正小标宋简体", 22), (last, "仿宋_GB2312", 16)):
        run_ = paragraph.runs[0]
        assert run_.font.size is not None and run_.font.size.pt == points
        assert run_._element.get_or_add_rPr().get_or_add_rFonts().get(qn("w:eastAsia")) == font
    assert [cell.text for cell in paper.tables[0].rows[1].cells] == ["3", "2", "1", "1", "1", "0"]


def test_the_digest_as_a_picture(config: Path, tmp_path: Path) -> None:
    try:
        cjk_font.find_font()
    except cjk_font.NoChineseFont:
        pytest.skip("no Chinese font on this machine")
    out = tmp_path / "digest.png"
    assert run(["digest", "--png", str(out), "-c", str(config)]) == 0
    with Image.open(io.BytesIO(out.read_bytes())) as picture:
        assert picture.format == "PNG"
        assert picture.width == 1080
        colours = picture.convert("RGB").getcolors(1 << 24)
        assert colours is not None and len(colours) > 50


def test_without_a_chinese_font_it_says_what_to_install(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cjk_font, "FOLDERS", (str(tmp_path),))
    cjk_font.find_font.cache_clear()
    cjk_font.chinese_font.cache_clear()
    assert run(["digest", "--png", str(tmp_path / "x.png"), "-c", str(config)]) == 1
    assert "fonts-noto-cjk" in capsys.readouterr().err
    assert not (tmp_path / "x.png").exists()


def test_a_folder_is_no_file_to_write(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["digest", "--docx", str(tmp_path), "-c", str(config)]) == 2
    assert str(tmp_path) in capsys.readouterr().err

"""``baosong bulletin``: what it would say now, on the screen, as JSON and in files that open; nothing is issued."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from PIL import Image

from bot.cli import run
from channels.registry import roster_columns
from domain.organisation import Role
from domain.roster.roster import RosterRow
from formats.books.roster import roster_book
from formats.digest import cjk_font

CONFIG = """
campaigns = ["nanchang-2020"]
[database]
url = "sqlite+aiosqlite:///{folder}/baosong.db"
[files]
url = "{folder}/files"
[rehearsal]
now = 2020-11-09T10:30:00+08:00
"""
OFFICE = RosterRow(
    number=2, code="X", name="云麓市教育局职成处", kind="受理单位", person="乙", roles=(Role.SUPERVISOR.value,)
)
UNITS = (("C1", "云麓职业学校", "中等职业学校"), ("Q1", "云川县教体局", "区县教体局"))


@pytest.fixture
def config(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    file = tmp_path / "config.toml"
    file.write_text(CONFIG.format(folder=tmp_path), encoding="utf-8")
    rows = [OFFICE]
    for number, (code, name, kind) in enumerate(UNITS, start=3):
        rows.append(RosterRow(number=number, code=code, name=name, kind=kind, line="教育", parent_code="X"))
    book = tmp_path / "roster.xlsx"
    book.write_bytes(roster_book(rows, roster_columns()))
    assert run(["roster", "import", str(book), "-c", str(file)]) == 0, capsys.readouterr()
    capsys.readouterr()
    return str(file)


def test_on_the_screen_and_as_json(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bulletin", "--day", "11月9日", "-c", config]) == 0
    said = capsys.readouterr().out
    for part in ("2020年11月9日", "应报", "缺报", "云麓职业学校", "云麓市教育局职成处", "由报送系统生成"):
        assert part in said
    assert run(["bulletin", "--json", "-c", config]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["counts"][0][0] == "应报" and told["kind"] == "通报"
    assert dict(told["counts"])["缺报"] == dict(told["counts"])["应报"] > 0


def test_final_is_of_the_week_and_without_missing_names_nobody(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bulletin", "--final", "-c", config]) == 0
    assert "最终通报" not in (said := capsys.readouterr().out) and "11月8日至11月9日" in said
    assert run(["bulletin", "--without-missing", "-c", config]) == 0
    assert "云麓职业学校" not in capsys.readouterr().out


def test_word_excel_and_picture(config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    docx, xlsx, png = (tmp_path / f"out.{ending}" for ending in ("docx", "xlsx", "png"))
    arguments = ["bulletin", "--docx", str(docx), "--xlsx", str(xlsx), "-c", config]
    try:
        cjk_font.find_font()
        arguments += ["--png", str(png)]
    except cjk_font.NoChineseFont:
        pass
    assert run(arguments) == 0
    assert "云麓职业学校" in [cell.text for table in Document(str(docx)).tables for cell in table.columns[0].cells]
    book = load_workbook(io.BytesIO(xlsx.read_bytes()))
    assert "云麓职业学校" in [row[0].value for sheet in book for row in sheet.iter_rows(max_col=1)]
    if "--png" in arguments:
        with Image.open(png) as picture:
            assert picture.width == 1080
    capsys.readouterr()
    assert run(arguments) == 2
    assert "--force" in capsys.readouterr().err
    assert run([*arguments, "--force"]) == 0


def test_an_office_that_is_none_is_refused(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bulletin", "--office", "NOBODY", "-c", config]) == 2
    assert "NOBODY" in capsys.readouterr().err

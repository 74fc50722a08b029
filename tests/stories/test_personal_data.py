"""Somebody's name and telephone in what is sent: no sentence that anybody reads says them again."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from domain.clock import CHINA
from domain.statistics import COLUMNS
from tests.stories.test_statistics import CITY_ROW, PEOPLE, UNITS
from tests.support.docx_files import BODY, TITLE, UNIT, Docx, paragraph, prose, run
from tests.support.stage import Stage
from tests.support.town import ONE

NAME, PHONE = "某小某", "13000000000"
BOTH = f"{NAME} {PHONE}"
H = list(COLUMNS.values())
SONG = ("宋体", 24)

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def book(*rows: list[Any], sheet: str = "名单") -> bytes:
    made = openpyxl.Workbook()
    made.worksheets[0].title = sheet
    for row in rows:
        made.worksheets[0].append(row)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


BOOKS = {
    "a roster": book(["序号", "姓名", "电话"], [1, NAME, PHONE], [2, NAME, int(PHONE)]),
    "without a header": book(["东山市教育局", NAME, "联络员", PHONE]),
    "in one cell": book([BOTH], [BOTH], sheet=BOTH),
    "people where numbers belong": book(["姓名", "教师", "学生", "企业", "总人数"], [NAME, NAME, NAME, NAME, PHONE]),
    "in every cell": book(H, ["东山市教育局", NAME, BOTH, f"{NAME}130 0000 0000", PHONE, NAME, BOTH, 1, "讲座", ""]),
    "as the unit": book(H, [BOTH, *CITY_ROW[1:]]),
    "as many units": book(H, *([f"{BOTH} {n}", *CITY_ROW[1:]] for n in range(3))),
    "signed": book(H, ["东山市教育局", "很多", *CITY_ROW[2:]], [NAME, None, None, PHONE, PHONE]),
    "sideways": book(["项目", "数据"], *([title, BOTH] for title in H)),
}


def paper(*lines: tuple[str, tuple[str, int]]) -> bytes:
    return Docx([paragraph(run(text, *face)) for text, face in lines]).bytes()


HEAD, PROSE = (("焊花里的青春", TITLE), (ONE, UNIT)), (prose(900), BODY)
PAPERS = {
    "a list": paper(*[(BOTH, SONG)] * 6),
    "as the title": paper((BOTH, ("宋体", 44)), HEAD[1], PROSE),
    "as the unit": paper(HEAD[0], (f"{ONE}　{BOTH}", SONG), PROSE),
    "at the end": paper(*HEAD, PROSE, (f"{NAME}老师，联系电话 {PHONE}。", SONG)),
    "number first": paper(*HEAD, PROSE, (f"{PHONE}，{NAME}家住东山。", SONG)),
}


async def sent(on: Stage, account: str, name: str, data: bytes) -> str:
    before = len(on.heard(account))
    await on.file(account, name, data)
    await on.drain()
    return "\n".join(on.heard(account)[before:])


def is_silent(said: str) -> bool:
    return NAME not in said and PHONE not in said and "0000" not in said


@pytest.mark.town(now=datetime(2021, 5, 30, 9, tzinfo=CHINA), campaign="shandong-2021", more=UNITS, people=PEOPLE)
async def test_workbooks(on: Stage) -> None:
    for how, data in BOOKS.items():
        for name in ("统计表.xlsx", "方案.xlsx"):
            said = await sent(on, "greg", name, data)
            assert "编号" in said and is_silent(said), f"{how}: {said}"
    assert is_silent("\n".join([await on.ask("dana", said) for said in ("统计", "简报", "谁没交")]))


async def test_papers_and_texts(on: Stage) -> None:
    for how, data in PAPERS.items():
        for name in ("典型案例.docx", "大众网+我校举办开放日活动.docx", f"大众网+{PHONE}.docx"):
            said = await sent(on, "alice", name, data)
            assert "编号" in said and is_silent(said), f"{how}: {said}"
    for name in ("名单.txt", "名单.csv"):
        said = await sent(on, "alice", name, f"{BOTH}\n{BOTH}\n".encode())
        assert "编号" in said and is_silent(said), said
    assert is_silent("\n".join([await on.ask("dana", said) for said in ("统计", "简报", ONE)]))


async def test_the_line_is_found_all_the_same(on: Stage) -> None:
    said = await sent(on, "alice", "典型案例.docx", PAPERS["at the end"])
    assert "有个人号码的一行：正文字体是宋体 12 磅" in said
    assert "《焊花里的青春》" in said


@pytest.mark.town(now=datetime(2021, 5, 30, 9, tzinfo=CHINA), campaign="shandong-2021", more=UNITS, people=PEOPLE)
async def test_the_cell_is_found_all_the_same(on: Stage) -> None:
    said = await sent(on, "greg", "统计表.xlsx", BOOKS["in every cell"])
    assert "第 2 行“参与活动的职业院校教师数”：填的是“个人信息”，应填整数" in said
    assert "第 2 行“参与活动的职业院校学生参与覆盖率”：覆盖率填的是“130…”" in said
    # Whoever signed the form with a telephone is no second unit.
    said = await sent(on, "greg", "统计表.xlsx", BOOKS["signed"])
    assert "填的是“很多”" in said and "第 3 行" not in said

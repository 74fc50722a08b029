"""Lists of activities out of workbooks and Word tables, as they stand; what is no list has no rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from checks.check import inspect
from checks.request import CheckRequest
from checks.tables import lists
from domain.campaigns.rules import Rules
from domain.findings import Kind, Report

HEAD = ["序号", "活动名称", "日期", "地点", "人数"]


def report(path: Path, data: bytes) -> Report:
    path.write_bytes(data)
    return inspect(CheckRequest(path=path, name=path.name, kind=Kind.ATTACHMENT, rules=Rules()))


def book(*rows: Sequence[object]) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def rows_of(found: Report) -> list[list[str]]:
    assert found.ok, found.findings
    return [[text for _, text in row["cells"]] for row in found.form]


def test_a_workbook_below_its_title(tmp_path: Path) -> None:
    day = datetime.fromisoformat("2020-11-09")
    data = book(["特色亮点活动一览表"], HEAD, [1, "校园开放日", day, "实训楼", 300], [], ["注：请于 11 月 4 日前报送"])
    found = report(tmp_path / "一览表.xlsx", data)
    assert rows_of(found) == [["1", "校园开放日", "2020-11-09", "实训楼", "300"]]
    assert [head for head, _ in found.form[0]["cells"]] == HEAD
    assert found.form[0]["line"] == 3


def test_merged_cells_are_what_each_of_them_shows(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for row in (HEAD, [1, "甲", "11月9日", "操场", 1], [2, "乙", None, "礼堂", 2]):
        sheet.append(row)
    sheet.merge_cells("C2:C3")
    written = BytesIO()
    made.save(written)
    assert [row[2] for row in rows_of(report(tmp_path / "a.xlsx", written.getvalue()))] == ["11月9日", "11月9日"]


def test_a_word_table_with_merged_cells(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("特色亮点活动一览表")
    table = document.add_table(rows=3, cols=4)
    for place, text in enumerate(("活动名称", "时间", "地点", "联系人")):
        table.cell(0, place).text = text
    for number, texts in ((1, ("校园开放日", "11月9日", "实训楼", "张三")), (2, ("家长课堂", "", "礼堂", ""))):
        for place, text in enumerate(texts):
            table.cell(number, place).text = text
    table.cell(1, 1).merge(table.cell(2, 1))
    written = BytesIO()
    document.save(written)
    found = report(tmp_path / "一览表.docx", written.getvalue())
    assert rows_of(found) == [["校园开放日", "11月9日", "实训楼", "张三"], ["家长课堂", "11月9日", "礼堂", ""]]
    assert found.facts["characters"]


@pytest.mark.parametrize(
    "data",
    [
        book(["活动周方案"], ["时间", "任务", "责任人"], ["11月9日", "开幕", "张三"]),
        book([]),
        book(HEAD),
    ],
)
def test_what_is_no_list_has_no_rows_and_is_taken_all_the_same(tmp_path: Path, data: bytes) -> None:
    assert rows_of(report(tmp_path / "a.xlsx", data)) == []


def test_no_list_is_endless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MAX_ROWS", 5)
    rows: list[list[object]] = [[n, "甲", "11月9日", "长" * 3000, n] for n in range(40)]
    found = rows_of(report(tmp_path / "a.xlsx", book(HEAD, *rows)))
    assert len(found) == 5
    assert {len(row[3]) for row in found} == {lists.MAX_TEXT}

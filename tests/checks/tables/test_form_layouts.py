"""The statistics form as clerks lay it out: each layout is read to the same rows, and one wrong cell in it is found."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from checks.check import inspect
from checks.request import CheckRequest
from domain.campaigns.rules import Rules
from domain.findings import Kind, Report
from domain.statistics import COLUMNS
from formats.findings.values import found_text

H = list(COLUMNS.values())
R: list[Any] = ["星河市教育局", 9, 210, 4300, 0.86, 17, 5100, 22, "实训课堂开放、技能展示", "市级3篇"]
OTHER: list[Any] = ["星河市人社局", 4, 60, 800, 0.4, 3, 1100, 5, "讲座", "无"]
SUMS: list[Any] = [13, 270, 5100, None, 20, 6200, 27]
TITLE = ["2021年职业教育活动周统计表"]
ONE, TWO = ["星河市教育局"], ["星河市教育局", "星河市人社局"]
Edit = Callable[[Workbook, Worksheet], object]


@dataclass(frozen=True)
class Form:
    """``units``: of the rows that are read. ``refused``: the code of what is wrong, empty for a right one."""

    name: str
    rows: list[list[Any]]
    units: list[str]
    merged: tuple[str, ...] = ()
    edit: Edit | None = None
    refused: str = ""


def numbered(rows: list[list[Any]]) -> list[list[Any]]:
    return [[number, *row] for number, row in enumerate(rows, start=1)]


def with_picture(book: Workbook, sheet: Worksheet) -> None:
    """As WPS keeps a picture in a cell: a formula, and a sheet nobody sees."""
    sheet["K2"], sheet["K3"] = "照片", '=_xlfn.DISPIMG("ID_00",1)'
    book.create_sheet("WpsReserved_CellImgList").sheet_state = "veryHidden"


def with_hints(book: Workbook, sheet: Worksheet) -> None:
    hints = book.create_sheet("填表说明", 0)
    hints.append(["填表说明"])
    hints.append(["1.统计单位写全称；2.参与活动的企业数填数字。"])


def with_comment(_: Workbook, sheet: Worksheet) -> None:
    sheet["B3"].comment = Comment("含技工院校", "王老师")
    sheet["B3"].number_format = '0"所"'


def with_empty_copy(book: Workbook, sheet: Worksheet) -> None:
    copy = book.create_sheet("空白表")
    copy.append(TITLE)
    copy.append(H)


FORMS = (
    Form("plain", [TITLE, H, R], ONE, ("A1:J1",)),
    Form(
        "a header over two rows, notes and a total",
        [
            TITLE,
            ["单位：星河市教育局（公章）"],
            H,
            [None] * 10,
            R,
            ["合计", *R[1:8]],
            ["注：1.总人数含家长。"],
            ["填表人：王老师　审核人：李老师"],
        ],
        ONE,
        ("A1:J1", "A2:J2", *(f"{column}3:{column}4" for column in "ABCDEFGHIJ"), "A7:J7", "A8:J8"),
    ),
    Form(
        "one unit over two rows",
        [TITLE, H, R, [*[None] * 9, "区级2篇"]],
        ONE,
        tuple(f"{column}3:{column}4" for column in "ABCDEFGHI"),
    ),
    Form(
        "units and their total",
        [TITLE, ["序号", *H], *numbered([R, OTHER]), ["合计", None, *SUMS, "/", "/"]],
        TWO,
        ("A1:K1",),
    ),
    Form(
        "a total with room in it",
        [TITLE, ["序号", *H], *numbered([R, OTHER]), ["合　　计", None, *SUMS]],
        TWO,
        ("A5:B5",),
    ),
    Form("a day for a number", [TITLE, H, [R[0], date(2021, 3, 5), *R[2:]]], ONE, refused="statistics.number"),
    Form(
        "numbers as texts",
        [TITLE, H, [R[0], "9所", "210人", "4,300人", "86%", "17家", "5100余人", "22项", *R[8:]]],
        ONE,
    ),
    Form("a picture of WPS", [TITLE, H, R], ONE, edit=with_picture),
    Form(
        "hints on a sheet of their own",
        [TITLE, H, ["示例：XX市教育局", 10, 100, 1000, 0.9, 10, 2000, 20, "展示", "无"], R],
        ONE,
        edit=with_hints,
    ),
    Form("a comment and a format", [TITLE, H, R], ONE, edit=with_comment),
    Form("formulas never calculated", [TITLE, H, [R[0], "=4+5", *R[2:]]], ONE, refused="statistics.number"),
    Form("an empty copy beside", [TITLE, H, R], ONE, edit=with_empty_copy),
    Form("the unit in the title alone", [["星河市教育局2021年职业教育活动周统计表"], H[1:], R[1:]], ONE, ("A1:I1",)),
    Form("sideways", [TITLE, *([h, v] for h, v in zip(H, R, strict=True)), ["填表人：王老师"]], ONE, ("A1:B1",)),
    Form(
        "two pairs a row",
        [TITLE, *([H[n], R[n], H[n + 1], R[n + 1]] for n in range(0, 10, 2)), ["填表人", "王老师"]],
        ONE,
        ("A1:D1",),
    ),
    Form(
        "heads over heads",
        [
            TITLE,
            ["统计单位", "参与情况", None, None, None, None, None, "活动情况", None, "媒体报道情况"],
            [
                None,
                "职业院校数（所）",
                "教师数（人）",
                "学生数（人）",
                "学生参与覆盖率（%）",
                "企业数（家）",
                "总人数（人）",
                "观摩体验项目数（项）",
                "主要活动形式",
                None,
            ],
            [*R[:4], 86, *R[5:]],
        ],
        ONE,
        ("A1:J1", "A2:A3", "B2:G2", "H2:I2", "J2:J3"),
    ),
    Form(
        "a list of people",
        [["姓名", "身份证号", "手机"], ["王老师", "000000199001010000", "00000000000"]],
        [],
        refused="statistics.header",
    ),
    Form(
        "people without a header",
        [["王老师", "000000199001010000", "00000000000"]] * 2,
        [],
        refused="statistics.header",
    ),
    Form("lines broken in the header", [TITLE, [h.replace("的", "的\n") for h in H], R], ONE),
    Form(
        "measures below the header",
        [TITLE, H, [None, "（所）", "（人）", "（人）", "（%）", "（家）", "（人）", "（项）"], R],
        ONE,
    ),
    Form("per cent as a number", [TITLE, H, [*R[:4], 86.0, *R[5:]]], ONE),
    Form("a dash for none", [TITLE, H, [*R[:5], "—", *R[6:]]], ONE),
    Form("empty rows between", [TITLE, [], H, [], R, [], ["审核："]], ONE),
    Form("the total first", [TITLE, H, ["合计", *SUMS], R, OTHER], TWO),
    Form("a subtotal below each", [TITLE, H, R, ["小计", *R[1:8]], OTHER, ["小计", *OTHER[1:8]], ["总计", *SUMS]], TWO),
)


def written(form: Form) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in form.rows:
        sheet.append(row)
    for area in form.merged:
        sheet.merge_cells(area)
    for cells in sheet.iter_rows():
        for cell in cells:
            if isinstance(cell.value, float) and cell.value <= 1:
                cell.number_format = "0%"
    if form.edit is not None:
        form.edit(book, sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def look(folder: Path, form: Form) -> Report:
    path = folder / "form.bin"
    path.write_bytes(written(form))
    return inspect(CheckRequest(path=path, name="统计表.xlsx", kind=Kind.STATISTICS, rules=Rules()))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_form_is_read_however_it_is_laid_out(tmp_path: Path, form: Form) -> None:
    report = look(tmp_path, form)
    assert {f.code.value for f in report.findings if not report.ok} == ({form.refused} if form.refused else set())
    assert report.ok is not bool(form.refused)
    assert [row["unit"] for row in report.form] == form.units
    assert not any("000000" in found_text(f) for f in report.findings)


@pytest.mark.parametrize("form", [one for one in FORMS if not one.refused], ids=lambda form: form.name)
def test_one_wrong_cell_in_it_is_found(tmp_path: Path, form: Form) -> None:
    """More students than people of all kinds, in the first unit's row."""
    rows = [["5" if value in (R[6], "5100余人") else value for value in row] for row in form.rows]
    assert any("5" in row for row in rows)
    report = look(tmp_path, Form(form.name, rows, form.units, form.merged, form.edit))
    assert ("statistics.number", "5") in [(f.code.value, found_text(f)) for f in report.findings]
    assert not report.ok

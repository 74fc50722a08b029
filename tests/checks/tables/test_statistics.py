"""The statistics form: read however it is written, judged by what it says."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from checks.sniff import sniff
from checks.tables.statistics_cells import count_of, share_of
from checks.tables.workbook import check_workbook
from domain.campaigns.rules import StatisticsRules
from domain.findings import Level, Report
from domain.statistics import COLUMNS, StatisticsExpectation
from formats.findings.values import found_text, place_text, required_text

HEADER = list(COLUMNS.values())
ROW: list[Any] = ["某某市教育局", 12, 300, 8000, 0.85, 40, 9000, 25, "讲座、体验", "省级 3 篇"]
BUREAU = StatisticsExpectation(names=("某某市教育局", "市局"), kind="市教育局")
COLLEGE = StatisticsExpectation(names=("某某职业技术学院",), kind="高职院校")


def changed(**cells: Any) -> list[Any]:
    return [cells.get(name, value) for name, value in zip(COLUMNS, ROW, strict=True)]


def book(*rows: list[Any], merge: tuple[str, ...] = ()) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for row in rows:
        sheet.append(row)
    for area in merge:
        sheet.merge_cells(area)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def look(folder: Path, data: bytes, expected: StatisticsExpectation | None = None, *, header: bool = True) -> Report:
    path = folder / "统计表.xlsx"
    path.write_bytes(data)
    return check_workbook(path, path.name, sniff(path), StatisticsRules(header=header), expected)


def told(report: Report) -> list[tuple[str, str, str]]:
    return [(f.code, found_text(f), place_text(f)) for f in report.findings]


def test_the_form_as_the_notice_has_it(tmp_path: Path) -> None:
    report = look(tmp_path, book(HEADER, ROW), BUREAU)
    assert (report.findings, report.facts["rows"]) == ((), 1)
    (row,) = report.form
    assert row == {
        "unit": "某某市教育局",
        "schools": 12,
        "teachers": 300,
        "students": 8000,
        "coverage": 0.85,
        "companies": 40,
        "people": 9000,
        "projects": 25,
        "forms": "讲座、体验",
        "media": "省级 3 篇",
        "line": 2,
    }


@pytest.mark.parametrize(
    "rows",
    [
        [["2021年职业教育活动周情况统计表"], [], HEADER, ROW],
        [["统计表"], ["统计单位：某某市教育局"], HEADER[1:], ROW[1:]],
        [["附件2"], ["序号", *reversed(HEADER), "备注"], [1, *reversed(ROW), None]],
        [[title.replace("职业院校", "\n职业院校 ") + "（个）" for title in HEADER], ROW],
        [["单位", "院校数", "教师数", "学生数", "覆盖率", "企业数", "总人数", "项目数", "形式", "媒体报道"], ROW],
        [HEADER, ROW, ["合计", *ROW[1:]], [], ["填表人：张三", None, "联系电话：（略）"]],
        [HEADER, ROW, [None] * 10, ["注：以上含市直学校"]],
    ],
    ids=["title above", "unit above", "other order", "breaks and units", "short names", "total and footer", "remark"],
)
def test_how_people_lay_it_out(tmp_path: Path, rows: list[list[Any]]) -> None:
    report = look(tmp_path, book(*rows), BUREAU)
    assert (told(report), report.facts["rows"]) == ([], 1)
    assert (report.form[0]["unit"], report.form[0]["students"], report.form[0]["coverage"]) == (ROW[0], 8000, 0.85)


def test_a_header_over_two_rows_with_merged_cells(tmp_path: Path) -> None:
    top = ["统计单位", "参与活动的职业院校", None, None, None, *HEADER[5:]]
    under = [None, "数量", "教师数", "学生数", "学生参与覆盖率"]
    merged = ("B2:E2", "A2:A3", *(f"{column}2:{column}3" for column in "FGHIJ"), "A1:J1")
    report = look(tmp_path, book(["统计表"], top, under, ROW, merge=merged), BUREAU)
    assert (told(report), report.facts["rows"]) == ([], 1)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("35所", 35),
        ("1,200人", 1200),
        ("１２", 12),
        (" 3.0 ", 3),
        ("约1200余人", 1200),
        ("1.2万人次", 12000),
        ("八", 8),
        ("一千二百三十人", 1230),
        ("—", 0),
        ("无", 0),
        ("-1", None),
        ("2.5", None),
        ("几十", None),
        ("12、15", None),
        ("#REF!", None),
        ("9" * 30, None),
    ],
)
def test_a_count_in_a_cell(text: str, count: int | None) -> None:
    assert count_of(text) == count


@pytest.mark.parametrize(
    ("text", "share"),
    [("85%", 0.85), ("８５．５％", 0.855), ("0.85", 0.85), ("85", 0.85), ("百分之85", 0.85), ("1", 1.0), ("1%", 0.01)],
)
def test_a_share_in_a_cell(text: str, share: float) -> None:
    assert share_of(text) == pytest.approx(share)


@pytest.mark.parametrize(
    ("cells", "finding"),
    [
        ({"students": "很多"}, ("statistics.number", "很多", "第 2 行“参与活动的职业院校学生数”")),
        ({"companies": None}, ("statistics.number", "", "第 2 行“参与活动的企业数”")),
        ({"companies": "=SUM(B9:B12)"}, ("statistics.number", "没有结果的公式", "第 2 行“参与活动的企业数”")),
        ({"coverage": "185%"}, ("statistics.coverage", "185%", "第 2 行“参与活动的职业院校学生参与覆盖率”")),
        ({"coverage": 0}, ("statistics.coverage", "0%", "第 2 行“参与活动的职业院校学生参与覆盖率”")),
        ({"people": 7000}, ("statistics.number", "7000", "第 2 行“参与总人数”")),
        ({"schools": 0}, ("statistics.school_count", "0", "第 2 行“参与活动的职业院校数”")),
        ({"unit": "别的市教育局"}, ("statistics.unit", "别的市教育局", "第 2 行“统计单位”")),
    ],
)
def test_what_is_wrong_names_row_and_column(
    tmp_path: Path, cells: dict[str, Any], finding: tuple[str, str, str]
) -> None:
    report = look(tmp_path, book(HEADER, changed(**cells)), BUREAU)
    assert told(report) == [finding]
    assert not report.ok


def test_that_all_are_fewer_than_teachers_and_students_is_only_unlikely(tmp_path: Path) -> None:
    (finding,) = look(tmp_path, book(HEADER, changed(people=8100)), BUREAU).findings
    assert (finding.level, required_text(finding)) == (Level.ADVICE, "8300 以上（教师 300 人、学生 8000 人）")


def test_a_college_counts_as_one_school(tmp_path: Path) -> None:
    data = book(HEADER, changed(unit="某某职业技术学院", schools=3))
    for expected in (None, COLLEGE):
        (finding,) = look(tmp_path, data, expected).findings
        assert (finding.code, found_text(finding)) == ("statistics.school_count", "3")
    assert look(tmp_path, book(HEADER, changed(unit="某某职业技术学院", schools="1所")), COLLEGE).ok


def test_a_bureau_counts_no_more_schools_than_it_has(tmp_path: Path) -> None:
    expected = StatisticsExpectation(names=BUREAU.names, kind=BUREAU.kind, schools_below=10)
    (finding,) = look(tmp_path, book(HEADER, ROW), expected).findings
    assert (finding.code, required_text(finding)) == ("statistics.school_count", "10 以内（只计下属中职学校）")


def test_a_college_in_a_bureaus_form_reports_by_itself(tmp_path: Path) -> None:
    data = book(HEADER, ROW, changed(unit="某某市职业技术学院", schools=1))
    (finding,) = look(tmp_path, data, BUREAU).findings
    assert (finding.code, required_text(finding)) == ("statistics.unit", "某某市教育局（高职院校自行报送）")


def test_an_unnamed_unit_is_known_when_its_sender_is(tmp_path: Path) -> None:
    data = book(HEADER, changed(unit=None))
    assert look(tmp_path, data, BUREAU).ok
    assert not look(tmp_path, data).ok


def test_missing_columns_are_named(tmp_path: Path) -> None:
    header = [title for title in HEADER if "企业" not in title]
    (finding,) = look(tmp_path, book(header, [v for v in ROW if v != 40]), BUREAU).findings
    assert (finding.code, required_text(finding)) == ("statistics.header", "参与活动的企业数")


def test_another_table_and_an_empty_form(tmp_path: Path) -> None:
    report = look(tmp_path, book(["每日统计"], ["序号", "单位", "照片", "视频"], [1, "甲校", 3, 4]))
    assert [(f.code, found_text(f)) for f in report.findings] == [("statistics.header", "序号、单位、照片、视频")]
    assert report.facts["rows"] == 1
    assert look(tmp_path, book(["序号", "单位", "照片"], [1, "甲校", 3]), header=False).ok
    assert told(look(tmp_path, book(HEADER))) == [("statistics.number", "", "表头下面")]
    assert [f.code for f in look(tmp_path, book([])).findings] == ["statistics.header"]


def test_the_value_stored_with_a_formula_counts(tmp_path: Path) -> None:
    data = rewritten(book(HEADER, changed(students="=SUM(A1:A2)")), "<v></v>", "<v>8000</v>")
    assert look(tmp_path, rewritten(data, "<v/>", "<v>8000</v>"), BUREAU).form[0]["students"] == 8000


def test_formats_dragged_to_the_end_of_the_sheet_cost_nothing(tmp_path: Path) -> None:
    empty = "".join(f'<row r="{n}" s="1" customFormat="1"><c r="A{n}" s="1"/></row>' for n in range(3, 60_000))
    data = rewritten(book(HEADER, ROW), "</sheetData>", empty + "</sheetData>")
    assert look(tmp_path, data, BUREAU).ok


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ("<c/>" * 20_000, "单元格过多"),
        ("</row>".join(f'<row><c t="str"><v>{n}</v></c>' for n in range(6000)), "行数过多"),
    ],
)
def test_endless_sheets_are_refused(tmp_path: Path, cells: str, found: str) -> None:
    data = rewritten(
        book(HEADER), "</sheetData>", f"<row>{cells}</row></row></sheetData>".replace("</row></row>", "</row>")
    )
    report = look(tmp_path, data)
    assert [(f.code, found_text(f)) for f in report.findings] == [("file.unsafe", found)]


def rewritten(data: bytes, old: str, new: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name).decode()
            after.writestr(name, part.replace(old, new) if "worksheets/" in name else part)
    return buffer.getvalue()

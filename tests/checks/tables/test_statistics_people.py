"""The statistics form as people really fill it in: read as a careful clerk reads it, told where she would ask back."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from checks.check import inspect
from checks.request import CheckRequest
from domain.campaigns.rules import Rules
from domain.findings import Kind, Level, Report
from domain.statistics import COLUMNS, StatisticsExpectation, row_of
from formats.books.statistics import filled_book, template_book
from formats.findings.values import found_text, place_text, required_text

H = list(COLUMNS.values())
R: list[Any] = ["某某市教育局", 12, 300, 8000, 0.85, 40, 9000, 25, "讲座、体验", "省级 3 篇"]
BUREAU = StatisticsExpectation(names=("某某市教育局", "市局"), kind="市教育局")
Rows = list[list[Any]]
Edit = Callable[[Any], object]


def changed(**cells: Any) -> list[Any]:
    return [cells.get(name, value) for name, value in zip(COLUMNS, R, strict=True)]


def book(rows: Rows, merge: tuple[str, ...] = (), edit: Edit | None = None, *more: Rows) -> bytes:
    made = openpyxl.Workbook()
    for title, written in zip(("表", "第二张"), (rows, *more), strict=False):
        sheet = made.worksheets[0] if title == "表" else made.create_sheet(title)
        for row in written:
            sheet.append(row)
    for area in merge:
        made.worksheets[0].merge_cells(area)
    if edit is not None:
        edit(made.worksheets[0])
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def look(
    folder: Path, data: bytes, expected: StatisticsExpectation | None = BUREAU, name: str = "统计表.xlsx"
) -> Report:
    path = folder / "sent.bin"
    path.write_bytes(data)
    return inspect(CheckRequest(path=path, name=name, kind=Kind.STATISTICS, rules=Rules(), sender=expected))


def read(report: Report) -> list[Any]:
    (row,) = report.form
    return [row[name] for name in COLUMNS]


def told(report: Report) -> list[tuple[str, str, str]]:
    return [(f.code, found_text(f), required_text(f)) for f in report.findings]


def test_a_name_that_begins_like_an_example_is_a_units_name(tmp_path: Path) -> None:
    assert read(look(tmp_path, book([H, changed(unit="示例市教育局")]), None))[0] == "示例市教育局"


NOTES: Rows = [
    [],
    ["注：1.各市教育局只统计所辖中职学校活动情况数，高职院校直接报送。"],
    ["2.在统计“参与活动的职业院校数”时，各市教育局只统计中职学校，高职院校默认1所。"],
    ["填表人：（略）", None, None, "联系电话：（略）"],
    [None, None, None, None, None, None, "2021年6月1日"],
    ["2021年6月1日"],
    ["单位负责人（签字）"],
    ["（盖章）"],
]
TWO_LEVELS: Rows = [
    ["统计表"],
    ["统计单位", "参与活动的职业院校", None, None, None, *H[5:], None],
    [None, "数量（所）", "教师数（人）", "学生数（人）", "学生参与覆盖率（%）"],
    [*R[:-1], "省级 3 篇"],
]
SIDEWAYS: Rows = [
    ["2021年职业教育活动周情况统计表"],
    ["序号", "项目", "单位", "数据", "备注"],
    *([n, title, unit, value] for n, (title, unit, value) in enumerate(zip(H, " 所人人%家人项  ", R, strict=True), 1)),
]


@pytest.mark.parametrize(
    ("rows", "merge"),
    [
        ([["附件2"], ["统计表"], ["统计单位：某某市教育局          填表日期：2021年6月1日"], H[1:], R[1:]], ("A2:I2",)),
        ([["统计表"], ["统计单位：", "某某市教育局", None, "日期：", "2021-06-01"], H[1:], R[1:]], ()),
        ([["统计单位：（某某市教育局）"], H[1:], R[1:]], ()),
        ([H, R, *NOTES], ()),
        ([["统计单位：某某市教育局"], H[1:], R[1:], *NOTES], ()),
        (TWO_LEVELS, ("A1:K1", "A2:A3", "B2:E2", *(f"{letter}2:{letter}3" for letter in "FGHI"), "J2:K3")),
        ([H, [None, "（所）", "（人）", "（人）", "（%）", "（家）", "（人）", "（项）"], R], ()),
        ([H, ["甲", *range(1, 10)], R], ()),
        ([H, list(range(1, 11)), R], ()),
        ([H, changed(unit="例：某某市教育局", students=1), R], ()),
        ([["序号", *H, "备注"], [1, *R, "含市直学校"]], ()),
        (
            [
                [
                    "单位名称",
                    "参与学校数（所）",
                    "参与教师",
                    "参与学生",
                    "学生覆盖率",
                    "参与企业（家）",
                    "总人数",
                    "观摩项目",
                    "形式",
                    "宣传报道",
                ],
                R,
            ],
            (),
        ),
        (
            [
                [
                    "单位",
                    "学校（所）",
                    "教师（人）",
                    "学生（人）",
                    "参与率",
                    "企业（家）",
                    "总人数",
                    "项目",
                    "形式",
                    "报道",
                ],
                R,
            ],
            (),
        ),
        ([["院校名称", *H[1:]], R], ()),
        ([[*H[:4], "教师参与覆盖率", "社会群众参与人数", *H[4:]], [*R[:4], 0.5, 77, *R[4:]]], ()),
        ([[*H[:2], "中职学校总数", *H[2:4], "在校学生总数", *H[4:]], [*R[:2], 15, *R[2:4], 9412, *R[4:]]], ()),
        ([[*H[:3], "外聘教师数", *H[3:]], [*R[:3], 5, *R[3:]]], ()),
        ([H, R, ["合 计", *R[1:]]], ()),
        ([[title, value] for title, value in zip(H, R, strict=True)], ()),
        (SIDEWAYS, ("A1:E1",)),
        ([*([f"说明{n}"] for n in range(8)), H, R], ()),
        (
            [
                H,
                changed(
                    schools="12所", teachers="300人", students="8,000人", coverage="85%", companies="40家", people="9千"
                ),
            ],
            (),
        ),
        ([H, ["（单位全称）"], R], ()),
        ([H, R, [], ["附：各校明细"], ["学校", "教师数", "学生数", "企业数", "总人数"], ["一职专", 10, 20, 3, 40]], ()),
        ([H, R, [], H], ()),
        ([H, changed(companies="40家（其中规模以上企业 12 家）", people="9000人（含线上 3000 人）")], ()),
        ([H, changed(schools="十二", students="8 000", coverage="８５．０％", projects="二十五", people="'9000")], ()),
    ],
)
def test_one_row_however_it_is_laid_out(tmp_path: Path, rows: Rows, merge: tuple[str, ...]) -> None:
    report = look(tmp_path, book(rows, merge))
    assert (read(report), told(report)) == (R, [])


@pytest.mark.parametrize(
    ("cells", "name", "value", "required"),
    [
        ({"students": "约8000"}, "students", 8000, "准确的整数（先按 8000 计）"),
        ({"people": "9000余人"}, "people", 9000, "准确的整数（先按 9000 计）"),
        ({"people": "9000（不含线上）"}, "people", 9000, "准确的整数（先按 9000 计）"),
        ({"schools": "12人"}, "schools", 12, "准确的整数（先按 12 计）"),
        ({"schools": "一"}, "schools", 1, "准确的整数（先按 1 计）"),
        ({"teachers": "/"}, "teachers", 0, "准确的整数（先按 0 计）"),
        ({"coverage": "85%左右"}, "coverage", 0.85, "准确的百分数（先按 85% 计）"),
        ({"coverage": "2"}, "coverage", 0.02, "准确的百分数（先按 2% 计）"),
        ({"media": "#NAME?"}, "media", "", "文字"),
    ],
)
def test_what_is_doubtful_is_taken_and_asked(
    tmp_path: Path, cells: dict[str, Any], name: str, value: Any, required: str
) -> None:
    report = look(tmp_path, book([H, changed(**cells)]))
    assert report.form[0][name] == value
    assert [(f.level, required_text(f)) for f in report.findings] == [(Level.ADVICE, required)]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"students": "8000 9000"}, "8000 9000"),
        ({"students": "8000-9000"}, "8000-9000"),
        ({"companies": "十几家"}, "十几家"),
        ({"companies": "三五家"}, "三五家"),
        ({"companies": "85%"}, "85%"),
        ({"companies": "2021年"}, "2021年"),
        ({"companies": datetime.fromisoformat("2021-03-05")}, "2021-03-05"),
        ({"companies": True}, "TRUE"),
        ({"companies": "#DIV/0!"}, "#DIV/0!"),
        ({"teachers": 300.5}, "300.5"),
        ({"coverage": 1.2}, "1.2"),
        ({"coverage": "0.85%"}, "0.85%"),
        ({"coverage": "80%-90%"}, "80%-90%"),
    ],
)
def test_what_can_mean_two_things_is_not_read(tmp_path: Path, cells: dict[str, Any], found: str) -> None:
    report = look(tmp_path, book([H, changed(**cells)]))
    assert report.form[0][next(iter(cells))] is None
    assert ([found_text(f) for f in report.findings], report.ok) == ([found], False)


@pytest.mark.parametrize(("value", "shown", "share"), [(0.85, "0.0%", 0.85), (1, "0%", 1.0), (0.0085, "0.00%", None)])
def test_a_share_counts_as_it_is_shown(tmp_path: Path, value: float, shown: str, share: float | None) -> None:
    def edit(sheet: Any) -> None:
        sheet["E2"].number_format = shown

    assert look(tmp_path, book([H, changed(coverage=value)], (), edit)).form[0]["coverage"] == share


@pytest.mark.parametrize(
    ("column", "value", "finding"),
    [
        ("在校学生总数", 16000, ("statistics.coverage", "85.0%", "50.0%（8000 ÷ 16000）")),
        ("在校学生总数", 7000, ("statistics.number", "7000", "8000 以上（参与学生数）")),
        ("中职学校总数", 10, ("statistics.number", "10", "12 以上（参与院校数）")),
        ("教师总数", 200, ("statistics.number", "200", "300 以上（参与教师数）")),
    ],
)
def test_parts_and_wholes_go_together(tmp_path: Path, column: str, value: int, finding: tuple[str, str, str]) -> None:
    report = look(tmp_path, book([[*H, column], [*R, value]]))
    assert (told(report), read(report)) == ([finding], R)


def test_a_coverage_left_empty_is_computed_where_it_can_be(tmp_path: Path) -> None:
    report = look(tmp_path, book([[*H, "在校学生数"], [*changed(coverage=None), 16000]]))
    assert (told(report), report.form[0]["coverage"]) == ([], 0.5)


@pytest.mark.parametrize("pairs", [2, 3, 5])
def test_labels_and_values_side_by_side(tmp_path: Path, pairs: int) -> None:
    cells = [cell for pair in zip(H, R, strict=True) for cell in pair]
    rows = [cells[n : n + 2 * pairs] for n in range(0, 20, 2 * pairs)]
    end = ["填表人", "王老师", "联系电话", "0000-0000000"]
    for title in ([], [["2021年职业教育活动周情况统计表"]]):
        report = look(tmp_path, book([*title, *rows, end]))
        assert (told(report), read(report)[:4]) == ([], R[:4])


def test_of_labels_side_by_side_an_empty_value_is_asked_for(tmp_path: Path) -> None:
    cells = [[H[n], None if n == 4 else R[n], H[n + 1], R[n + 1]] for n in range(0, 10, 2)]
    (finding,) = look(tmp_path, book(cells)).findings
    assert (finding.code, place_text(finding)) == ("statistics.number", "“参与活动的职业院校学生参与覆盖率”")
    wide = [[H[n], None, None, R[n], H[n + 1], None, R[n + 1]] for n in range(0, 10, 2)]
    assert read(look(tmp_path, book(wide)))[:4] == R[:4]


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("星河市教育局2021年职业教育活动周情况统计表", "星河市教育局"),
        ("附件2：星河市第一职业中等专业学校职业教育活动周情况统计表", "星河市第一职业中等专业学校"),
        ("2021年星河市人社局职业教育活动周统计表", "星河市人社局"),
        ("职业教育活动周情况统计表（东湖区教体局）", "东湖区教体局"),
        ("星河市职业技术教育中心学校活动周数据上报表", "星河市职业技术教育中心学校"),
        ("2021年职业教育活动周情况统计表", ""),
        ("XX市教育局2021年职业教育活动周情况统计表", ""),
    ],
)
def test_a_unit_that_only_the_title_names(tmp_path: Path, title: str, unit: str) -> None:
    report = look(tmp_path, book([[title], H[1:], R[1:]], ("A1:I1",)), expected=None)
    assert (read(report)[0], report.ok) == (unit, bool(unit))


def test_no_row_of_personal_data_is_repeated(tmp_path: Path) -> None:
    people = [["王老师", "000000199001010000", "00000000000"], ["李老师", "000000199001020000", "00000000001"]]
    (finding,) = look(tmp_path, book(people)).findings
    assert (finding.code, found_text(finding)) == ("statistics.header", "")
    (finding,) = look(tmp_path, book([["姓名", "身份证号", "手机"], *people])).findings
    assert found_text(finding) == "姓名、身份证号、手机"
    (finding,) = look(tmp_path, book([H, changed(schools="000 0000 0000")])).findings
    assert found_text(finding) == "000…"


def test_columns_that_may_both_be_meant_are_asked_about(tmp_path: Path) -> None:
    report = look(tmp_path, book([[*H[:2], "专任教师", "外聘教师", *H[3:]], [*R[:3], 5, *R[3:]]]))
    assert told(report) == [("statistics.header", "专任教师、外聘教师", "参与活动的职业院校教师数（只留一列）")]


def test_a_list_of_media_reports_goes_on_below(tmp_path: Path) -> None:
    rows = [H, R, [*[None] * 8, "技能展示", "市级 1 篇"], [*[None] * 9, "日期：6月1日"]]
    report = look(tmp_path, book(rows))
    assert (read(report)[-2:], told(report)) == (["讲座、体验；技能展示", "省级 3 篇；市级 1 篇"], [])


def test_media_told_in_two_columns(tmp_path: Path) -> None:
    rows = [["统计单位", *H[1:9], "媒体报道情况", None], [*[None] * 9, "省级以上", "市级"], [*R[:9], "3 篇", "5 篇"]]
    report = look(tmp_path, book(rows, ("J1:K1", *(f"{letter}1:{letter}2" for letter in "ABCDEFGHI"))))
    assert (read(report)[-1], told(report)) == ("省级以上：3 篇；市级：5 篇", [])


def test_a_bureau_that_lists_its_schools_is_told_once(tmp_path: Path) -> None:
    rows = [H, *(changed(unit=f"某某市第{n}职业学校", schools=1) for n in "一二三四五六七八")]
    (finding,) = look(tmp_path, book(rows)).findings
    assert (finding.code, place_text(finding)) == ("statistics.unit", "第 2–9 行“统计单位”")
    assert required_text(finding) == "某某市教育局（下属学校合并成一行）"


def test_a_unit_counts_once_and_its_own_sums_are_checked(tmp_path: Path) -> None:
    assert told(look(tmp_path, book([H, R, R]))) == [("statistics.unit", "某某市教育局", "每个单位只填一行")]
    rows = [H, R, changed(unit="乙市教育局"), ["全市合计", 24, 600, 16001, 0.85, 80, 18000, 50]]
    (finding,) = look(tmp_path, book(rows), None).findings
    assert (finding.level, found_text(finding), required_text(finding)) == (Level.ADVICE, "16001", "16000（各行相加）")


def test_a_form_filled_in_on_the_line_of_sums(tmp_path: Path) -> None:
    report = look(tmp_path, book([["统计单位：某某市教育局"], ["单位", *H[1:]], ["合计", *R[1:]]]))
    assert (read(report), told(report)) == (R, [])


def test_hidden_rows_and_other_sheets_are_not_counted_in_silence(tmp_path: Path) -> None:
    def hide(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True

    hidden = look(tmp_path, book([H, R, changed(unit="别市教育局")], (), hide))
    assert (read(hidden), [(f.level, place_text(f)) for f in hidden.findings]) == (R, [(Level.ADVICE, "第 3 行")])
    second = look(tmp_path, book([H, R], (), None, [H, changed(students=5)]))
    assert (read(second), [(f.level, place_text(f)) for f in second.findings]) == (
        R,
        [(Level.ADVICE, "工作表“第二张”")],
    )
    assert told(look(tmp_path, book([H, R], (), None, [H, R]))) == []
    assert told(look(tmp_path, book([H], (), None, [H, R]))) == []


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_filled_form_on_a_hidden_sheet_is_told(tmp_path: Path, state: str) -> None:
    def saved(first: Sequence[Any], second: Sequence[Any]) -> Report:
        made = openpyxl.Workbook()
        for cells in (H, first):
            made.worksheets[0].append(list(cells))
        unseen = made.create_sheet("去年的")
        unseen.sheet_state = state
        for cells in (H, second):
            unseen.append(list(cells))
        buffer = io.BytesIO()
        made.save(buffer)
        return look(tmp_path, buffer.getvalue())

    report = saved(R, changed(students=5))
    assert read(report) == R
    assert [(f.level, place_text(f), found_text(f), required_text(f)) for f in report.findings] == [
        (Level.ADVICE, "工作表“去年的”", "隐藏的工作表", "在看得见的工作表里（这一张没有计入）")
    ]
    # A copy, or an empty form, says nothing more.
    assert told(saved(R, R)) == []
    assert told(saved(R, [])) == []


def test_the_handed_out_form_is_asked_to_be_filled_in_and_then_read(tmp_path: Path) -> None:
    assert told(look(tmp_path, template_book("统计表"))) == [("statistics.number", "", "数字")]
    made = openpyxl.load_workbook(io.BytesIO(template_book("统计表")))
    for column, value in enumerate(R, start=1):
        made.worksheets[0].cell(3, column).value = value
    buffer = io.BytesIO()
    made.save(buffer)
    report = look(tmp_path, buffer.getvalue())
    assert (read(report), told(report)) == (R, [])


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("表.csv", "统计单位,院校数\n".encode("gbk"), "CSV 文本（.csv）"),
        ("表.csv", "统计单位,院校数\n".encode("utf-16-le"), "CSV 文本（.csv）"),
        ("表.xls", b"<html><table><tr><td>1</td></tr></table></html>", "网页或纯文本（不是真正的 Excel）"),
        ("表.xls", b"\x09\x04\x06\x00\x00\x04\x10\x00", "Excel 表格（.xls）"),
        ("~$表.xlsx", b"\x02ab" + b" " * 52 + b"\x02\0a\0b\0" + b" \0" * 52, "Excel 临时文件"),
    ],
)
def test_other_tables_are_called_what_they_are(tmp_path: Path, name: str, data: bytes, found: str) -> None:
    (finding,) = look(tmp_path, data, name=name).findings
    assert (finding.code, found_text(finding)) == ("statistics.format", found)


def test_a_form_filled_in_on_the_page_passes_here(tmp_path: Path) -> None:
    first = look(tmp_path, book([H, R]))
    report = look(tmp_path, filled_book("统计表", row_of(first.form[0])))
    assert (read(report), told(report)) == (R, [])

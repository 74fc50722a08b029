"""The statistics form as Excel: the handed-out form reads back as ours, and nothing in it is ever calculated."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl

from domain.statistics import COLUMNS, StatisticsRow
from formats.books.merged_statistics import Merged, MergedRow
from formats.books.statistics import filled_book, merged_book, merged_lines, template_book
from formats.words.statistics import INSTRUCTIONS

ROWS = [
    StatisticsRow(unit="=甲市教育局", schools=3, teachers=10, students=100, coverage=0.5, companies=1, people=200),
    StatisticsRow(unit="乙职业学院", schools=1, teachers=20, students=300, coverage=1.0, companies=0, people=400),
]


def table(*rows: StatisticsRow) -> Merged:
    return Merged(title="情况统计表", rows=tuple(MergedRow(row=row) for row in rows))


def opened(data: bytes, folder: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(data))


def test_the_empty_form_has_columns_rules_and_hints(tmp_path: Path) -> None:
    book = opened(template_book("情况统计表"), tmp_path)
    sheet, hints = book.worksheets
    assert [cell.value for cell in sheet[2]] == list(COLUMNS.values())
    kinds = {rule.type: str(rule.sqref) for rule in sheet.data_validations.dataValidation}
    assert kinds == {"whole": " ".join(f"{c}3:{c}22" for c in "BCDFGH"), "decimal": "E3:E22"}
    comments = [cell.comment.text if cell.comment else "" for cell in sheet[2]]
    assert comments == [INSTRUCTIONS[name] for name in COLUMNS]
    assert [row[0] for row in hints.iter_rows(values_only=True)][1:] == list(COLUMNS.values())


def test_the_merged_table_ends_with_its_total(tmp_path: Path) -> None:
    sheet = opened(merged_book(table(*ROWS)), tmp_path).worksheets[0]
    assert [cell.value for cell in sheet[5]][:7] == ["合计", 4, 30, 400, 0.8, 1, 600]
    assert (sheet["A3"].value, sheet["A3"].data_type) == ("=甲市教育局", "s")
    assert sheet["E5"].number_format == "0.0%"


def test_rows_are_as_high_as_what_wraps_in_them(tmp_path: Path) -> None:
    long = StatisticsRow(unit="丙", media="省级以上 3 篇，市级 5 篇；" * 5)
    sheet = opened(merged_book(table(ROWS[0], long)), tmp_path).worksheets[0]
    assert sheet.row_dimensions[4].height >= 4 * 15 > 2 * 15 > sheet.row_dimensions[3].height
    endless = merged_book(table(StatisticsRow(unit="丙", forms="长" * 20_000)))
    assert opened(endless, tmp_path).worksheets[0].row_dimensions[3].height <= 409


def test_what_no_cell_can_hold_is_left_out(tmp_path: Path) -> None:
    (sheet,) = opened(
        filled_book("统计表", StatisticsRow(unit="甲", forms="讲座\x0b\x00体验\n参观")), tmp_path
    ).worksheets
    assert sheet["I3"].value == "讲座体验\n参观"


def test_the_total_says_how_the_coverage_came_about(tmp_path: Path) -> None:
    sheet = opened(merged_book(table(*ROWS)), tmp_path).worksheets[0]
    comment = sheet["E5"].comment
    assert comment is not None
    assert "不是各单位的平均" in comment.text
    assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4


def test_the_same_table_in_words() -> None:
    header, first, _, last = merged_lines(ROWS)
    assert header == list(COLUMNS.values())
    assert first[:5] == ["=甲市教育局", "3", "10", "100", "50.0%"]
    assert last[:5] == ["合计", "4", "30", "400", "80.0%"]

"""The statistics form as Excel: the empty form to hand out, and the table of all units with its total."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from domain.statistics import COLUMNS, COUNTED, StatisticsRow, total
from formats.books.heights import LINE_HEIGHT, lines_of
from formats.books.merged_statistics import Merged
from formats.books.sheets import Said, Sheet, add_about, add_sheet, note_of
from formats.words import statistics as words
from formats.words.statistics import INSTRUCTIONS
from formats.xml_text import clean

SHEET = "统计表"
_READY_ROWS = 20
#: Of columns, in characters of Latin text.
_WIDTHS = {"unit": 26, "forms": 32, "media": 32}
_WIDTH = 13
#: Excel's own limit.
_HIGHEST = 400
_FACE = "宋体"
_THIN = Side(style="thin")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEADER_ROW = 2
_DOUBTFUL = PatternFill("solid", fgColor="FFF2CC")
_PLAIN = Font(name=_FACE)
#: By column: where it stands, how its cells lie, and how its numbers are shown.
_PLACES = {name: place for place, name in enumerate(COLUMNS, start=1)}
_ALIGNMENTS = {
    name: Alignment(horizontal=None if name in _WIDTHS else "center", vertical="center", wrap_text=True)
    for name in COLUMNS
}
_FORMATS = {name: "0.0%" if name == "coverage" else "0" if name in COUNTED else "@" for name in COLUMNS}
_MAX_COUNT = 100_000_000

_TOTAL_COVERAGE = "按各单位的参与学生数和覆盖率推算出全体学生，再算合计，不是各单位的平均。"
_EXAMPLE = StatisticsRow(
    unit="示例市教育局",
    schools=12,
    teachers=860,
    students=15300,
    coverage=0.92,
    companies=46,
    people=18500,
    projects=38,
    forms="开放校园、技能展示、职业体验",
    media="省级以上 3 篇，市级 5 篇",
)


def template_book(title: str) -> bytes:
    """The empty form: rules in its cells, hints on its header, an example on its second sheet."""
    book = Workbook()
    sheet = _first(book, title)
    for number in range(_HEADER_ROW + 1, _HEADER_ROW + 1 + _READY_ROWS):
        _write(sheet, number, StatisticsRow())
    _rules(sheet)
    _instructions(book.create_sheet("填写说明"))
    return _bytes(book)


def merged_book(merged: Merged) -> bytes:
    """One row per unit and the total below; only values, so that it reads the same everywhere.

    What has to be looked at is yellow, with a note, and listed on a sheet of its own, as are the units without a row.
    """
    book = Workbook()
    sheet = _first(book, merged.title)
    rows = [one.row for one in merged.rows]
    for number, row in enumerate((*rows, total(rows)), start=_HEADER_ROW + 1):
        _write(sheet, number, row)
    for number, one in enumerate(merged.rows, start=_HEADER_ROW + 1):
        for name, said in one.doubts.items():
            cell = sheet.cell(number, _PLACES[name])
            cell.fill, cell.comment = _DOUBTFUL, note_of(said)
    for cell in sheet[_HEADER_ROW + 1 + len(rows)]:
        cell.font = Font(name=_FACE, bold=True)
    sheet.cell(_HEADER_ROW + 1 + len(rows), _PLACES["coverage"]).comment = note_of(_TOTAL_COVERAGE)
    doubts = [
        [Said(one.row.unit), Said(one.number or ""), Said(COLUMNS[name]), Said(_said(one.row, name)), Said(said)]
        for one in merged.rows
        for name, said in one.doubts.items()
    ]
    absent = [[Said(unit), Said(words.UNREAD.format(number=number))] for unit, number in merged.unread]
    absent += [[Said(unit), Said(words.LACKING)] for unit in merged.lacking]
    for title, head, lines in (
        (words.DOUBTS, words.DOUBT_COLUMNS, doubts),
        (words.ABSENT, words.ABSENT_COLUMNS, absent),
    ):
        if lines:
            add_sheet(book, Sheet(name=title, head=head, rows=lines))
    if merged.at:
        add_about(book, merged.title, merged.at)
    return _bytes(book)


def filled_book(title: str, row: StatisticsRow) -> bytes:
    """The form of one unit, filled in on the upload page."""
    book = Workbook()
    _write(_first(book, title), _HEADER_ROW + 1, row)
    return _bytes(book)


def merged_lines(rows: Sequence[StatisticsRow]) -> list[list[str]]:
    """The same table as words: header, units, total."""
    lines = [[_said(row, name) for name in COLUMNS] for row in (*rows, total(rows))]
    return [list(COLUMNS.values()), *lines]


def _said(row: StatisticsRow, name: str) -> str:
    value = getattr(row, name)
    if value is None:
        return ""
    return f"{value:.1%}" if name == "coverage" else str(value)


def _first(book: Workbook, title: str) -> Worksheet:
    sheet = book.worksheets[0]
    sheet.title = SHEET
    said: Any = sheet.cell(1, 1, clean(title))
    said.data_type, said.font = "s", Font(name=_FACE, bold=True, size=16)
    said.alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[1].height = 2 * LINE_HEIGHT
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(COLUMNS))
    for place, (name, column) in enumerate(COLUMNS.items(), start=1):
        cell = sheet.cell(_HEADER_ROW, place, column)
        cell.font = Font(name=_FACE, bold=True)
        cell.fill = PatternFill("solid", fgColor="DDEBF7")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = _BORDER
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(name, _WIDTH)
    sheet.row_dimensions[_HEADER_ROW].height = 3.5 * LINE_HEIGHT
    sheet.freeze_panes = f"B{_HEADER_ROW + 1}"
    sheet.print_title_rows = f"{_HEADER_ROW}:{_HEADER_ROW}"
    _on_paper(sheet)
    return sheet


def _on_paper(sheet: Worksheet) -> None:
    """A4 across, as wide as the paper and as long as need be."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.print_options.horizontalCentered = True


def _write(sheet: Worksheet, number: int, row: StatisticsRow) -> None:
    lines = max(lines_of(getattr(row, name), _WIDTHS[name]) for name in _WIDTHS)
    sheet.row_dimensions[number].height = min(max(lines, 1.4) * LINE_HEIGHT, _HIGHEST)
    for place, name in enumerate(COLUMNS, start=1):
        cell: Any = sheet.cell(number, place)
        above: Any = sheet.cell(number - 1, place) if number > _HEADER_ROW + 1 else None
        if above is None:
            cell.border, cell.font, cell.alignment = _BORDER, _PLAIN, _ALIGNMENTS[name]
            cell.number_format = _FORMATS[name]
        else:
            # Looked up in the book's styles once for all rows.
            cell._style = copy(above._style)
        value = getattr(row, name)
        if value not in (None, ""):
            cell.value = clean(value) if isinstance(value, str) else value
            if isinstance(value, str):
                # What people typed is text, also when it begins like a formula.
                cell.data_type = "s"


def _rules(sheet: Worksheet) -> None:
    first, last = _HEADER_ROW + 1, _HEADER_ROW + _READY_ROWS
    whole = DataValidation(type="whole", operator="between", formula1="0", formula2=str(_MAX_COUNT), allow_blank=True)
    whole.error = "这里只填整数，没有填 0。"
    share = DataValidation(type="decimal", operator="between", formula1="0", formula2="1", allow_blank=True)
    share.error = "这里填 0% 到 100%，例如 85%。"
    for rule in (whole, share):
        rule.showErrorMessage = True
        sheet.add_data_validation(rule)
    for place, name in enumerate(COLUMNS, start=1):
        letter = get_column_letter(place)
        sheet.cell(_HEADER_ROW, place).comment = note_of(INSTRUCTIONS[name])
        if name in COUNTED:
            whole.add(f"{letter}{first}:{letter}{last}")
        elif name == "coverage":
            share.add(f"{letter}{first}:{letter}{last}")


def _instructions(sheet: Worksheet) -> None:
    for letter, width in (("A", 36), ("B", 60), ("C", 30)):
        sheet.column_dimensions[letter].width = width
    _on_paper(sheet)
    lines = [("列", "怎么填", "例子")]
    lines += [(column, INSTRUCTIONS[name], _said(_EXAMPLE, name)) for name, column in COLUMNS.items()]
    for number, line in enumerate(lines, start=1):
        for place, text in enumerate(line, start=1):
            cell = sheet.cell(number, place, text)
            cell.font = Font(name=_FACE, bold=number == 1)
            cell.border = _BORDER
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _bytes(book: Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()

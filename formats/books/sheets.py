"""Sheets of any length as Excel: cells as they were typed, head and first columns fixed, to be filtered and printed.

Loads openpyxl: import it where a book is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from formats.desk.words import MADE_BY
from formats.xml_text import clean

#: The colour of a cell, by its tone; the letter says the same.
_FILLS = {
    "good": PatternFill("solid", fgColor="E2F0D9"),
    "warn": PatternFill("solid", fgColor="FFF2CC"),
    "bad": PatternFill("solid", fgColor="F8CBAD"),
    "free": PatternFill("solid", fgColor="EDEDED"),
}
_HEAD = PatternFill("solid", fgColor="DDEBF7")
_BOLD = Font(bold=True)
_LINK = Font(color="0563C1", underline="single")
_WRAP = Alignment(wrap_text=True, vertical="top")
#: ECMA-376 part 1, 18.3.1.63.
_A4 = 9
#: Excel's own limits: of a cell, of a sheet's name, and what that must not have.
_LONGEST, _LONGEST_NAME, _NOT_IN_NAMES = 32_767, 31, str.maketrans(dict.fromkeys("[]:*?/\\", "-"))


@dataclass(frozen=True, slots=True)
class Said:
    """One cell. ``url``: where it leads to; ``note``: shown beside it, what to look at."""

    value: str | int | float | date | datetime = ""
    tone: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """``head``: names of the columns and their widths, in characters; ``sums``: bold, below them."""

    name: str
    head: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Said]]
    sums: Sequence[Sequence[Said]] = ()
    fixed: int = 1


def note_of(text: str) -> Comment:
    """One that shows all of its text."""
    text = clean(text)
    return Comment(text, "报送", height=24 * (1 + len(text) // 18), width=260)


def book_of(sheets: Sequence[Sheet], title: str, at: str) -> bytes:
    """The sheets, and a last one that says what they are of. ``at``: when they were read, in words."""
    book = Workbook(write_only=True)
    for one in sheets:
        add_sheet(book, one)
    add_about(book, title, at)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def add_about(book: Workbook, title: str, at: str) -> None:
    """The last sheet: what this is, and when it was so."""
    about: Any = book.create_sheet("说明")
    about.column_dimensions["A"].width = 60
    for line in (title, MADE_BY.format(at=at)):
        about.append([cell_of(about, Said(line))])


def add_sheet(book: Workbook, one: Sheet) -> None:
    sheet: Any = book.create_sheet(one.name.translate(_NOT_IN_NAMES)[:_LONGEST_NAME])
    for place, (_, width) in enumerate(one.head, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = f"{get_column_letter(one.fixed + 1)}2"
    sheet.print_title_rows = "1:1"
    # A4 across, as wide as the paper and as long as need be.
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    head = [cell_of(sheet, Said(name)) for name, _ in one.head]
    for cell in head:
        cell.font, cell.fill, cell.alignment = _BOLD, _HEAD, _WRAP
    sheet.append(head)
    last = 1
    for row in one.rows:
        sheet.append([cell_of(sheet, said) for said in row])
        last += 1
    # What is summed stays where it is when somebody filters.
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(one.head))}{last}"
    for row in one.sums:
        cells = [cell_of(sheet, said) for said in row]
        for cell in cells:
            cell.font = _BOLD
        sheet.append(cells)


def cell_of(sheet: Any, said: Said) -> Any:
    value = said.value
    if isinstance(value, str):
        value = clean(value)[:_LONGEST]
    cell: Any = WriteOnlyCell(sheet)
    cell.value = None if value == "" else value
    if isinstance(value, str) and value:
        # What people typed is text, also when it begins like a formula or a number.
        cell.data_type, cell.number_format = "s", "@"
    elif isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    if said.tone in _FILLS:
        cell.fill = _FILLS[said.tone]
    if said.url.startswith(("http://", "https://")):
        cell.hyperlink, cell.font = clean(said.url), _LINK
    if said.note:
        cell.comment = note_of(said.note)
    return cell

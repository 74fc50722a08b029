"""What the desk's tables say, as Excel: the same cells as on the page, head and first column fixed, to be filtered.

Loads openpyxl: import it where a book is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from formats.desk.adopted import AdoptedLine, AdoptedPage
from formats.desk.milestones import MilestoneCell, MilestonesPage
from formats.desk.week import Cell, Sum, Week
from formats.desk.words import MADE_BY

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
#: Excel's own limits: of a cell, of a sheet's name, and what that must not have.
_LONGEST, _LONGEST_NAME, _NOT_IN_NAMES = 32_767, 31, str.maketrans(dict.fromkeys("[]:*?/\\", "-"))


@dataclass(frozen=True, slots=True)
class _Said:
    """One cell. ``url``: where it leads to."""

    value: str | int | date = ""
    tone: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    """``head``: names of the columns and their widths, in characters; ``sums``: bold, below them."""

    name: str
    head: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[_Said]]
    sums: Sequence[Sequence[_Said]] = ()
    fixed: int = 1


def week_book(week: Week) -> bytes:
    """All units that are shown, part by part, and the sums of all."""
    head = [("地方", 18), ("单位", 30), *((f"{column.name} {column.below}", 16) for column in week.columns)]
    rows = (
        [_Said(group.name), _Said(row.name), *map(_of_week, row.cells)] for group in week.groups for row in group.rows
    )
    parts = [[_Said(group.name), _Said(f"{group.number} 个单位"), *map(_summed, group.sums)] for group in week.groups]
    everything = [_Said("合计"), _Said(f"{week.number} 个单位"), *map(_summed, week.sums)]
    summed = _Sheet(name="各地合计", head=head, rows=parts, sums=[everything], fixed=2)
    if week.shown.fold:
        return _book([summed], week.title, week.at)
    return _book([_Sheet(name="全周", head=head, rows=rows, sums=[everything], fixed=2), summed], week.title, week.at)


def adopted_book(page: AdoptedPage, lines: Iterable[AdoptedLine], at: str) -> bytes:
    """``lines``: of the filter, all of them; the sums are those of the whole campaign."""
    head = [("编号", 8), ("种类", 8), ("标题/说明", 44), ("单位", 30), ("媒体", 18), ("级别", 8)]
    head += [("日期", 12), ("链接", 44), ("记录", 30)]
    rows = (
        [
            *(_Said(one.number), _Said(one.kind), _Said(one.what), _Said(one.unit), _Said(one.medium)),
            *(_Said(one.level), _Said(date.fromisoformat(one.day)), _Said(one.url, url=one.url), _Said(one.who)),
        ]
        for one in lines
    )
    of_units = [[_Said(unit.name), *map(_Said, unit.numbers), _Said(unit.total)] for unit in page.units]
    everything = [_Said("合计"), *(_Said(number) for _, _, number in page.levels), _Said(page.everything)]
    named = [("单位", 30), *((name, 8) for _, name, _ in page.levels), ("合计", 8)]
    sums = _Sheet(name="各单位采用数", head=named, rows=of_units, sums=[everything])
    return _book([_Sheet(name="采用清单", head=head, rows=rows), sums], page.title, at)


def milestones_book(page: MilestonesPage) -> bytes:
    """How all stand, then a sheet for each milestone with what came."""
    units = [(part.name, unit) for part in page.parts for unit in part.units]
    head = [("地方", 18), ("单位", 30), *((f"{column.name}（{column.due} 截止）", 24) for column in page.columns)]
    rows = ([_Said(part), _Said(unit.name), *map(_of_milestone, unit.cells)] for part, unit in units)
    sums = [_Said("合计"), _Said(f"{len(units)} 个单位")]
    sums += [_Said(f"{one.actual}/{one.expected} 已交") for one in page.sums]
    sheets = [_Sheet(name="一次性材料", head=head, rows=rows, sums=[sums], fixed=2)]
    for place, column in enumerate(page.columns):
        owed = [(part, unit.name, unit.cells[place]) for part, unit in units if unit.cells[place].standing]
        named = [("地方", 18), ("单位", 30), ("情况", 10), ("编号", 8), ("内容", 60)]
        came = (
            [
                *(_Said(part), _Said(unit), _Said(cell.standing, cell.tone)),
                *(_Said(cell.number or cell.refused or ""), _Said(cell.what, url=cell.url)),
            ]
            for part, unit, cell in owed
        )
        sheets.append(_Sheet(name=f"{place + 1} {column.name}", head=named, rows=came, fixed=2))
    return _book(sheets, page.title, page.at)


def _of_week(cell: Cell) -> _Said:
    amount = f"{cell.amount}件" if cell.amount else ""
    return _Said(" ".join(one for one in (cell.letter, cell.at, amount) if one), cell.tone)


def _summed(one: Sum) -> _Said:
    said = " ".join(one.said)
    return _Said(f"{one.actual}/{one.expected} {said}".rstrip() if one.expected else said, one.tone)


def _of_milestone(cell: MilestoneCell) -> _Said:
    said = cell.standing if not cell.number else f"{cell.number} 号 {cell.what}"
    return _Said(said, cell.tone, cell.url)


def _book(sheets: Sequence[_Sheet], title: str, at: str) -> bytes:
    book = Workbook(write_only=True)
    for one in sheets:
        _add(book, one)
    about: Any = book.create_sheet("说明")
    about.column_dimensions["A"].width = 60
    for line in (title, MADE_BY.format(at=at)):
        about.append([_cell(about, _Said(line))])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _add(book: Workbook, one: _Sheet) -> None:
    sheet: Any = book.create_sheet(one.name.translate(_NOT_IN_NAMES)[:_LONGEST_NAME])
    for place, (_, width) in enumerate(one.head, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = f"{get_column_letter(one.fixed + 1)}2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    head = [_cell(sheet, _Said(name)) for name, _ in one.head]
    for cell in head:
        cell.font, cell.fill, cell.alignment = _BOLD, _HEAD, _WRAP
    sheet.append(head)
    last = 1
    for row in one.rows:
        sheet.append([_cell(sheet, said) for said in row])
        last += 1
    # What is summed stays where it is when somebody filters.
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(one.head))}{last}"
    for row in one.sums:
        cells = [_cell(sheet, said) for said in row]
        for cell in cells:
            cell.font = _BOLD
        sheet.append(cells)


def _cell(sheet: Any, said: _Said) -> Any:
    value = said.value
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST]
    cell: Any = WriteOnlyCell(sheet)
    cell.value = None if value == "" else value
    if isinstance(value, str) and value:
        # What people typed is text, also when it begins like a formula or a number.
        cell.data_type, cell.number_format = "s", "@"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    if said.tone in _FILLS:
        cell.fill = _FILLS[said.tone]
    if said.url.startswith(("http://", "https://")):
        cell.hyperlink, cell.font = said.url, _LINK
    return cell

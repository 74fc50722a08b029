"""What the desk's tables say, as Excel: the same cells as on the page, head and first column fixed, to be filtered.

Loads openpyxl: import it where a book is made.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from formats.books.sheets import Said, Sheet, book_of
from formats.desk.adopted import AdoptedLine, AdoptedPage
from formats.desk.milestones import MilestoneCell, MilestonesPage
from formats.desk.week import Cell, Sum, Week


def week_book(week: Week) -> bytes:
    """All units that are shown, part by part, and the sums of all."""
    head = [("地方", 18), ("单位", 30), *((f"{column.name} {column.below}", 16) for column in week.columns)]
    rows = (
        [Said(group.name), Said(row.name), *map(_of_week, row.cells)] for group in week.groups for row in group.rows
    )
    parts = [[Said(group.name), Said(f"{group.number} 个单位"), *map(_summed, group.sums)] for group in week.groups]
    everything = [Said("合计"), Said(f"{week.number} 个单位"), *map(_summed, week.sums)]
    summed = Sheet(name="各地合计", head=head, rows=parts, sums=[everything], fixed=2)
    if week.shown.fold:
        return book_of([summed], week.title, week.at)
    return book_of([Sheet(name="全周", head=head, rows=rows, sums=[everything], fixed=2), summed], week.title, week.at)


def adopted_book(page: AdoptedPage, lines: Iterable[AdoptedLine], at: str) -> bytes:
    """``lines``: of the filter, all of them; the sums are those of the whole campaign."""
    head = [("编号", 8), ("种类", 8), ("标题/说明", 44), ("单位", 30), ("媒体", 18), ("级别", 8)]
    head += [("日期", 12), ("链接", 44), ("记录", 30)]
    rows = (
        [
            *(Said(one.number), Said(one.kind), Said(one.what), Said(one.unit), Said(one.medium)),
            *(Said(one.level), Said(date.fromisoformat(one.day)), Said(one.url, url=one.url), Said(one.who)),
        ]
        for one in lines
    )
    of_units = [[Said(unit.name), *map(Said, unit.numbers), Said(unit.total)] for unit in page.units]
    everything = [Said("合计"), *(Said(number) for _, _, number in page.levels), Said(page.everything)]
    named = [("单位", 30), *((name, 8) for _, name, _ in page.levels), ("合计", 8)]
    sums = Sheet(name="各单位采用数", head=named, rows=of_units, sums=[everything])
    return book_of([Sheet(name="采用清单", head=head, rows=rows), sums], page.title, at)


def milestones_book(page: MilestonesPage) -> bytes:
    """How all stand, then a sheet for each milestone with what came."""
    units = [(part.name, unit) for part in page.parts for unit in part.units]
    head = [("地方", 18), ("单位", 30), *((f"{column.name}（{column.due} 截止）", 24) for column in page.columns)]
    rows = ([Said(part), Said(unit.name), *map(_of_milestone, unit.cells)] for part, unit in units)
    sums = [Said("合计"), Said(f"{len(units)} 个单位")]
    sums += [Said(f"{one.actual}/{one.expected} 已交") for one in page.sums]
    sheets = [Sheet(name="一次性材料", head=head, rows=rows, sums=[sums], fixed=2)]
    for place, column in enumerate(page.columns):
        owed = [(part, unit.name, unit.cells[place]) for part, unit in units if unit.cells[place].standing]
        called = any(cell.answered for _, _, cell in owed)
        named = [("地方", 18), ("单位", 30), ("情况", 10), ("编号", 8), ("内容", 60), *([("网站", 30)] * called)]
        came = [
            [
                *(Said(part), Said(unit), Said(cell.standing, cell.tone)),
                *(Said(cell.number or cell.refused or ""), Said(cell.what, url=cell.url)),
                *([Said(cell.answered)] * called),
            ]
            for part, unit, cell in owed
        ]
        sheets.append(Sheet(name=f"{place + 1} {column.name}", head=named, rows=came, fixed=2))
    return book_of(sheets, page.title, page.at)


def _of_week(cell: Cell) -> Said:
    amount = f"{cell.amount}件" if cell.amount else ""
    return Said(" ".join(one for one in (cell.letter, cell.at, amount) if one), cell.tone)


def _summed(one: Sum) -> Said:
    said = " ".join(one.said)
    return Said(f"{one.actual}/{one.expected} {said}".rstrip() if one.expected else said, one.tone)


def _of_milestone(cell: MilestoneCell) -> Said:
    said = cell.standing if not cell.number else f"{cell.number} 号 {cell.what}"
    return Said(said, cell.tone, cell.url)

"""A bulletin's tables as Excel, and what it says apart from them.

Loads openpyxl: import it where a book is made.
"""

from __future__ import annotations

from collections import Counter

from formats.books.sheets import Said, Sheet, book_of
from formats.bulletin.written import Grid, Written
from formats.words import bulletins as words

#: Characters a column is wide, for a share of one.
_WIDTH = 7


def bulletin_book(bulletin: Written) -> bytes:
    """A sheet for each table, the adopted items, and the sentences."""
    names = Counter[str]()
    sheets = [_sheet(grid, names) for grid in bulletin.grids]
    if bulletin.published:
        rows = [[Said(cell) for cell in row] for row in bulletin.published]
        sheets.append(Sheet(name=words.SHEET_PUBLISHED, head=words.PUBLISHED_COLUMNS, rows=rows))
    lines = [[Said(line)] for line in bulletin.paragraphs()]
    sheets.append(Sheet(name=bulletin.kind, head=[(bulletin.title, 100)], rows=lines))
    return book_of(sheets, f"{bulletin.title} {bulletin.number}", bulletin.as_of)


def _sheet(grid: Grid, names: Counter[str]) -> Sheet:
    names[grid.name] += 1
    name = grid.name if names[grid.name] == 1 else f"{grid.name}{names[grid.name]}"
    head = [(column.name, round(column.share * _WIDTH) + 1) for column in grid.columns]
    sums = [_row(grid, grid.total)] if grid.total else []
    return Sheet(name=name, head=head, rows=(_row(grid, row) for row in grid.rows), sums=sums)


def _row(grid: Grid, cells: tuple[str, ...]) -> list[Said]:
    """Counts as numbers, so that they can be summed; words never, whatever they look like."""
    return [
        Said(cell) if column.words or not (cell.isascii() and cell.isdigit()) else Said(int(cell))
        for column, cell in zip(grid.columns, cells, strict=True)
    ]

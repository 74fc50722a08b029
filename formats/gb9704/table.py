"""Tables: their head on every page, no row in two, columns as wide as was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.document import Document as Paper
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from formats.gb9704 import measures as gb
from formats.gb9704 import wml
from formats.gb9704.lines import clean

#: The white left and right in a cell, in twentieths of a point.
_INSET = 60
#: The pitch of a table's lines, in points.
_PITCH = 18.0


@dataclass(frozen=True)
class Column:
    """``share``: how wide it is beside the others. ``words``: text stands left, numbers in the middle."""

    name: str
    share: float = 1.0
    words: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """``total``: the last row, which sums up. ``large``: in the body's type, for a few numbers."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    total: Sequence[str] = ()
    caption: str = ""
    note: str = ""
    large: bool = False


def write_table(paper: Paper, written: Table, *, across: bool) -> None:
    width = gb.TYPE_HEIGHT if across else gb.TYPE_WIDTH
    columns, rows, total = written.columns, written.rows, written.total
    every = sum(column.share for column in columns)
    widths = [width * column.share / every for column in columns]
    table = paper.add_table(rows=0, cols=0, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _insets(table)
    for one in widths:
        table.add_column(Mm(one))
    size, pitch = (gb.BODY, gb.PITCH) if written.large else (gb.TABLE, _PITCH)
    lines = [[column.name for column in columns], *rows, *([total] if total else [])]
    for number, line in enumerate(lines):
        head, summing = number == 0, bool(total) and number == len(lines) - 1
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(wml.element("cantSplit"))
        if head:
            properties.append(wml.element("tblHeader"))
        face = _Type(size, pitch, gb.HEI[0] if head or summing else gb.FANG[0])
        for cell, column, one, text in zip(row.cells, columns, widths, line, strict=True):
            cell.width = Mm(one)
            _cell(cell, text, face, centred=head or not column.words)


@dataclass(frozen=True)
class _Type:
    size: float
    pitch: float
    font: str


def _cell(cell: Any, text: str, face: _Type, *, centred: bool) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.line_spacing = Pt(face.pitch)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(clean(text))
    run.font.size = Pt(face.size)
    wml.fonts(run._r.get_or_add_rPr(), face.font)


def _insets(table: Any) -> None:
    margins = wml.element("tblCellMar")
    margins.extend(wml.element(side, w=_INSET, type="dxa") for side in ("left", "right"))
    table._tbl.tblPr.append(margins)

"""Tables: their head on every page, no row in two, columns as wide as was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from docx.document import Document as Paper
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from formats.gb9704 import measures as gb
from formats.xml_text import clean

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
    """Written out, because a province has thousands of rows."""
    width = gb.TYPE_HEIGHT if across else gb.TYPE_WIDTH
    columns, every = written.columns, sum(column.share for column in written.columns)
    widths = [round(gb.points(width * column.share / every) * 20) for column in columns]
    face = _Type(*((gb.BODY, gb.PITCH) if written.large else (gb.TABLE, _PITCH)))
    rows = [_row([column.name for column in columns], columns, widths, face, head=True)]
    rows += [_row(row, columns, widths, face) for row in written.rows]
    if written.total:
        rows.append(_row(written.total, columns, widths, face, bold=True))
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    insets = "".join(f'<w:{side} w:w="{_INSET}" w:type="dxa"/>' for side in ("left", "right"))
    table = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblCellMar>{insets}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
    paper.element.body.sectPr.addprevious(table)


@dataclass(frozen=True)
class _Type:
    size: float
    pitch: float


def _row(
    cells: Sequence[str],
    columns: Sequence[Column],
    widths: Sequence[int],
    face: _Type,
    *,
    head: bool = False,
    bold: bool = False,
) -> str:
    font = gb.HEI[0] if head or bold else gb.FANG[0]
    run = (
        f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>'
        f'<w:sz w:val="{round(face.size * 2)}"/></w:rPr>'
    )
    spacing = f'<w:spacing w:line="{round(face.pitch * 20)}" w:lineRule="exact"/>'
    said = []
    for cell, column, width in zip(cells, columns, widths, strict=True):
        centred = '<w:jc w:val="center"/>' if head or not column.words else ""
        said.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
            f"<w:p><w:pPr>{spacing}{centred}</w:pPr>"
            f'<w:r>{run}<w:t xml:space="preserve">{escape(clean(cell))}</w:t></w:r></w:p></w:tc>'
        )
    repeated = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(said)}</w:tr>"

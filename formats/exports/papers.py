"""The papers of an export: the list of its files, the captions of its photos, and what to read first.

Loads openpyxl and python-docx: import it where papers are made.
"""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from typing import Any

from docx import Document
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from domain.findings import Kind
from formats.books.sheets import Said, cell_of
from formats.exports.material import Exported, ExportedItem, size_text
from formats.spoken import amounts, kind_name
from formats.words import exports as words


def papers(exported: Exported) -> dict[str, bytes]:
    """Name → bytes, in the order in which they lie in the export; captions only where there are photos."""
    found = {words.READ_ME: _about(exported).encode("utf-8-sig"), words.BOOK: _book(exported)}
    if any(item.kind is Kind.PHOTO for _, item in exported.files):
        found[words.CAPTIONS] = _captions(exported)
    if exported.lost:
        lines = "\n".join(
            words.LOST_LINE.format(number=one.number, kind=kind_name(one.kind), unit=one.unit) for one in exported.lost
        )
        found[words.MISSING] = words.LOST.format(lines=lines).encode("utf-8-sig")
    return found


def _about(exported: Exported) -> str:
    counts = Counter(item.kind for _, item in exported.files)
    return words.ABOUT.format(
        title=exported.title,
        office=exported.office,
        at=f"{exported.at:%Y-%m-%d %H:%M}",
        number=len(exported.files),
        size=size_text(exported.size),
        amounts=amounts((kind, counts[kind]) for kind in Kind) or "—",
    )


def _book(exported: Exported) -> bytes:
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(words.SHEET)
    for place, (_, width) in enumerate(words.COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    head = [cell_of(sheet, Said(name)) for name, _ in words.COLUMNS]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    for path, item in exported.files:
        sheet.append([cell_of(sheet, said) for said in _row(path, item)])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(words.COLUMNS))}{len(exported.files) + 1}"
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _row(path: str, item: ExportedItem) -> list[Said]:
    values = [
        *(path, item.number, kind_name(item.kind), item.day, item.unit, item.title or item.file_name, item.caption),
        *(item.at.replace(tzinfo=None), item.mark, item.category, item.size, item.sha256),
    ]
    return [Said("" if value is None else value) for value in values]


def _captions(exported: Exported) -> bytes:
    paper = Document()
    paper.add_heading(words.CAPTIONS_TITLE, level=1)
    for path, item in exported.files:
        if item.kind is Kind.PHOTO:
            caption = ILLEGAL_CHARACTERS_RE.sub("", item.caption) or words.NO_CAPTION
            paper.add_paragraph(words.CAPTION.format(file=path, caption=caption, unit=item.unit))
    buffer = BytesIO()
    paper.save(buffer)
    return buffer.getvalue()

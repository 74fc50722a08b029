"""The papers of an export: the list of its files, the captions of its photos, and what to read first.

Loads openpyxl and python-docx: import it where papers are made.
"""

from __future__ import annotations

from collections import Counter

from domain.findings import Kind
from formats.books.sheets import Said, Sheet, book_of
from formats.exports.material import Exported, ExportedItem, size_text
from formats.gb9704.paper import Paper
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
    said = words.ABOUT.format(
        title=exported.title,
        office=exported.office,
        at=f"{exported.at:%Y-%m-%d %H:%M}",
        number=len(exported.files),
        size=size_text(exported.size),
        amounts=amounts((kind, counts[kind]) for kind in Kind) or "—",
    )
    return said + (words.SHRUNK_ABOUT if exported.shrunk else "")


def _book(exported: Exported) -> bytes:
    rows = (_row(path, item) for path, item in exported.files)
    at = f"{exported.at:%Y-%m-%d %H:%M}"
    return book_of([Sheet(name=words.SHEET, head=words.COLUMNS, rows=rows)], exported.title, at)


def _row(path: str, item: ExportedItem) -> list[Said]:
    values = [
        *(path, item.number, kind_name(item.kind), item.day, item.unit, item.title or item.file_name, item.caption),
        *(item.at.replace(tzinfo=None), item.mark, item.category, item.size, item.sha256),
    ]
    return [Said("" if value is None else value) for value in values]


def _captions(exported: Exported) -> bytes:
    paper = Paper(title=words.CAPTIONS_TITLE, author=exported.office, at=exported.at)
    paper.title(exported.title)
    paper.title(words.CAPTIONS_TITLE)
    paper.long_list(
        (path, words.CAPTION.format(caption=item.caption or words.NO_CAPTION, unit=item.unit))
        for path, item in exported.files
        if item.kind is Kind.PHOTO
    )
    return paper.to_bytes()

"""A bulletin as Word, on the page of official papers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby

from formats.bulletin.written import Grid, Part, PartKind, Written
from formats.gb9704.paper import Paper
from formats.gb9704.table import Column, Table


def bulletin_docx(bulletin: Written, pictures: Mapping[str, bytes], at: datetime) -> bytes:
    """``pictures``: key → JPEG of those that are there; ``at``: when it was made, for its properties."""
    paper = Paper(title=bulletin.title, author=bulletin.issuer, at=at)
    paper.head(bulletin.head, bulletin.number, bulletin.issuer, bulletin.dated)
    paper.title(bulletin.title)
    paper.blank()
    # Tables that follow one another stand on the same pages.
    for tabled, parts in groupby(bulletin.parts, key=lambda part: part.kind is PartKind.GRID):
        if tabled:
            paper.tables([_table(part.grid) for part in parts if part.grid is not None])
        else:
            _write(paper, parts, pictures)
    paper.colophon(bulletin.colophon)
    return paper.to_bytes()


def _write(paper: Paper, parts: Iterable[Part], pictures: Mapping[str, bytes]) -> None:
    for part in parts:
        if part.kind is PartKind.SECTION:
            paper.section(part.text)
        elif part.kind is PartKind.SUBSECTION:
            paper.subsection(part.text)
        elif part.kind is PartKind.PARAGRAPH:
            paper.paragraph(part.text)
        elif part.key in pictures:
            paper.picture(pictures[part.key])
            paper.caption(part.text)


def _table(grid: Grid) -> Table:
    columns = [Column(column.name, column.share, column.words) for column in grid.columns]
    return Table(columns=columns, rows=grid.rows, total=grid.total, caption=grid.caption, note=grid.note)


def file_name(bulletin: Written) -> str:
    """Without its ending: 通报〔2020〕第3期."""
    return f"{bulletin.kind}{bulletin.number}".replace("　", "")

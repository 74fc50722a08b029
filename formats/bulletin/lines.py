"""A bulletin as lines of text: all of it for a screen, three for chat."""

from __future__ import annotations

from collections.abc import Iterator

from formats.bulletin.written import Grid, Part, PartKind, Written

_NUMERALS = "一二三四五六七八九十"


def bulletin_lines(bulletin: Written) -> list[str]:
    """Tables with their cells apart by tabs."""
    return list(_lines(bulletin))


def three_lines(bulletin: Written) -> list[str]:
    """Title, counts and what came, who is missing: as the paper says them."""
    said = [part.text for part in _overall(bulletin)]
    return [bulletin.title, *said[:2]]


def _overall(bulletin: Written) -> Iterator[Part]:
    """The paragraphs of the first section."""
    begun = False
    for part in bulletin.parts:
        if part.kind is PartKind.SECTION:
            if begun:
                return
            begun = True
        elif begun and part.kind is PartKind.PARAGRAPH:
            yield part


def _lines(bulletin: Written) -> Iterator[str]:
    yield f"{bulletin.head}{bulletin.number}"
    yield f"{bulletin.issuer}　{bulletin.dated}"
    yield bulletin.title
    section = 0
    for part in bulletin.parts:
        if part.kind is PartKind.SECTION:
            section += 1
            yield f"\n{_NUMERALS[(section - 1) % len(_NUMERALS)]}、{part.text}"
        elif part.grid is not None:
            yield from _grid(part.grid)
        elif part.text:
            yield part.text
    yield ""
    for left, right in bulletin.colophon:
        yield "　".join(one for one in (left, right) if one)


def _grid(grid: Grid) -> Iterator[str]:
    yield f"\n{grid.caption}"
    yield "\t".join(column.name for column in grid.columns)
    for row in [*grid.rows, *([grid.total] if grid.total else [])]:
        yield "\t".join(row)
    yield grid.note

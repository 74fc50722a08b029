"""A bulletin as pictures for a phone: its sentences on the first, then its tables, so many rows a picture."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from formats.bulletin.written import Grid, PartKind, Written
from formats.digest.cjk_font import chinese_font
from formats.digest.picture import ACCENT, BODY, GREY, HEAD, INK, LEADING, MARGIN, PAPER, TITLE, WIDTH, wrapped
from formats.words import bulletins as words

#: Rows of a table on one picture, and pictures of one bulletin: nobody scrolls through a province on a phone.
ROWS = 60
MOST = 12
_CELL, _SMALL, _ROW_HEIGHT, _HEAD_HEIGHT, _INSET = 24, 18, 44, 70, 4
#: Columns of numbers, and of words beside the first.
_NUMBER, _WORDS = 47, 100
_LINE, _HEAD_FILL = "#c9ced6", "#eef2f7"


@dataclass(frozen=True)
class _Said:
    text: str
    size: int = BODY
    colour: str = INK
    before: int = 0


def bulletin_pngs(bulletin: Written) -> list[bytes]:
    """PNG bytes, page by page. Raises ``NoChineseFont``."""
    pages = [_page(_first(bulletin), None, ())]
    starts = [(grid, start) for grid in bulletin.grids for start in range(0, max(len(grid.rows), 1), ROWS)]
    for grid, start in starts[: MOST - 1]:
        rows = list(grid.rows[start : start + ROWS])
        if start + ROWS >= len(grid.rows) and grid.total:
            rows.append(grid.total)
        lines = [*_wrapped(grid.caption, HEAD, ACCENT), *_wrapped(grid.note, _CELL, GREY)]
        if len(pages) == MOST - 1 and len(starts) > MOST - 1:
            lines += _wrapped(words.PICTURES_MORE, _CELL, GREY)
        pages.append(_page(lines, grid, rows))
    return pages


def _first(bulletin: Written) -> list[_Said]:
    lines = _wrapped(bulletin.title, TITLE, ACCENT)
    lines += _wrapped(f"{bulletin.kind}{bulletin.number}　{bulletin.issuer}", BODY, GREY)
    for part in bulletin.parts:
        if part.kind is PartKind.SECTION:
            lines += _wrapped(part.text, HEAD, ACCENT, before=24)
        elif part.kind in (PartKind.SUBSECTION, PartKind.PARAGRAPH):
            lines += _wrapped(part.text, BODY, INK, before=10)
    return lines


def _wrapped(text: str, size: int, colour: str, before: int = 0) -> list[_Said]:
    return [_Said(line, size, colour, before if n == 0 else 0) for n, line in enumerate(wrapped(text, size))]


def _page(lines: Sequence[_Said], grid: Grid | None, rows: Sequence[tuple[str, ...]]) -> bytes:
    text = sum(line.before + round(line.size * LEADING) for line in lines)
    table = _HEAD_HEIGHT + len(rows) * _ROW_HEIGHT + MARGIN // 2 if grid else 0
    picture = Image.new("RGB", (WIDTH, 2 * MARGIN + text + table), PAPER)
    draw = ImageDraw.Draw(picture)
    top = MARGIN
    for line in lines:
        draw.text((MARGIN, top + line.before), line.text, font=chinese_font(line.size), fill=line.colour)
        top += line.before + round(line.size * LEADING)
    if grid:
        _draw(draw, grid, rows, top + MARGIN // 2)
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def _draw(draw: ImageDraw.ImageDraw, grid: Grid, rows: Sequence[tuple[str, ...]], top: int) -> None:
    """Narrower margins than the text has: a table needs the room."""
    edge, room = MARGIN // 2, WIDTH - MARGIN
    widths = _widths(grid, room)
    draw.rectangle((edge, top, edge + room, top + _HEAD_HEIGHT), fill=_HEAD_FILL)
    left = edge
    for width, column in zip(widths, grid.columns, strict=True):
        # One under the other where they are not wide enough.
        said = "\n".join(column.name) if width < _NUMBER * 1.5 else column.name
        middle = (left + width / 2, top + _HEAD_HEIGHT / 2)
        draw.text(middle, said, font=chinese_font(_CELL), fill=INK, anchor="mm", align="center", spacing=2)
        left += width
    for number, row in enumerate(rows):
        upper = top + _HEAD_HEIGHT + number * _ROW_HEIGHT
        draw.line((edge, upper, edge + room, upper), fill=_LINE)
        left = edge
        for width, column, cell in zip(widths, grid.columns, row, strict=True):
            _cell(draw, cell, (left, upper, left + width), centred=not column.words)
            left += width
    bottom = top + _HEAD_HEIGHT + len(rows) * _ROW_HEIGHT
    draw.line((edge, bottom, edge + room, bottom), fill=_LINE)


def _widths(grid: Grid, room: int) -> list[int]:
    """Numbers get what they need, names what is left."""
    others = [_WORDS if column.words else round(_NUMBER * column.share) for column in grid.columns[1:]]
    return [room - sum(others), *others]


def _cell(draw: ImageDraw.ImageDraw, text: str, where: tuple[float, float, float], *, centred: bool) -> None:
    """In one line, or in two smaller ones."""
    left, upper, right = where
    room = right - left - 2 * _INSET
    font, said = chinese_font(_CELL), text
    if font.getlength(text) > room:
        font = chinese_font(_SMALL)
        said = "\n".join(_two_lines(text, font, room))
    place = ((left + right) / 2 if centred else left + _INSET, upper + _ROW_HEIGHT / 2)
    draw.text(place, said, font=font, fill=INK, anchor="mm" if centred else "lm", spacing=0)


def _two_lines(text: str, font: ImageFont.FreeTypeFont, room: float) -> list[str]:
    """The second is cut in its middle where even two are not enough: names of schools differ at their ends."""
    at = next((n for n in range(len(text), 0, -1) if font.getlength(text[:n]) <= room), 1)
    first, rest = text[:at], text[at:]
    if font.getlength(rest) <= room:
        return [first, rest] if rest else [first]
    for keep in range(len(rest) - 1, 1, -1):
        cut = f"{rest[: (keep + 1) // 2]}…{rest[len(rest) - keep // 2 :]}"
        if font.getlength(cut) <= room:
            return [first, cut]
    return [first]

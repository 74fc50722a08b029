"""The digest as a picture for a phone: six counts as tiles, then the names."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import Image, ImageDraw

from formats.digest.cjk_font import chinese_font
from formats.digest.text import DETAILED, DayOverview, UnitLine, six, title_lines, unit_line, waiting_lines
from formats.spoken import amounts, moment_text
from formats.words import chat as texts

#: All measures in pixels; a phone shows 1080 across.
WIDTH = 1080
MARGIN = 56
TITLE, HEAD, BODY, COUNT = 46, 40, 34, 60
LEADING = 1.5
TILE_HEIGHT, TILE_GAP, TILES_IN_ROW = 150, 20, 3
#: The tile that is red when it is not zero.
MISSING = 4
INK, GREY, PAPER, TILE, ALARM, ACCENT = "#1f2329", "#6b7280", "#ffffff", "#f3f5f8", "#c0392b", "#1f5fa8"

#: What is never broken: a number or a Latin word, a character with the mark that closes after it.
_PIECES = re.compile(r"(?:[0-9A-Za-z:.%-]+|.)[，。、；：）》”]*", re.DOTALL)


def digest_png(view: DayOverview) -> bytes:
    """PNG bytes. Raises ``NoChineseFont``."""
    head, body = _head(view), _body(view)
    tiles = 2 * (TILE_HEIGHT + TILE_GAP) + TILE_GAP
    picture = Image.new("RGB", (WIDTH, MARGIN * 2 + _height(head) + tiles + _height(body)), PAPER)
    draw = ImageDraw.Draw(picture)
    below_head = _draw_lines(draw, head, MARGIN)
    _draw_tiles(draw, view, below_head + TILE_GAP)
    _draw_lines(draw, body, below_head + tiles)
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()


@dataclass(frozen=True)
class _Line:
    text: str
    size: int = BODY
    colour: str = INK
    before: int = field(default=0, kw_only=True)


def _height(lines: Sequence[_Line]) -> int:
    return sum(line.before + round(line.size * LEADING) for line in lines)


def _head(view: DayOverview) -> list[_Line]:
    return [
        *(_Line(text, TITLE, ACCENT) for text in wrapped(view.title, TITLE)),
        *(_Line(text, HEAD) for text in wrapped(texts.PICTURE_HEAD.format(day=view.named), HEAD)),
        _Line(texts.PICTURE_AS_OF.format(moment=moment_text(view.now)), BODY, GREY),
    ]


def _body(view: DayOverview) -> list[_Line]:
    kinds = texts.DIGEST_KINDS.format(amounts=amounts(view.kinds)) if view.kinds else texts.DIGEST_NOTHING
    lines = [_Line(text) for text in wrapped(kinds, BODY)]
    lines += _section(texts.DIGEST_MISSING, view.missing, ALARM)
    lines += _section(texts.DIGEST_LATE, view.late, INK)
    lines += [_Line(text, BODY, INK) for said in waiting_lines(view) for text in wrapped(said, BODY)]
    if view.titles:
        lines.append(_Line(texts.DIGEST_TITLES.format(count=view.titled), HEAD, before=28))
        lines += [_Line(text) for title in title_lines(view) for text in wrapped(title, BODY)]
    return lines


def _section(heading: str, units: Sequence[UnitLine], colour: str) -> list[_Line]:
    if not units:
        return []
    lines = [_Line(heading.format(count=len(units)), HEAD, colour, before=28)]
    if len(units) > DETAILED:
        said = ["、".join(unit.name for unit in units)]
    else:
        said = [f"{n}. {unit_line(unit)}" for n, unit in enumerate(units, start=1)]
    return lines + [_Line(text) for one in said for text in wrapped(one, BODY)]


def wrapped(text: str, size: int) -> list[str]:
    """Lines that fit the picture: broken between Chinese characters, not inside a number nor before a closing mark."""
    font = chinese_font(size)
    lines, current = [], ""
    for piece in _PIECES.findall(text):
        if current and font.getlength(current + piece) > WIDTH - 2 * MARGIN:
            lines.append(current.rstrip())
            current = ""
        current += piece
    return [*lines, current]


def _draw_lines(draw: ImageDraw.ImageDraw, lines: Sequence[_Line], top: int) -> int:
    """Where the next line would begin."""
    for line in lines:
        draw.text((MARGIN, top + line.before), line.text, font=chinese_font(line.size), fill=line.colour)
        top += line.before + round(line.size * LEADING)
    return top


def _draw_tiles(draw: ImageDraw.ImageDraw, view: DayOverview, top: int) -> None:
    width = (WIDTH - 2 * MARGIN - (TILES_IN_ROW - 1) * TILE_GAP) // TILES_IN_ROW
    for n, (name, number) in enumerate(six(view.counts)):
        row, column = divmod(n, TILES_IN_ROW)
        left = MARGIN + column * (width + TILE_GAP)
        upper = top + row * (TILE_HEIGHT + TILE_GAP)
        draw.rounded_rectangle((left, upper, left + width, upper + TILE_HEIGHT), 16, fill=TILE)
        middle = left + width // 2
        colour = ALARM if n == MISSING and number else INK
        draw.text((middle, upper + 58), str(number), font=chinese_font(COUNT), fill=colour, anchor="mm")
        draw.text((middle, upper + 118), name, font=chinese_font(BODY), fill=GREY, anchor="mm")

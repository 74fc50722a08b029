"""What a picture looks like: thumbnail, sharpness, fingerprint and views, all from one small decoded copy.

Fingerprint and views say for neighbouring areas of the picture which is the brighter one: scale, compression and mild
colour changes leave that alone. ``domain.similarity`` compares them.
"""

from __future__ import annotations

import io
import math
from itertools import product

from PIL import Image, ImageChops

from domain.findings import Appearance

#: Longest edge of a thumbnail, in pixels.
THUMBNAIL_EDGE = 640
#: Of the picture that lists show.
SMALL_EDGE = 320
_QUALITY = 75
#: Fewer shades than this between its areas, and a picture (a black or blank one) is like every other such picture.
_PLAIN = 2.0
_GRID = 128
_FINGERPRINT_CELLS = 6
_VIEW_CELLS = 8
#: The stretches of one axis that views show: all of it, and what cropping 5 % leaves on either side or on both.
_STRETCHES = ((0.0, 1.0), (0.0, 0.95), (0.05, 1.0), (0.025, 0.975))
#: Areas that differ by less than this part of the picture's own contrast count as equally bright.
_DEAD_ZONE = 0.15
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def upright(picture: Image.Image, orientation: int) -> Image.Image:
    """Turned as its EXIF orientation says."""
    return picture.transpose(_TURNS[orientation]) if orientation in _TURNS else picture


def look_at(small: Image.Image) -> Appearance:
    """The appearance of a picture, given an upright copy of at least some 300 pixels."""
    grey = small.convert("L")
    grid = grey.resize((_GRID, _GRID), Image.Resampling.BOX).convert("F")
    whole = _cells(grid, _FINGERPRINT_CELLS, (0.0, 0.0, 1.0, 1.0))
    plain = _spread(whole) < _PLAIN
    return Appearance(
        thumbnail=thumbnail(small),
        small=thumbnail(small, SMALL_EDGE),
        sharpness=round(activity(grey), 2),
        fingerprint=None if plain else fingerprint(whole),
        views=b"" if plain else views(grid),
    )


def thumbnail(picture: Image.Image, edge: int = THUMBNAIL_EDGE) -> bytes:
    """A JPEG of at most ``edge`` pixels."""
    buffer = io.BytesIO()
    within(picture, edge).convert("RGB").save(buffer, "JPEG", quality=_QUALITY)
    return buffer.getvalue()


def within(picture: Image.Image, edge: int = THUMBNAIL_EDGE) -> Image.Image:
    """The picture at ``edge`` pixels at most; of a strip, too, a line is left."""
    longest = max(picture.size)
    if longest <= edge:
        return picture
    width, height = (max(1, round(side * edge / longest)) for side in picture.size)
    return picture.resize((width, height))


def activity(grey: Image.Image) -> float:
    """Mean difference between a pixel and its neighbours on a line, in shades: how much fine detail there is."""
    bent = ImageChops.difference(*bends(grey))
    counts = bent.histogram()
    return sum(shade * count for shade, count in enumerate(counts)) / max(1, bent.width * bent.height)


def bends(grey: Image.Image) -> tuple[Image.Image, Image.Image]:
    """Every pixel of a line, and the mean of its two neighbours: their difference is the second derivative."""
    width, height = max(3, grey.width), grey.height
    left, middle, right = (grey.crop((i, 0, width - 2 + i, height)) for i in range(3))
    return middle, ImageChops.add(left, right, 2)


def fingerprint(cells: list[float]) -> int:
    """60 bits: which of two neighbouring areas is the brighter, over 6 × 6 areas."""
    bits = 0
    for one, other in _neighbours(cells, _FINGERPRINT_CELLS):
        bits = bits << 1 | (one > other)
    return bits


def views(grid: Image.Image) -> bytes:
    """Sixteen views of 28 bytes: per pair of neighbouring areas two bits, brighter and darker; none when alike."""
    return b"".join(
        _view(_cells(grid, _VIEW_CELLS, (left, top, right, bottom)))
        for (top, bottom), (left, right) in product(_STRETCHES, _STRETCHES)
    )


def _view(cells: list[float]) -> bytes:
    margin = _DEAD_ZONE * _spread(cells)
    bits = 0
    for one, other in _neighbours(cells, _VIEW_CELLS):
        bits = bits << 2 | (one > other + margin) << 1 | (other > one + margin)
    return bits.to_bytes(_VIEW_CELLS * (_VIEW_CELLS - 1) * 4 // 8, "big")


def _cells(grid: Image.Image, count: int, part: tuple[float, float, float, float]) -> list[float]:
    left, top, right, bottom = (edge * _GRID for edge in part)
    small = grid.resize((count, count), Image.Resampling.BOX, box=(left, top, right, bottom))
    return list(small.get_flattened_data())  # type: ignore[arg-type]


def _spread(cells: list[float]) -> float:
    """Standard deviation; ``statistics`` computes it exactly, which takes twenty times as long."""
    mean = sum(cells) / len(cells)
    return math.sqrt(sum((cell - mean) ** 2 for cell in cells) / len(cells))


def _neighbours(cells: list[float], side: int) -> list[tuple[float, float]]:
    across = [(cells[row + i], cells[row + i + 1]) for row in range(0, side * side, side) for i in range(side - 1)]
    return across + list(zip(cells, cells[side:], strict=False))

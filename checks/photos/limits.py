"""How large a picture may be, and how laboriously coded, before it is not opened at all.

A real photo of 200 megapixels is welcome: it has bits for them all, and is decoded at an eighth. Bombs claim pixels
with next to nothing in the file, or have every pixel visited a thousand times.
"""

from __future__ import annotations

from checks.photos.jpeg import MAX_PIXELS, Jpeg
from domain.findings import Code, Finding
from domain.findings.found import Found, Pixels
from domain.findings.required import PixelsAtMost

#: Pixels that a picture may have whatever it is made of.
PLAIN_PIXELS = 120_000_000
#: Bits in the file per pixel, from which one is believed to be a photo; bombs have 0.03 to 0.13, photos 0.5 and more.
_PHOTO_BITS = 0.25
#: Memory for the coefficients of a picture that comes in several scans.
MAX_COEFFICIENT_BYTES = 360_000_000
#: Arithmetic coding takes seven times as long to read, and no camera writes it.
_MAX_ARITHMETIC_BYTES = 10_000_000


def too_large(width: int, height: int, limit: int = PLAIN_PIXELS) -> Finding | None:
    """A refusal when there are more than ``limit`` pixels."""
    if width * height <= limit:
        return None
    return Finding(code=Code.FILE_UNSAFE, found=Pixels(width, height), required=PixelsAtMost(limit))


def too_costly(jpeg: Jpeg, width: int, height: int) -> Finding | None:
    """A refusal when decoding costs too much; ``width`` and ``height`` as displayed. Damage is judged elsewhere."""
    if jpeg.problem not in ("", "vast", "excessive"):
        return None
    strange = jpeg.problem or (jpeg.arithmetic and jpeg.coded_bytes > _MAX_ARITHMETIC_BYTES)
    large = too_large(width, height, _most_pixels(jpeg))
    return large or (Finding(code=Code.FILE_UNSAFE, found=Found.STRANGE_PHOTO) if strange else None)


def _most_pixels(jpeg: Jpeg) -> int:
    most = MAX_PIXELS if jpeg.coded_bytes * 8 >= _PHOTO_BITS * jpeg.pixels else PLAIN_PIXELS
    if not jpeg.buffered:
        return most
    return min(most, jpeg.pixels * MAX_COEFFICIENT_BYTES // jpeg.coefficient_bytes)

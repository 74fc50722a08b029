"""Whether a photo was made to pass: scaled up to the required width, or filled with bytes to the required size.

A picture that a camera says it made in exactly this size is believed. Any other one is looked at in full size: scaling
up leaves pixels that are sums of their neighbours, which shows as a rhythm in the fine detail (Gallagher 2005), and
less of that detail than the size promises. Both signs together decide. Error rates: ``docs/thresholds.md``.
"""

from __future__ import annotations

import cmath
import math
import operator
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageChops

from checks.decode import full_luma
from checks.exif import Exif
from checks.jpeg import Buffer, Jpeg
from checks.look import activity, bends

#: Length of one analysed stretch of pixels; a power of two.
WINDOW = 1024
_BAND = 2 * WINDOW + 2
_SMOOTH = 8  # pixels on either side: slower changes than these are the picture's own
_SKIP = 40  # lowest frequencies, in 1/WINDOW cycles per pixel
_NEAR = range(4, 21)
#: (rhythm at least, detail at most): from a faint rhythm in a soft picture to a strong one in a crisp picture.
_SIGNS = ((5.0, 0.50), (6.0, 0.56), (15.0, 0.64), (18.0, 0.68))
_CRISP = max(detail for _, detail in _SIGNS)
#: Share of a file that is filling.
MAX_FILLING = 0.25
_MIN_FILLING_BYTES = 64 << 10
#: What phones put behind the picture: further pictures, a moving one, Samsung's own directory.
_KNOWN_TAILS = (b"\xff\xd8\xff", b"ftyp", b"SEFT", b"MotionPhoto", b"QDIOBS")
_TAIL_WINDOW = 4096


@dataclass(frozen=True)
class Traces:
    """``rhythm``: strongest regular beat in the fine detail, × its surroundings. ``detail``: fine ÷ twice as coarse."""

    rhythm: float
    detail: float

    @property
    def enlarged(self) -> bool:
        return any(self.rhythm >= rhythm and self.detail <= detail for rhythm, detail in _SIGNS)


def looks_enlarged(data: Buffer, jpeg: Jpeg, exif: Exif) -> bool:
    """Whether the picture was scaled up after it was taken. Decodes it whole unless a camera vouches for its size."""
    if exif.camera and exif.pixels and sorted(exif.pixels) == sorted((jpeg.width, jpeg.height)):
        return False
    luma = full_luma(data, jpeg)
    found = traces(luma) if luma else None
    return found is not None and found.enlarged


def filling(data: Buffer, jpeg: Jpeg) -> int:
    """Bytes that are neither picture nor anything a camera or editor writes: comments, and what follows the picture."""
    tail = len(data) - jpeg.end
    start = data[jpeg.end : jpeg.end + _TAIL_WINDOW]
    last = data[max(jpeg.end, len(data) - _TAIL_WINDOW) : len(data)]
    known = any(mark in start or mark in last for mark in _KNOWN_TAILS)
    return jpeg.comments + (0 if known else tail)


def looks_filled(data: Buffer, jpeg: Jpeg, needed: int) -> bool:
    """Whether filling is a large part of the file, or what brings it to the ``needed`` bytes."""
    extra = filling(data, jpeg)
    if extra < _MIN_FILLING_BYTES:
        return False
    return extra > MAX_FILLING * len(data) or len(data) - extra < needed <= len(data)


def traces(luma: Image.Image) -> Traces | None:
    """Measure the middle of a full-size picture; None when it is too small to tell."""
    middle = _middle(luma, WINDOW, WINDOW)
    detail = activity(middle) / (activity(middle.reduce(2)) + 0.01)
    if detail > _CRISP:
        return Traces(rhythm=0.0, detail=detail)  # no rhythm would make it an enlarged one
    across = _spectrum(_lines(_middle(luma, _BAND, WINDOW)))
    down = _spectrum(_lines(_middle(luma, WINDOW, _BAND).transpose(Image.Transpose.TRANSPOSE)))
    if not across and not down:
        return None
    both = [math.sqrt(a * b) for a, b in zip(across or down, down or across, strict=True)]
    return Traces(rhythm=_rhythm(both), detail=detail)


def _middle(luma: Image.Image, width: int, height: int) -> Image.Image:
    """The middle of the picture, cut where the coder's blocks of eight pixels begin."""
    width, height = min(width, luma.width), min(height, luma.height)
    left, top = (luma.width - width) // 2 & ~7, (luma.height - height) // 2 & ~7
    return luma.crop((left, top, left + width, top + height))


def _lines(luma: Image.Image) -> list[float]:
    """Mean second derivative of every column."""
    bent = ImageChops.difference(*bends(luma)).convert("F")
    return list(bent.resize((bent.width, 1), Image.Resampling.BOX).get_flattened_data())  # type: ignore[arg-type]


def _spectrum(lines: list[float]) -> list[float]:
    """Amplitude at 0, 1/WINDOW … 1/2 cycles per pixel, over half-overlapping windows. Empty when too short."""
    total = [0.0] * (WINDOW // 2)
    count = 0
    for start in range(0, len(lines) - WINDOW + 1, WINDOW // 2):
        wave = _fourier(_windowed([math.log(value + 0.05) for value in lines[start : start + WINDOW]]))
        total = [power + abs(value) ** 2 for power, value in zip(total, wave, strict=False)]
        count += 1
    return [math.sqrt(power / count) for power in total] if count else []


def _windowed(values: list[float]) -> list[complex]:
    """Freed of what changes slowly, and faded out at both ends."""
    sums = [0.0]
    for value in values:
        sums.append(sums[-1] + value)
    result: list[complex] = []
    for i, value in enumerate(values):
        low, high = max(0, i - _SMOOTH), min(WINDOW, i + _SMOOTH + 1)
        fade = 0.5 - 0.5 * math.cos(2 * math.pi * i / WINDOW)
        result.append((value - (sums[high] - sums[low]) / (high - low)) * fade)
    return result


def _fourier(values: list[complex]) -> list[complex]:
    """The discrete Fourier transform; the length is a power of two."""
    if len(values) == 1:
        return values
    even, odd = _fourier(values[0::2]), _fourier(values[1::2])
    turned = list(map(operator.mul, _roots(len(values)), odd))
    return list(map(operator.add, even, turned)) + list(map(operator.sub, even, turned))


@cache
def _roots(length: int) -> list[complex]:
    return [cmath.rect(1, -2 * math.pi * k / length) for k in range(length // 2)]


def _rhythm(spectrum: list[float]) -> float:
    """The strongest line against the median around it, leaving out the coder's own (multiples of 1/8)."""
    strongest = 0.0
    for i in range(_SKIP, len(spectrum) - 1):
        apart = i % (WINDOW // 8)
        if min(apart, WINDOW // 8 - apart) <= 3:
            continue
        around = sorted(spectrum[j] for step in _NEAR for j in (i - step, i + step) if 0 <= j < len(spectrum))
        strongest = max(strongest, spectrum[i] / (around[len(around) // 2] + 1e-9))
    return strongest

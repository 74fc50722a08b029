"""What enlarging leaves in a picture of full size.

Scaling up leaves pixels that are sums of their neighbours, which shows as a rhythm in the fine detail (Gallagher 2005),
and less of that detail than the size promises. Both signs together decide. Error rates: ``docs/thresholds.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from PIL import Image, ImageChops

from checks.photos.appearance import activity, bends

#: Length of one analysed stretch of pixels.
WINDOW = 1024
_BAND = 2 * WINDOW + 2
_SMOOTH = 8  # pixels on either side: slower changes than these are the picture's own
_SKIP = 40  # lowest frequencies, in 1/WINDOW cycles per pixel
#: A line's surroundings: so near as not to be itself, so far as to be the same stretch of the spectrum.
_NEAREST, _FURTHEST = 4, 20
#: (rhythm at least, detail at most): from a faint rhythm in a soft picture to a strong one in a crisp picture.
_SIGNS = ((5.0, 0.50), (6.0, 0.56), (15.0, 0.64), (18.0, 0.68))
_CRISP = max(detail for _, detail in _SIGNS)

_Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Traces:
    """``rhythm``: strongest regular beat in the fine detail, × its surroundings. ``detail``: fine ÷ twice as coarse."""

    rhythm: float
    detail: float

    @property
    def enlarged(self) -> bool:
        return any(self.rhythm >= rhythm and self.detail <= detail for rhythm, detail in _SIGNS)


def traces(picture: Image.Image) -> Traces | None:
    """Measure the middle of a full-size picture; None when it is too small to tell."""
    middle = _middle(picture, WINDOW, WINDOW)
    detail = activity(middle) / (activity(middle.reduce(2)) + 0.01)
    if detail > _CRISP:
        return Traces(rhythm=0.0, detail=detail)  # no rhythm would make it an enlarged one
    across = _lines(_middle(picture, _BAND, WINDOW))
    down = _lines(_middle(picture, WINDOW, _BAND).transpose(Image.Transpose.TRANSPOSE))
    spectra = [_spectrum(lines) for lines in (across, down) if len(lines) >= WINDOW]
    if not spectra:
        return None
    return Traces(rhythm=_rhythm(np.sqrt(spectra[0] * spectra[-1])), detail=detail)


def _middle(picture: Image.Image, width: int, height: int) -> Image.Image:
    """The brightness of the middle, cut where the coder's blocks of eight pixels begin."""
    width, height = min(width, picture.width), min(height, picture.height)
    left, top = (picture.width - width) // 2 & ~7, (picture.height - height) // 2 & ~7
    return picture.crop((left, top, left + width, top + height)).convert("L")


def _lines(luma: Image.Image) -> _Numbers:
    """Mean second derivative of every column."""
    bent = np.asarray(ImageChops.difference(*bends(luma)))
    means: _Numbers = bent.sum(axis=0, dtype=np.uint32) / len(bent)
    return means


def _spectrum(lines: _Numbers) -> _Numbers:
    """Amplitude at 0, 1/WINDOW … 1/2 cycles per pixel, over half-overlapping windows; at least one fits in."""
    windows = sliding_window_view(np.log(lines + 0.05), WINDOW)[:: WINDOW // 2]
    waves = np.fft.rfft(_without_slow_changes(windows) * np.hanning(WINDOW + 1)[:-1])
    amplitudes: _Numbers = np.sqrt((np.abs(waves) ** 2).mean(axis=0))
    return amplitudes[:-1]


def _without_slow_changes(windows: _Numbers) -> _Numbers:
    """Less the mean of the surrounding pixels."""
    sums = np.pad(windows.cumsum(axis=1), ((0, 0), (1, 0)))
    place = np.arange(WINDOW)
    low, high = np.maximum(0, place - _SMOOTH), np.minimum(WINDOW, place + _SMOOTH + 1)
    means: _Numbers = (sums[:, high] - sums[:, low]) / (high - low)
    return windows - means


def _rhythm(spectrum: _Numbers) -> float:
    """The strongest line against the median around it, leaving out the coder's own (multiples of 1/8)."""
    padded = np.pad(spectrum, _FURTHEST, constant_values=np.inf)
    itself = range(_FURTHEST - _NEAREST + 1, _FURTHEST + _NEAREST)
    around = np.sort(np.delete(sliding_window_view(padded, 2 * _FURTHEST + 1), itself, axis=1))
    middle = np.isfinite(around).sum(axis=1, keepdims=True) // 2
    strength = spectrum / (np.take_along_axis(around, middle, axis=1)[:, 0] + 1e-9)
    place = np.arange(len(spectrum))
    apart = place % (WINDOW // 8)
    ours = (np.minimum(apart, WINDOW // 8 - apart) > 3) & (place >= _SKIP) & (place < len(spectrum) - 1)
    return float(strength[ours].max())

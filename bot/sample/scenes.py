"""Pictures that nobody took: scenes drawn from a seed, with a camera's grain, which is what makes a photo's bytes."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw

#: Pixels; what a day's rules want is 2000 across and 2 MB.
ACROSS, UPRIGHT = (2400, 1600), (2000, 2100)
_QUALITY = 95
#: Shades of a grain's deviation; what stands for none; pixels of the sheet that every photo cuts its grain from.
_GRAIN, _MIDDLE, _SIDE = 13.0, 128, 2400
_CAMERA = {0x010F: "Sample", 0x0110: "Camera 1"}
_EXIF_IFD, _WIDE, _HIGH = 0x8769, 0xA002, 0xA003

#: The last colour of every palette.
_SKIN = 5
_PALETTES = (
    ("#9cc7e8", "#6f8f5a", "#b5483a", "#f5e6c8", "#2f5d8a", "#e3b78f"),
    ("#f0d9b5", "#8a5a3c", "#3f7d6e", "#fff6e0", "#c2703d", "#e3b78f"),
    ("#dfe8ec", "#9aa7ad", "#d98c2b", "#38546b", "#ffffff", "#e3b78f"),
    ("#ffe3d3", "#b86b5f", "#56708a", "#f7c873", "#4a2f35", "#e3b78f"),
    ("#cfe6d8", "#4f7f63", "#e0b64b", "#f9f4e6", "#7a3b46", "#e3b78f"),
    ("#3b4a63", "#22304a", "#f2b04c", "#8fa9c7", "#e6e9ef", "#e3b78f"),
    ("#e9e3f2", "#7b6a99", "#c9566b", "#f8e9b0", "#3d6f73", "#e3b78f"),
)


@dataclass(frozen=True, kw_only=True)
class _Easel:
    draw: ImageDraw.ImageDraw
    random: np.random.Generator
    colours: tuple[str, ...]
    width: int
    height: int

    def at(self, x: float, y: float) -> tuple[float, float]:
        return x * self.width, y * self.height

    def box(self, left: float, top: float, right: float, bottom: float, colour: int) -> None:
        self.draw.rectangle((*self.at(left, top), *self.at(right, bottom)), fill=self.colours[colour])

    def disc(self, x: float, y: float, radius: float, colour: int) -> None:
        centre, r = self.at(x, y), radius * self.height
        self.draw.ellipse((centre[0] - r, centre[1] - r, centre[0] + r, centre[1] + r), fill=self.colours[colour])

    def person(self, x: float, foot: float, size: float, colour: int) -> None:
        wide = size * 0.2 * self.height / self.width
        self.box(x - wide, foot - size * 0.72, x + wide, foot, colour)
        self.disc(x, foot - size * 0.85, size * 0.14, _SKIN)

    def some(self, low: float, high: float) -> float:
        return float(self.random.uniform(low, high))


def _hall(easel: _Easel) -> None:
    """A stage with a banner, and rows of heads before it."""
    stage = easel.some(0.25, 0.5)
    easel.box(easel.some(0.05, 0.2), stage - 0.2, easel.some(0.75, 0.95), stage, 2)
    easel.box(0.0, stage, 1.0, stage + 0.05, 4)
    for _ in range(int(easel.some(1, 5))):
        easel.person(easel.some(0.2, 0.8), stage, easel.some(0.12, 0.2), 4)
    rows = int(easel.some(2, 5))
    for row in range(rows):
        step = easel.some(0.07, 0.14)
        for n in range(int(1 / step)):
            easel.disc((n + 0.5 + row % 2 / 2) * step, stage + 0.15 + row * 0.8 / rows * 0.55, step * 0.35, row % 5)


def _workshop(easel: _Easel) -> None:
    """Windows, benches, and somebody at each."""
    panes = int(easel.some(2, 7))
    for n in range(panes):
        easel.box((n + 0.15) / panes, 0.06, (n + 0.85) / panes, easel.some(0.25, 0.4), 3)
    for n in range(int(easel.some(2, 5))):
        x, y = easel.some(0.1, 0.85), 0.5 + n * 0.11
        easel.person(x + 0.05, y + 0.05, easel.some(0.25, 0.4), 2 + n % 3)
        easel.box(x - 0.08, y, x + easel.some(0.1, 0.25), y + 0.1, 4)
        for _ in range(40):
            easel.disc(x + easel.some(-0.08, 0.08), y - easel.some(0, 0.12), 0.004, 3)


def _square(easel: _Easel) -> None:
    """Tents on a square under a sky."""
    easel.disc(easel.some(0.1, 0.9), easel.some(0.08, 0.25), easel.some(0.04, 0.1), 3)
    for n in range(int(easel.some(2, 6))):
        x, y, size = easel.some(0.0, 0.85), easel.some(0.35, 0.6), easel.some(0.1, 0.25)
        corners = [easel.at(x, y), easel.at(x + size / 2, y - size * 0.6), easel.at(x + size, y)]
        easel.draw.polygon(corners, fill=easel.colours[2 + n % 3])
        easel.box(x + 0.02, y, x + size - 0.02, y + size * 0.6, 3)
    for n in range(int(easel.some(4, 12))):
        easel.person(easel.some(0.03, 0.97), easel.some(0.75, 0.98), easel.some(0.15, 0.3), n % 5)


def _table(easel: _Easel) -> None:
    """Plates, bowls or parts on a table seen from above."""
    easel.box(easel.some(0.0, 0.2), easel.some(0.0, 0.2), easel.some(0.8, 1.0), easel.some(0.8, 1.0), 1)
    for n in range(int(easel.some(4, 10))):
        x, y, r = easel.some(0.15, 0.85), easel.some(0.15, 0.85), easel.some(0.06, 0.17)
        easel.disc(x, y, r, 3)
        easel.disc(x, y, r * 0.75, n % 5)
        for _ in range(int(easel.some(3, 9))):
            easel.disc(x + easel.some(-0.4, 0.4) * r, y + easel.some(-0.5, 0.5) * r, r * 0.18, int(easel.some(0, 5)))


def _street(easel: _Easel) -> None:
    """Houses in a row, and a queue before a stand."""
    x = 0.0
    while x < 1.0:
        wide, top = easel.some(0.1, 0.25), easel.some(0.1, 0.45)
        easel.box(x, top, x + wide - 0.01, 0.68, int(easel.some(1, 5)))
        for row in range(3):
            for n in range(3):
                left = x + (n + 0.4) * wide / 3.4
                easel.box(left, top + 0.03 + row * 0.07, left + wide / 6, top + 0.07 + row * 0.07, 3)
        x += wide
    stand = easel.some(0.1, 0.7)
    easel.box(stand, 0.62, stand + 0.2, 0.85, 2)
    for n in range(int(easel.some(3, 8))):
        easel.person(stand + 0.24 + n * 0.07, 0.9, easel.some(0.2, 0.28), n % 5)


def _close(easel: _Easel) -> None:
    """One face and two hands at work."""
    x = easel.some(0.3, 0.7)
    easel.disc(x, easel.some(0.25, 0.4), easel.some(0.18, 0.28), _SKIN)
    easel.draw.pieslice((*easel.at(x - 0.25, 0.5), *easel.at(x + 0.25, 1.3)), 180, 360, fill=easel.colours[2])
    for _ in range(int(easel.some(2, 6))):
        easel.box(*(v := (easel.some(0.0, 0.7), easel.some(0.6, 0.85))), v[0] + easel.some(0.1, 0.3), v[1] + 0.1, 4)
    for _ in range(int(easel.some(5, 25))):
        easel.disc(easel.some(0, 1), easel.some(0, 1), easel.some(0.01, 0.035), int(easel.some(2, 5)))


SCENES: tuple[Callable[[_Easel], None], ...] = (_hall, _workshop, _square, _table, _street, _close)


def photo(seed: int, *, take: int = 0, size: tuple[int, int] | None = None) -> bytes:
    """A JPEG. Other seeds are other pictures, to the eye as well as to a fingerprint; other takes only to the bytes."""
    width, height = size or (UPRIGHT if seed % 5 == 4 else ACROSS)
    picture = _drawn(seed, np.random.default_rng(seed), width, height)
    shift = np.random.default_rng([seed, take]).integers(0, _SIDE, size=2)
    grain = Image.fromarray(np.roll(_grain(), shift, axis=(0, 1))[:height, :width]).convert("RGB")
    written = io.BytesIO()
    ImageChops.add(picture, grain, 1, -_MIDDLE).save(written, "JPEG", quality=_QUALITY, exif=_exif(width, height))
    return written.getvalue()


def _drawn(seed: int, random: np.random.Generator, width: int, height: int) -> Image.Image:
    colours = _PALETTES[seed % len(_PALETTES)]
    slope = Image.linear_gradient("L").resize((width, height))
    if random.random() < 0.5:
        slope = slope.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    sky, ground = (Image.new("RGB", slope.size, colour) for colour in colours[:2])
    scene = Image.composite(ground, sky, slope)
    easel = _Easel(draw=ImageDraw.Draw(scene), random=random, colours=colours, width=width, height=height)
    SCENES[seed // len(_PALETTES) % len(SCENES)](easel)
    return scene


@cache
def _grain() -> NDArray[np.uint8]:
    """So many shades up or down, from the middle."""
    noise = np.random.default_rng(0).standard_normal((_SIDE, _SIDE), dtype=np.float32)
    shades: NDArray[np.uint8] = np.clip(noise * _GRAIN + _MIDDLE, 0, 255).astype(np.uint8)
    return shades


def _exif(width: int, height: int) -> Image.Exif:
    exif = Image.Exif()
    exif.update(_CAMERA)
    exif.get_ifd(_EXIF_IFD).update({_WIDE: width, _HIGH: height})
    return exif

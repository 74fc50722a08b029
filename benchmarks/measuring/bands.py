"""Thousands of different photos from a few, without encoding: bands of rows between restart markers change places."""

from __future__ import annotations

import io
import random
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageFilter

from benchmarks.measuring.real_files import MATERIAL, sendable_photos

#: Rows of blocks that stay together, so that a picture keeps something to recognise.
_BAND = 12
_NUMBERS = frozenset(range(0xD0, 0xD8))


def shuffled(data: bytes, order: str) -> bytes:
    """The same JPEG with its bands in another order; as it is when it has no restart markers."""
    start = data.rfind(b"\xff\xda")
    begin = start + 2 + int.from_bytes(data[start + 2 : start + 4], "big")
    end = data.rfind(b"\xff\xd9")
    cuts = [at for at in _markers(data, begin, end)]
    if not cuts or not order:
        return data
    edges = [begin - 2, *cuts, end]
    rows = [data[left + 2 : right] for left, right in pairwise(edges)]
    # The last row of blocks may be shorter in meaning, never in length: it stays last.
    bands = [rows[at : at + _BAND] for at in range(0, len(rows) - 1, _BAND)]
    bands[-1] = [row for row in bands[-1] if row is not rows[-1]]
    random.Random(order).shuffle(bands)
    mixed = [row for band in bands for row in band] + [rows[-1]]
    parts = [data[:begin]]
    for number, row in enumerate(mixed):
        parts.append(row)
        if number < len(mixed) - 1:
            parts.append(bytes((0xFF, 0xD0 + number % 8)))
    return b"".join([*parts, data[end:]])


def _markers(data: bytes, begin: int, end: int) -> list[int]:
    found, at = [], data.find(b"\xff", begin, end)
    while at >= 0:
        if data[at + 1] in _NUMBERS:
            found.append(at)
        at = data.find(b"\xff", at + 2, end)
    return found


def own_photo(number: int, *, vouched: bool) -> bytes:
    """12 megapixels, 2 to 5 MB, in rows that can change places; ``vouched``: with the EXIF of a camera."""
    wide, high = 4000, 3000
    chance = random.Random(number)
    small = Image.frombytes("RGB", (40, 30), chance.randbytes(40 * 30 * 3))
    scene = small.resize((wide, high), Image.Resampling.BICUBIC)
    grain = Image.effect_noise((wide, high), 40).filter(ImageFilter.GaussianBlur(0.8))
    picture = Image.blend(scene, Image.merge("RGB", (grain, grain, grain)), 0.35)
    exif = Image.Exif()
    if vouched:
        exif[0x010F], exif[0x0110], exif[0x0132] = "Example", "Camera 1", "2020:11:09 09:00:00"
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85 + number % 9, exif=exif, restart_marker_rows=1)
    return file.getvalue()


def shelve(folder: Path, own: int) -> list[str]:
    """Photos for the platform's folder, half of the own ones without EXIF; their names, real files last."""
    names = []
    for number in range(own):
        names.append(f"own{number}.jpg")
        (folder / names[-1]).write_bytes(own_photo(number, vouched=number % 2 == 0))
    if MATERIAL.is_dir():
        for number, path in enumerate(sendable_photos()):
            names.append(f"real{number}.jpg")
            (folder / names[-1]).write_bytes(path.read_bytes())
    return names

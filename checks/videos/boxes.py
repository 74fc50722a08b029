"""Boxes of the ISO base media file format (ISO 14496-12): what mp4, mov and HEIC files are made of.

Reads headers only and seeks over the rest, so a 200 MB file costs a few hundred bytes of reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

#: A film of a hundred thousand fragments has some nine boxes in each.
MAX_BOXES = 1_000_000
#: The boxes that hold nothing but boxes, and have many of them in a long film.
_CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"udta", b"mvex", b"moof", b"traf"})
#: Of a picture's metadata: one made of tiles has some hundreds.
_MAX_CHILDREN = 100_000
#: Larger metadata than this is no honest file's.
MAX_META_BYTES = 4 << 20


@dataclass(frozen=True)
class Box:
    """One box: four-letter ``kind``, ``start`` of its body and ``end`` as it claims, in bytes of the file."""

    kind: bytes
    start: int
    end: int


def top_level(file: BinaryIO, size: int) -> Iterator[Box]:
    """The boxes of the file in order. The last one may claim to end beyond ``size``: then the file was cut."""
    return _between(file, 0, size)


def inside(file: BinaryIO, box: Box, skip: int = 0) -> Iterator[Box]:
    """The boxes within a box of the file, after its first ``skip`` bytes. Reads their headers only."""
    return _between(file, box.start + skip, box.end)


def too_many(file: BinaryIO, size: int) -> bool:
    """Whether there are more boxes than any film has, side by side or within its index."""
    left, waiting = MAX_BOXES, [(0, size)]
    while waiting:
        position, end = waiting.pop()
        for box in _between(file, position, min(end, size)):
            left -= 1
            if left <= 0:
                return True
            if box.kind in _CONTAINERS:
                waiting.append((box.start, box.end))
    return False


def _between(file: BinaryIO, position: int, end: int) -> Iterator[Box]:
    for _ in range(MAX_BOXES):
        if position + 8 > end:
            return
        file.seek(position)
        head = file.read(16)
        box = _header(head, position, end) if len(head) >= 8 else None
        if box is None:
            return
        yield box
        position = box.end


def children(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The boxes inside ``body`` as (kind, body); stops at the first that does not fit."""
    position = 0
    for _ in range(_MAX_CHILDREN):
        if position + 8 > len(body):
            return
        box = _header(body[position : position + 16], position, len(body))
        if box is None or box.end > len(body):
            return
        yield box.kind, body[box.start : box.end]
        position = box.end


def _header(head: bytes, position: int, size: int) -> Box | None:
    length, kind, start = int.from_bytes(head[:4], "big"), head[4:8], position + 8
    if length == 1:
        length, start = int.from_bytes(head[8:16], "big"), position + 16
    elif length == 0:
        length = size - position
    return Box(kind, start, position + length) if position + length >= start else None


def heif_size(file: BinaryIO, size: int) -> tuple[int, int] | None:
    """Displayed width and height of a HEIF picture's primary item, or None."""
    for box in top_level(file, size):
        if box.kind == b"meta" and box.end <= size and box.end - box.start <= MAX_META_BYTES:
            file.seek(box.start)
            return _primary_size(file.read(box.end - box.start)[4:])
    return None


def _primary_size(meta: bytes) -> tuple[int, int] | None:
    inside = dict(children(meta))
    pitm = inside.get(b"pitm", b"")
    primary = int.from_bytes(pitm[4:6] if pitm[:1] == b"\0" else pitm[4:8], "big")
    iprp = dict(children(inside.get(b"iprp", b"")))
    properties = list(children(iprp.get(b"ipco", b"")))
    found: tuple[int, int] | None = None
    turned = False
    for index in _associations(iprp.get(b"ipma", b"")).get(primary, []):
        kind, body = properties[index - 1] if 0 < index <= len(properties) else (b"", b"")
        if kind == b"ispe" and len(body) >= 12:
            found = int.from_bytes(body[4:8], "big"), int.from_bytes(body[8:12], "big")
        elif kind == b"irot" and body:
            turned = body[0] & 1 == 1
    return (found[1], found[0]) if found and turned else found


def _associations(ipma: bytes) -> dict[int, list[int]]:
    """Item id → property indices (1-based)."""
    if len(ipma) < 8:
        return {}
    wide_id, wide_index = ipma[0] >= 1, ipma[3] & 1
    position, found = 8, {}
    for _ in range(min(int.from_bytes(ipma[4:8], "big"), _MAX_CHILDREN)):
        step = 4 if wide_id else 2
        item = int.from_bytes(ipma[position : position + step], "big")
        count = ipma[position + step] if position + step < len(ipma) else 0
        position += step + 1
        width = 2 if wide_index else 1
        cells = [ipma[position + i * width : position + (i + 1) * width] for i in range(count)]
        found[item] = [int.from_bytes(c, "big") & (0x7FFF if wide_index else 0x7F) for c in cells]
        position += count * width
        if position >= len(ipma):
            break
    return found

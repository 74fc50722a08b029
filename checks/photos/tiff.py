"""Size and orientation of a TIFF picture, read from its first directory; nothing else of the file is touched.

Source: TIFF 6.0 section 2, BigTIFF (8-byte offsets). DNG and many cameras' raw files are TIFF, too.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

_WIDTH, _HEIGHT, _ORIENTATION = 0x0100, 0x0101, 0x0112
#: Field type → struct code: byte, short, long, long8.
_NUMBERS = {1: "B", 3: "H", 4: "I", 16: "Q"}
#: The largest directories cameras write have some 70 entries.
_MAX_ENTRIES = 4096


def tiff_size(file: BinaryIO) -> tuple[int, int] | None:
    """(width, height) as displayed of the first picture, or None when its directory cannot be read."""
    try:
        tags = _first_directory(file)
    except (struct.error, OverflowError, ValueError, OSError):
        return None
    width, height = tags.get(_WIDTH, 0), tags.get(_HEIGHT, 0)
    if not width or not height:
        return None
    return (height, width) if 5 <= tags.get(_ORIENTATION, 1) <= 8 else (width, height)


def _first_directory(file: BinaryIO) -> dict[int, int]:
    """The plain numbers among its tags. Raises struct.error where the file ends early."""
    file.seek(0)
    head = file.read(16)
    order = "<" if head.startswith(b"II") else ">"
    big = head[2:3] == b"+" or head[3:4] == b"+"
    offset_code, count_code, entry_bytes = ("Q", "Q", 20) if big else ("I", "H", 12)
    (offset,) = struct.unpack_from(order + offset_code, head, 8 if big else 4)
    file.seek(offset)
    (count,) = struct.unpack(order + count_code, file.read(struct.calcsize(count_code)))
    body = file.read(min(count, _MAX_ENTRIES) * entry_bytes)
    tags: dict[int, int] = {}
    for start in range(0, len(body) - entry_bytes + 1, entry_bytes):
        tag, kind = struct.unpack_from(order + "HH", body, start)
        if kind in _NUMBERS:
            (value,) = struct.unpack_from(order + _NUMBERS[kind], body, start + entry_bytes - (8 if big else 4))
            tags.setdefault(tag, value)
    return tags

"""The picture that one looks at closely: upright, 1600 pixels at the longer side, nothing but its pixels."""

from __future__ import annotations

import struct
from pathlib import Path

from PIL import Image

from checks.photos.appearance import THUMBNAIL_EDGE, thumbnail, upright

#: Longest edge, in pixels.
LARGE_EDGE = 1600
_ORIENTATION = 0x0112
#: What Pillow raises of a file that it cannot read.
_UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    MemoryError,
    struct.error,
    Image.DecompressionBombError,
)


def large_picture(path: Path) -> bytes:
    """A JPEG; empty when the file is no larger than a thumbnail, or cannot be decoded."""
    try:
        with Image.open(path) as picture:
            if max(picture.size) <= THUMBNAIL_EDGE:
                return b""
            # Of a JPEG libjpeg decodes no more than this asks for.
            picture.draft("RGB", (LARGE_EDGE, LARGE_EDGE))
            orientation = picture.getexif().get(_ORIENTATION)
            return thumbnail(upright(picture, orientation if isinstance(orientation, int) else 1), LARGE_EDGE)
    except _UNREADABLE:
        return b""

"""Trial decoding of a JPEG: only as much as the structure leaves open.

Every picture's first coded bytes are decoded, which proves its tables. A picture with few bytes per pixel could
hide a missing lower part behind a proper end marker, so it is decoded whole at 1/8 scale: a bottom that is one exact
colour is what a decoder makes of missing data, and then a strict decoder has the last word.
"""

from __future__ import annotations

import io

import av
import av.error
import av.logging
from PIL import JpegImagePlugin

from checks.jpeg import Buffer, Jpeg

PROBE_BYTES = 48 << 10
#: Photos straight from a camera have more than this; below it a whole 1/8 decode is cheap compared with a full one.
DENSE = 0.2  # bytes per pixel
SMALL_BYTES = 1_000_000
_EOI = b"\xff\xd9"


def is_damaged(data: Buffer, jpeg: Jpeg) -> bool:
    """True when the coded picture cannot be decoded or ends early. ``jpeg`` is a walk without problem."""
    coded = jpeg.end - jpeg.scan
    whole = not jpeg.progressive and (coded < SMALL_BYTES or coded < DENSE * jpeg.pixels)
    end = jpeg.end if whole else min(jpeg.end, jpeg.scan + PROBE_BYTES)
    picture = _thumbnail(_bare(data, jpeg, end))
    if picture is None:
        return True
    return whole and _bottom_is_flat(picture) and not _decodes_strictly(_bare(data, jpeg, jpeg.end))


def _bare(data: Buffer, jpeg: Jpeg, end: int) -> bytes:
    """The picture without application segments, so that a broken EXIF or ICC block cannot stop the decoder."""
    tables = b"".join(data[start:stop] for start, stop in jpeg.tables)
    return b"\xff\xd8" + tables + data[jpeg.scan : end] + _EOI


def _thumbnail(bare: bytes) -> JpegImagePlugin.JpegImageFile | None:
    try:
        picture = JpegImagePlugin.JpegImageFile(io.BytesIO(bare))
        picture.draft("L", (max(1, picture.width // 8), max(1, picture.height // 8)))
        picture.load()
    except (OSError, SyntaxError, ValueError, IndexError, EOFError, KeyError, TypeError):
        return None
    return picture


def _bottom_is_flat(picture: JpegImagePlugin.JpegImageFile) -> bool:
    last_row = picture.crop((0, picture.height - 1, picture.width, picture.height))
    return last_row.getcolors(1) is not None


def _decodes_strictly(bare: bytes) -> bool:
    """Whether FFmpeg, told to stop at the first error, decodes the picture to its end."""
    av.logging.set_level(av.logging.PANIC)
    context = av.CodecContext.create("mjpeg", "r")
    context.thread_count = 1
    context.options = {"err_detect": "explode", "lowres": "3"}
    try:
        return bool(context.decode(av.Packet(bare)))
    except (av.error.FFmpegError, ValueError):
        return False

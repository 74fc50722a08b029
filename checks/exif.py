"""What we want of EXIF: which way up, when, with what, how large. Tolerant of anything cameras and editors write."""

from __future__ import annotations

import re
import struct
import warnings
from dataclasses import dataclass
from datetime import datetime

from PIL import Image

ORIENTATION, MAKE, MODEL, EXIF_IFD = 0x0112, 0x010F, 0x0110, 0x8769
#: DateTime (0x0132) is left alone: editors write the time of the last change there.
DATE_TIME_ORIGINAL, DATE_TIME_DIGITIZED, OFFSET_TIME_ORIGINAL = 0x9003, 0x9004, 0x9011
PIXEL_WIDTH, PIXEL_HEIGHT = 0xA002, 0xA003
_OFFSET = re.compile(r"[+-]\d\d:\d\d")
_MAX_TEXT = 60


@dataclass(frozen=True)
class Exif:
    """``orientation`` 1–8; ``taken_at`` ISO 8601 as the camera's clock showed it; ``camera`` maker and model.

    ``pixels`` is the stored width and height as the camera wrote them: editors seldom think of changing them.
    """

    orientation: int = 1
    taken_at: str | None = None
    camera: str | None = None
    pixels: tuple[int, int] | None = None

    @property
    def turned(self) -> bool:
        """True when width and height change places on display."""
        return self.orientation >= 5


def read_exif(block: bytes) -> Exif:
    """Read a TIFF-structured block (what follows ``Exif\\0\\0``). Never raises on bad data."""
    if not block:
        return Exif()
    tags = Image.Exif()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tags.load(b"Exif\0\0" + block)
            first = {tag: _value(tags, tag) for tag in (ORIENTATION, MAKE, MODEL)}
            detail = _detail(tags)
    except (SyntaxError, ValueError, TypeError, KeyError, OSError, struct.error, OverflowError, IndexError):
        return Exif()
    orientation = first[ORIENTATION]
    taken = detail.get(DATE_TIME_ORIGINAL) or detail.get(DATE_TIME_DIGITIZED)
    return Exif(
        orientation=orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1,
        taken_at=_time(taken, detail.get(OFFSET_TIME_ORIGINAL)),
        camera=_camera(_text(first[MAKE]), _text(first[MODEL])),
        pixels=_pixels(detail.get(PIXEL_WIDTH), detail.get(PIXEL_HEIGHT)),
    )


def _value(tags: Image.Exif, tag: int) -> object:
    try:
        return tags.get(tag)
    except (SyntaxError, ValueError, TypeError, KeyError, OSError, struct.error, OverflowError, IndexError):
        return None


def _detail(tags: Image.Exif) -> dict[int, object]:
    try:
        return dict(tags.get_ifd(EXIF_IFD))
    except (SyntaxError, ValueError, TypeError, KeyError, OSError, struct.error, OverflowError, IndexError):
        return {}


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if not isinstance(value, str):
        return ""
    return "".join(c for c in value.split("\0")[0] if c.isprintable() and c != "�").strip()[:_MAX_TEXT]


def _pixels(width: object, height: object) -> tuple[int, int] | None:
    return (width, height) if isinstance(width, int) and isinstance(height, int) else None


def _camera(make: str, model: str) -> str | None:
    if not model:
        return make or None
    return model if model.lower().startswith(make.lower()) else f"{make} {model}"


def _time(value: object, offset: object) -> str | None:
    try:
        taken = datetime.strptime(_text(value)[:19], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007  EXIF has no zone
    except ValueError:
        return None
    zone = _text(offset)
    return taken.isoformat() + (zone if _OFFSET.fullmatch(zone) else "")

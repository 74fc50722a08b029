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
_TAKEN = (DATE_TIME_ORIGINAL, DATE_TIME_DIGITIZED)
PIXEL_WIDTH, PIXEL_HEIGHT = 0xA002, 0xA003
#: Exposure time, f-number, sensitivity, shutter speed, aperture, focal length.
_EXPOSURE = (0x829A, 0x829D, 0x8827, 0x9201, 0x9202, 0x920A)
_OFFSET = re.compile(r"[+-]\d\d:\d\d")
#: "2020:11:09 08:30:00" by the standard; editors and some phones write other marks, or the zone behind it.
_TIME = re.compile(
    r"(\d{4})[:/.-] ?(\d\d?)[:/.-] ?(\d\d?)[ T]+(\d\d?):(\d\d?):(\d\d?)(?:\.\d+)?([+-]\d\d:\d\d)?", re.ASCII
)
_MAX_TEXT = 60


@dataclass(frozen=True)
class Exif:
    """``orientation`` 1–8; ``taken_at`` ISO 8601 as the camera's clock showed it; ``camera`` maker and model.

    ``pixels`` is the stored width and height as the camera wrote them: editors seldom think of changing them.
    ``exposed``: it says how the picture was exposed, which only a camera does; phones sign screenshots, too.
    """

    orientation: int = 1
    taken_at: str | None = None
    camera: str | None = None
    pixels: tuple[int, int] | None = None
    exposed: bool = False

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
            first = {tag: _value(tags, tag) for tag in (ORIENTATION, MAKE, MODEL, *_TAKEN)}
            detail = _detail(tags)
    except (SyntaxError, ValueError, TypeError, KeyError, OSError, struct.error, OverflowError, IndexError):
        return Exif()
    orientation = first[ORIENTATION]
    offset = detail.get(OFFSET_TIME_ORIGINAL)
    # The two belong in the detail directory; some editors leave them in the first.
    times = (_time(directory.get(tag), offset) for tag in _TAKEN for directory in (detail, first))
    return Exif(
        orientation=orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1,
        taken_at=next(filter(None, times), None),
        camera=_camera(_text(first[MAKE]), _text(first[MODEL])),
        pixels=_pixels(detail.get(PIXEL_WIDTH), detail.get(PIXEL_HEIGHT)),
        exposed=any(_is_set(detail.get(tag)) for tag in _EXPOSURE),
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


def _is_set(value: object) -> bool:
    """Whether a tag holds more than zeros; an undefined fraction holds nothing."""
    values = value if isinstance(value, tuple) else (value,)
    try:
        return any(one is not None and float(one) > 0 for one in values)
    except (TypeError, ValueError, ZeroDivisionError):
        return False


def _text(value: object) -> str:
    if isinstance(value, str):
        # Pillow reads every byte as one Latin character; Chinese makers write their names in UTF-8 or GBK.
        value = value.encode("latin-1", "replace")
    if not isinstance(value, bytes):
        return ""
    text = _decoded(value.split(b"\0")[0])
    return "".join(c for c in text if c.isprintable()).strip()[:_MAX_TEXT]


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8", "gbk"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("ascii", "ignore")


def _pixels(width: object, height: object) -> tuple[int, int] | None:
    return (width, height) if isinstance(width, int) and isinstance(height, int) else None


def _camera(make: str, model: str) -> str | None:
    if not model:
        return make or None
    return model if model.lower().startswith(make.lower()) else f"{make} {model}"


def _time(value: object, offset: object) -> str | None:
    found = _TIME.match(_text(value))
    if found is None:
        return None
    try:
        taken = datetime(*map(int, found.groups()[:6]))  # type: ignore[arg-type]  # noqa: DTZ001  EXIF has no zone
    except ValueError:
        return None
    zone = found[7] or _text(offset)
    return taken.isoformat() + (zone if _OFFSET.fullmatch(zone) else "")

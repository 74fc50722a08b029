"""Whether a photo was made to pass: scaled up to the required width, or filled with bytes to the required size.

A picture that a camera says it made in exactly this size is believed; any other one is looked at in full size
(``checks.photos.traces``). Error rates: ``docs/thresholds.md``.
"""

from __future__ import annotations

from checks.photos.compressed import USUAL_STEPS, is_as_programs_write, luminance_steps
from checks.photos.decode import full_size
from checks.photos.exif import Exif
from checks.photos.jpeg import Buffer, Jpeg

#: Share of a file that is filling.
MAX_FILLING = 0.25
_MIN_FILLING_BYTES = 64 << 10
#: What phones put behind the picture: further pictures, a moving one, Samsung's own directory.
_KNOWN_TAILS = (b"\xff\xd8\xff", b"ftyp", b"SEFT", b"MotionPhoto", b"QDIOBS")
_TAIL_WINDOW = 4096
#: By its beginning a copy of the picture is looked for behind it; so many others may begin alike.
_BEGINNING = 32
_MAX_OTHERS = 20


def looks_enlarged(data: Buffer, jpeg: Jpeg, exif: Exif) -> bool:
    """Whether the picture was scaled up after it was taken. Decodes it whole unless a camera vouches for its size."""
    if exif.camera and exif.pixels and sorted(exif.pixels) == sorted((jpeg.width, jpeg.height)):
        return False
    # Whoever enlarges a photo saves it again, nearly always as libjpeg does; phones that zoom write otherwise.
    if not is_as_programs_write(data, jpeg):
        return False
    # numpy with it, only where it is needed: most photos end above.
    from checks.photos.traces import traces

    picture = full_size(data, jpeg)
    found = traces(picture) if picture else None
    return found is not None and found.enlarged


def filling(data: Buffer, jpeg: Jpeg, exif: Exif) -> int:
    """Bytes that are neither picture nor anything a camera or editor writes.

    These are comments, and what follows the picture: all of it, or of further pictures those that repeat the first.
    """
    tail = 0 if _leaves_room(data, jpeg, exif) else len(data) - jpeg.end
    start = data[jpeg.end : jpeg.end + _TAIL_WINDOW]
    last = data[max(jpeg.end, len(data) - _TAIL_WINDOW) : len(data)]
    known = any(mark in start or mark in last for mark in _KNOWN_TAILS)
    return jpeg.comments + (_repeated(data, jpeg.end) if known else tail)


def _leaves_room(data: Buffer, jpeg: Jpeg, exif: Exif) -> bool:
    """Whether a phone of Apple left room behind the picture: nothing but zeros, often half a megabyte.

    Where the EXIF is gone, the way the file is written tells, which no program shares.
    """
    if exif.camera:
        apple = exif.camera.startswith("Apple")
    else:
        apple = bool(jpeg.restart_interval) and luminance_steps(data, jpeg) not in USUAL_STEPS
    return apple and not data[jpeg.end : len(data)].strip(b"\0")


def _repeated(data: Buffer, end: int) -> int:
    """Bytes of the copies, behind the first picture, of that picture: phones put others there, never the same again."""
    picture, repeated, others = data[:end], 0, 0
    position = data.find(picture[:_BEGINNING], end)
    while position >= 0 and others < _MAX_OTHERS:
        same = data[position : position + end] == picture
        repeated, others = repeated + end * same, others + (not same)
        position = data.find(picture[:_BEGINNING], position + (end if same else 1))
    return repeated


def looks_filled(data: Buffer, jpeg: Jpeg, exif: Exif, needed: int) -> bool:
    """Whether filling is a large part of the file, or what brings it to the ``needed`` bytes."""
    extra = filling(data, jpeg, exif)
    if extra < _MIN_FILLING_BYTES:
        return False
    return extra > MAX_FILLING * len(data) or len(data) - extra < needed <= len(data)

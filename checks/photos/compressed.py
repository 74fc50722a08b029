"""Whether a JPEG was recompressed by a chat app: no camera, a typical edge, coarse quantisation.

WeChat brings the longer edge to 1280 (very long pictures: the shorter to 800) at a quality of about 50, its Moments and
other apps use the further edges below. An app also drops the camera's data. Each sign alone is common; all three
together are not. Error rates: ``docs/thresholds.md``.
"""

from __future__ import annotations

from checks.photos.exif import Exif
from checks.photos.jpeg import DQT, Buffer, Jpeg

#: Pixels of the longer or the shorter edge.
TYPICAL_EDGES = frozenset({720, 800, 960, 1080, 1280, 1440, 1600, 1706, 1707, 1920, 2048, 2560})
#: Sum of the 64 steps of the luminance table: 736 at quality 90 of the usual tables, 1106 at 85, 3688 at 50.
COARSE = 1000
_TABLE_BYTES = 64


def looks_compressed(data: Buffer, jpeg: Jpeg, exif: Exif) -> bool:
    """``data`` begins with the picture that ``jpeg`` is the walk of."""
    typical = bool({jpeg.width, jpeg.height} & TYPICAL_EDGES)
    return typical and not exif.camera and coarseness(data, jpeg) >= COARSE


def coarseness(data: Buffer, jpeg: Jpeg) -> int:
    """Sum of the steps of quantisation table 0, the luminance's; 0 when there is none (T.81 B.2.4.1)."""
    for start, end in jpeg.tables:
        position = start + 4
        while data[start + 1] == DQT and position < end:
            wide, number = data[position] >> 4, data[position] & 15
            size = _TABLE_BYTES * 2 if wide else _TABLE_BYTES
            steps = data[position + 1 : position + 1 + size]
            if number == 0 and len(steps) == size:
                return sum(steps[::2]) * 256 + sum(steps[1::2]) if wide else sum(steps)
            position += 1 + size
    return 0

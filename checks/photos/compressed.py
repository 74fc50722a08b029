"""Whether a JPEG was recompressed by a chat app: no camera, a typical edge, coarse quantisation.

WeChat brings the longer edge to 1280 (very long pictures: the shorter to 800) at a quality of about 50, its Moments and
other apps use the further edges below. An app also drops the camera's data. Each sign alone is common; all three
together are not. Error rates: ``docs/thresholds.md``.
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.photos.exif import Exif
from checks.photos.jpeg import DQT, Buffer, Jpeg

#: Pixels of the longer or the shorter edge.
TYPICAL_EDGES = frozenset({720, 800, 960, 1080, 1280, 1440, 1600, 1706, 1707, 1920, 2048, 2560})
#: Sum of the 64 steps of the luminance table: 736 at quality 90 of the usual tables, 1106 at 85, 3688 at 50.
COARSE = 1000
_TABLE_BYTES = 64
#: Of a segment: marker, length, the table's number, its 64 steps of one byte.
_ONE_TABLE = 69
#: The standard's own table of luminance, in zigzag order.
_STANDARD = (
    *(
        16,
        11,
        12,
        14,
        12,
        10,
        16,
        14,
        13,
        14,
        18,
        17,
        16,
        19,
        24,
        40,
        26,
        24,
        22,
        22,
        24,
        49,
        35,
        37,
        29,
        40,
        58,
        51,
        61,
        60,
    ),
    *(
        57,
        51,
        56,
        55,
        64,
        72,
        92,
        78,
        64,
        68,
        87,
        69,
        55,
        56,
        80,
        109,
        81,
        87,
        95,
        98,
        103,
        104,
        103,
        62,
        77,
        113,
        121,
        112,
    ),
    *(100, 120, 92, 101, 103, 99),
)


def looks_compressed(data: Buffer, jpeg: Jpeg, exif: Exif) -> bool:
    """``data`` begins with the picture that ``jpeg`` is the walk of."""
    typical = bool({jpeg.width, jpeg.height} & TYPICAL_EDGES)
    return typical and not exif.camera and coarseness(data, jpeg) >= COARSE


def coarseness(data: Buffer, jpeg: Jpeg) -> int:
    """Sum of the steps of quantisation table 0; 0 when there is none."""
    return sum(luminance_steps(data, jpeg))


def is_as_programs_write(data: Buffer, jpeg: Jpeg) -> bool:
    """Whether the file is written as libjpeg writes, at any quality: nearly every program does, and few cameras.

    The luminance's table is one of the standard's, in a segment of its own, and nothing restarts: cameras with the
    standard's tables put them all in one segment, and restart often.
    """
    alone = any(end - start == _ONE_TABLE for start, end in jpeg.tables if data[start + 1] == DQT)
    return alone and not jpeg.restart_interval and luminance_steps(data, jpeg) in USUAL_STEPS


def luminance_steps(data: Buffer, jpeg: Jpeg) -> tuple[int, ...]:
    """Quantisation table 0, in the order it is stored; empty when there is none (T.81 B.2.4.1)."""
    for start, end in jpeg.tables:
        position = start + 4
        while data[start + 1] == DQT and position < end:
            wide, number = data[position] >> 4, data[position] & 15
            size = _TABLE_BYTES * 2 if wide else _TABLE_BYTES
            steps = data[position + 1 : position + 1 + size]
            if number == 0 and len(steps) == size:
                return tuple(256 * high + low for high, low in _pairs(steps)) if wide else tuple(steps)
            position += 1 + size
    return ()


def _pairs(steps: bytes) -> Iterator[tuple[int, int]]:
    """Pairs of bytes."""
    return zip(steps[::2], steps[1::2], strict=True)


def _usual_tables() -> frozenset[tuple[int, ...]]:
    """T.81 K.1, scaled as libjpeg does from quality 1 to 100."""
    scales = (5000 // quality if quality < 50 else 200 - 2 * quality for quality in range(1, 101))
    return frozenset(tuple(min(255, max(1, (step * scale + 50) // 100)) for step in _STANDARD) for scale in scales)


USUAL_STEPS = _usual_tables()

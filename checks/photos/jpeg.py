"""The structure of a JPEG, read marker by marker without decoding its picture.

The walk costs about 2 % of a decode and finds what really happens to photos on the way: cut uploads, missing scans,
broken headers. What the structure cannot tell (a picture that stops early but is closed properly) is in ``decode``.
Source: ITU-T T.81 annex B; JPEG files of phones append further pictures after the first EOI (MPO, gain maps).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from mmap import mmap

SOI, EOI, SOS, DQT, DHT, DRI, DNL, COM = 0xD8, 0xD9, 0xDA, 0xDB, 0xC4, 0xDD, 0xDC, 0xFE
APP0, APP1, APP14, APP15 = 0xE0, 0xE1, 0xEE, 0xEF
_FRAMES = frozenset(range(0xC0, 0xD0)) - {DHT, 0xC8, 0xCC}
#: Sequential and progressive pictures, Huffman or arithmetic coded. Lossless and hierarchical ones open nearly nowhere.
_SHOWN_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC9, 0xCA})
_PROGRESSIVE = {0xC2, 0xCA}
_ARITHMETIC = {0xC9, 0xCA}
_TABLES = {DQT, DHT, DRI, 0xCC}
_AFTER_SCAN = _TABLES | {EOI, SOS, DNL, COM} | set(range(APP0, APP15 + 1))
#: In coded data 0xFF is followed by a stuffed 0x00, a restart marker, or fill; anything else ends the scan.
_END_OF_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_RESTART = re.compile(rb"\xff[\xd0-\xd7]")
_EXIF = b"Exif\0"
_ADOBE = b"Adobe"
#: Length, count, one component and what of it is coded (T.81 B.2.3).
_LEAST_SCAN_HEADER = 8
_COEFFICIENTS = 64
_COEFFICIENT_BYTES = 2 * _COEFFICIENTS
#: What no photo has. Nobody knows a use for more than 100 scans, say the authors of libjpeg-turbo; real ones have ten.
MAX_SEGMENTS = 10_000
MAX_TABLE_BYTES = 256 << 10
MAX_SCANS = 100
#: Blocks visited by all scans together. A decoder takes 40 ns for each though nothing be coded of it; 60 megapixels in
#: full colour, sharpened in the usual ten scans, make 13 million.
MAX_VISITS = 40_000_000
#: Phones make 200 megapixels.
MAX_PIXELS = 240_000_000

Buffer = bytes | mmap


@dataclass
class Jpeg:
    """What the walk saw. ``width`` and ``height`` are as stored.

    ``problem`` is empty for a whole file: ``cut``, ``broken``, ``unshowable``, or what would cost too much to decode:
    ``vast`` (pixels) and ``excessive`` (segments, tables, scans).

    ``tables`` are the byte ranges a decoder needs before the first scan, ``scan`` where that begins, ``covered`` where
    every component has been scanned once, ``end`` where the first picture ends. ``comments`` counts the bytes of
    comment segments. ``buffered`` says that a decoder holds all coefficients until the last scan. ``precision`` is per
    component and coefficient the lowest bit a progressive picture has brought.
    """

    width: int = 0
    height: int = 0
    progressive: bool = False
    arithmetic: bool = False
    components: dict[int, tuple[int, int]] = field(default_factory=dict)
    restart_interval: int = 0
    exif: bytes = b""
    tables: list[tuple[int, int]] = field(default_factory=list)
    scan: int = 0
    covered: int = 0
    end: int = 0
    comments: int = 0
    table_bytes: int = 0
    scans: int = 0
    visits: int = 0
    buffered: bool = False
    coded_bytes: int = 0
    scanned: set[int] = field(default_factory=set)
    precision: dict[int, list[int]] = field(default_factory=dict)
    problem: str = ""

    @property
    def pixels(self) -> int:
        return self.width * self.height

    @property
    def coefficient_bytes(self) -> int:
        """What all coefficients take in a decoder's memory."""
        return _COEFFICIENT_BYTES * sum(self.blocks(component) for component in self.components)

    def blocks(self, component: int) -> int:
        """Blocks of 8 × 8 that a component has; none when the frame does not name it."""
        if component not in self.components:
            return 0
        across, down = self.components[component]
        most_across, most_down = (max(pair[side] for pair in self.components.values()) for side in (0, 1))
        return -(-self.width * across // (8 * most_across)) * -(-self.height * down // (8 * most_down))


def walk(data: Buffer) -> Jpeg:
    """Walk the first picture of ``data`` (which starts with SOI). Never raises on bad data."""
    jpeg = Jpeg()
    position = 2
    for _ in range(MAX_SEGMENTS):
        found = _next_marker(data, position)
        if found is None:
            jpeg.problem = "cut"
            break
        marker, position = found
        if marker == EOI:
            jpeg.end = position
            jpeg.problem = _missing(jpeg)
            return jpeg
        position = _segment(data, marker, position, jpeg)
        if jpeg.problem:
            break
    else:
        jpeg.problem = "excessive"
    jpeg.end = len(data)
    return jpeg


def _next_marker(data: Buffer, position: int) -> tuple[int, int] | None:
    """The next marker at or after ``position`` (decoders skip stray bytes before one) and where it ends."""
    match = _END_OF_SCAN.search(data, position)
    return (data[match.end() - 1], match.end()) if match else None


def _segment(data: Buffer, marker: int, position: int, jpeg: Jpeg) -> int:
    if marker in (SOI, 0x01):
        return position
    if position + 2 > len(data):
        jpeg.problem = "cut"
        return position
    length = int.from_bytes(data[position : position + 2], "big")
    end = position + length
    if length < 2:
        jpeg.problem = "broken"
    elif end > len(data):
        jpeg.problem = "cut"
    elif marker in _FRAMES:
        _frame(data[position + 2 : end], marker, jpeg)
    elif marker in _TABLES:
        if marker == DRI and not jpeg.scan:
            jpeg.restart_interval = int.from_bytes(data[position + 2 : position + 4], "big")
        _table(position - 2, end, jpeg)
    elif marker == APP14 and data[position + 2 : position + 7] == _ADOBE:
        # Says how colours are coded: without it CMYK looks like its negative.
        _table(position - 2, end, jpeg)
    elif marker == COM:
        jpeg.comments += length
    elif marker == APP1 and not jpeg.exif and not jpeg.scan and data[position + 2 : position + 7] == _EXIF:
        jpeg.exif = bytes(data[position + 8 : end])
    elif marker == SOS:
        return _scan(data, position, end, jpeg)
    if marker in _FRAMES:
        jpeg.tables.append((position - 2, end))
    return end


def _table(start: int, end: int, jpeg: Jpeg) -> None:
    jpeg.table_bytes += end - start
    if jpeg.table_bytes > MAX_TABLE_BYTES:
        jpeg.problem = "excessive"
    elif not jpeg.scan:
        jpeg.tables.append((start, end))


def _frame(body: bytes, marker: int, jpeg: Jpeg) -> None:
    if jpeg.components or len(body) < 6 or len(body) < 6 + 3 * body[5]:
        jpeg.problem = "broken"
        return
    jpeg.progressive = marker in _PROGRESSIVE
    jpeg.arithmetic = marker in _ARITHMETIC
    jpeg.height = int.from_bytes(body[1:3], "big")
    jpeg.width = int.from_bytes(body[3:5], "big")
    for i in range(body[5]):
        identifier, sampling, _ = body[6 + 3 * i : 9 + 3 * i]
        jpeg.components[identifier] = (sampling >> 4, sampling & 15)
    if not jpeg.width or not jpeg.height or any(0 in pair for pair in jpeg.components.values()):
        jpeg.problem = "broken"
    elif marker not in _SHOWN_FRAMES:
        jpeg.problem = "unshowable"
    elif jpeg.pixels > MAX_PIXELS:
        jpeg.problem = "vast"


def _scan(data: Buffer, position: int, header_end: int, jpeg: Jpeg) -> int:
    """Skip one scan's coded data; note what it covered."""
    if not jpeg.components or header_end - position < _LEAST_SCAN_HEADER:
        jpeg.problem = "broken"
        return header_end
    count = data[position + 2]
    selected = data[position + 3 : position + 3 + 2 * count : 2]
    if not jpeg.scan:
        jpeg.scan = position - 2
        jpeg.buffered = jpeg.progressive or count < len(jpeg.components)
    jpeg.scans += 1
    jpeg.visits += sum(jpeg.blocks(component) for component in selected)
    if jpeg.scans > MAX_SCANS or jpeg.visits > MAX_VISITS:
        jpeg.problem = "excessive"
        return header_end
    jpeg.scanned.update(selected)
    if jpeg.progressive:
        _refine(jpeg, selected, data[header_end - 3 : header_end])
    match = _END_OF_SCAN.search(data, header_end)
    if match is None:
        jpeg.problem = "cut"
        return len(data)
    jpeg.coded_bytes += match.start() - header_end
    if not jpeg.covered and jpeg.scanned >= set(jpeg.components):
        jpeg.covered = match.start()
    if match.group()[1] not in _AFTER_SCAN:
        jpeg.problem = "broken"
    elif jpeg.restart_interval and not jpeg.progressive and count == len(jpeg.components):
        needed = -(-_units(jpeg) // jpeg.restart_interval) - 1
        if sum(1 for _ in islice(_RESTART.finditer(data, header_end, match.start()), needed)) < needed:
            jpeg.problem = "cut"
    return match.start()


def _refine(jpeg: Jpeg, selected: bytes, spectrum: bytes) -> None:
    """Note which coefficients a progressive scan brings, and down to which bit (T.81 G.1.1)."""
    first, last, low = spectrum[0], min(spectrum[1], _COEFFICIENTS - 1), spectrum[2] & 15
    for component in selected:
        known = jpeg.precision.setdefault(component, [15] * _COEFFICIENTS)
        known[first : last + 1] = [low] * len(known[first : last + 1])


def _units(jpeg: Jpeg) -> int:
    """Number of MCUs of an interleaved scan."""
    if len(jpeg.components) == 1:
        return -(-jpeg.width // 8) * -(-jpeg.height // 8)
    across = 8 * max(h for h, _ in jpeg.components.values())
    down = 8 * max(v for _, v in jpeg.components.values())
    return -(-jpeg.width // across) * -(-jpeg.height // down)


def _missing(jpeg: Jpeg) -> str:
    """Whether the picture was closed before all of its components came."""
    if not jpeg.components or not jpeg.scan or set(jpeg.components) - jpeg.scanned:
        return "cut"
    if any(any(jpeg.precision[component]) for component in jpeg.precision):
        return "cut"  # the scans that sharpen it never came
    # A coded block of 64 pixels takes two bits at the very least; fewer cannot hold the picture.
    return "cut" if jpeg.coded_bytes * 256 < jpeg.pixels and not jpeg.progressive else ""

"""Videos that no single mark at their beginning tells: streams of packets, and mp4 that begins with other boxes."""

from __future__ import annotations

_PACKET = 188
#: So many packets in a row have to begin with the mark of a transport stream.
_PACKETS = 4
#: Camcorders (AVCHD) put a time of four bytes before every packet.
_TIMED_PACKET = _PACKET + 4
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\x06\x0e+4\x02\x05\x01\x01\r\x01\x02", "mxf"),
    (b"\x1f\x07\0", "dv"),
    (b"DHAV", "dav"),
)
#: Boxes that may stand before ``ftyp`` and tell nothing of the format.
_EMPTY_BOXES = {b"free", b"skip", b"wide", b"styp"}


def stream_name(head: bytes) -> str | None:
    """What people call the format, when ``head``, the file's first 4 KB, is of one of these."""
    if head.startswith(b"OggS"):
        return "ogv" if b"\x80theora" in head[:512] else None
    if _has_packets(head, 0, _PACKET):
        return "ts"
    if _has_packets(head, 4, _TIMED_PACKET):
        return "mts"
    return next((name for start, name in _STARTS if head.startswith(start)), None)


def _has_packets(head: bytes, start: int, step: int) -> bool:
    return head[start : start + step * _PACKETS : step] == b"G" * _PACKETS


def from_ftyp(head: bytes) -> bytes:
    """``head`` from its ``ftyp`` box on, when only boxes that tell nothing stand before it; else as it is."""
    position = 0
    while head[position + 4 : position + 8] in _EMPTY_BOXES:
        size = int.from_bytes(head[position : position + 4], "big")
        position += max(8, size)
    return head[position:] if head[position + 4 : position + 8] == b"ftyp" else head

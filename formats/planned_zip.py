"""A zip whose every byte is known before any of it is read: members are stored, never compressed. Pure.

Of a plan any part can be asked for (``ZipPlan.pieces``), so that a download can be resumed, and nothing is built on
a disk. Photos and films are compressed already; storing them costs nothing.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from itertools import accumulate

#: What a field of 32 bits, and one of 16, says when the value stands in a ZIP64 field.
_IN_64 = 0xFFFFFFFF
_COUNT_IN_64 = 0xFFFF
#: Version of the format that is needed: with folders, with ZIP64.
_PLAIN, _ZIP64 = 20, 45
#: Bytes of a member's header before its name, and of a ZIP64 field with both sizes.
_LOCAL, _EXTRA = 30, 20
#: Names are UTF-8.
_UTF8 = 0x0800
#: Members between two places that an outline knows.
STRIDE = 256
#: Made on Unix, a regular file that its owner may write.
_MADE_BY = 3 << 8
_MODE = 0o100644 << 16


@dataclass(frozen=True, kw_only=True)
class ZipMember:
    """``key``: where its bytes are, as whoever reads the plan understands it; ``at``: local time, written as it is."""

    name: str
    size: int
    crc32: int
    at: datetime
    key: str = ""
    content: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class MemberPart:
    """The bytes of a member from ``start`` to before ``stop``."""

    member: ZipMember
    start: int
    stop: int


@dataclass(frozen=True, kw_only=True)
class ZipOutline:
    """What of a plan is enough to begin sending any part of it; its members are then read a ``STRIDE`` at a time.

    ``files``: how many members; ``begins``: where each ``STRIDE`` of them does, and at last the directory.
    """

    size: int
    etag: str
    files: int
    begins: tuple[int, ...]

    def stride_at(self, start: int) -> int:
        """The stride of members in which byte ``start`` lies, counted from 0."""
        return max(bisect_right(self.begins, start, hi=len(self.begins) - 1) - 1, 0)


@dataclass(frozen=True)
class ZipPlan:
    """The same members in the same order are always the same bytes."""

    members: tuple[ZipMember, ...]

    @cached_property
    def size(self) -> int:
        return self._offsets[-1] + len(self._directory)

    @cached_property
    def etag(self) -> str:
        """Without quotation marks; it changes with any byte of the zip, as far as a CRC-32 tells."""
        return sha256(self._directory).hexdigest()[:32]

    @cached_property
    def outline(self) -> ZipOutline:
        begins = (*self._offsets[:-1:STRIDE], self._offsets[-1])
        return ZipOutline(size=self.size, etag=self.etag, files=len(self.members), begins=begins)

    @cached_property
    def _offsets(self) -> list[int]:
        """Where each member begins, and at last where the directory does."""
        return offsets(self.members, 0)

    @cached_property
    def _directory(self) -> bytes:
        written = entries(self.members, 0)
        return written + ending(len(self.members), len(written), self._offsets[-1])

    def pieces(self, start: int, stop: int) -> Iterator[bytes | MemberPart]:
        """The bytes from ``start`` to before ``stop``, in order: those of the zip itself, and parts of members."""
        first = max(bisect_right(self._offsets, start) - 1, 0)
        if first < len(self.members):
            yield from pieces_of(self.members[first:], self._offsets[first], start, stop)
        begun = self._offsets[-1]
        if stop > begun:
            yield self._directory[max(start - begun, 0) : stop - begun]


def offsets(members: Sequence[ZipMember], begun: int) -> list[int]:
    """Where each of them begins, the first at ``begun``, and at last where what follows them does."""
    return list(accumulate((_local_length(member) + member.size for member in members), initial=begun))


def pieces_of(members: Sequence[ZipMember], begun: int, start: int, stop: int) -> Iterator[bytes | MemberPart]:
    """What of members that follow each other, the first at ``begun``, lies from ``start`` to before ``stop``."""
    for member, at in zip(members, offsets(members, begun), strict=False):
        if at >= stop:
            return
        yield from _of_member(member, start - at, stop - at)


def entries(members: Sequence[ZipMember], begun: int) -> bytes:
    """What the directory says of members that follow each other, the first at ``begun``."""
    return b"".join(_entry(one, at) for one, at in zip(members, offsets(members, begun), strict=False))


def parts(members: Sequence[ZipMember], most: int) -> list[ZipPlan]:
    """Whole zips of at most ``most`` bytes each, in order; a member that is larger alone is a zip of its own."""
    found: list[list[ZipMember]] = [[]]
    filled = len(ending(0, 0, 0))
    for member in members:
        length = _local_length(member) + member.size + len(_entry(member, 0))
        if found[-1] and filled + length > most:
            found.append([])
            filled = len(ending(0, 0, 0))
        found[-1].append(member)
        filled += length
    return [ZipPlan(tuple(one)) for one in found]


def _of_member(member: ZipMember, start: int, stop: int) -> Iterator[bytes | MemberPart]:
    """``start`` and ``stop`` are counted from the beginning of its header."""
    header = _local(member)
    if start < len(header):
        yield header[max(start, 0) : stop]
    start, stop = max(start - len(header), 0), min(stop - len(header), member.size)
    if start >= stop:
        return
    if member.content is not None:
        yield member.content[start:stop]
    else:
        yield MemberPart(member=member, start=start, stop=stop)


def _local_length(member: ZipMember) -> int:
    """Of what ``_local`` gives."""
    return _LOCAL + len(member.name.encode()) + (_EXTRA if member.size >= _IN_64 else 0)


def _local(member: ZipMember) -> bytes:
    """PKWARE's APPNOTE 4.3.7."""
    name = member.name.encode()
    extra = struct.pack("<HHQQ", 1, 16, member.size, member.size) if member.size >= _IN_64 else b""
    size = min(member.size, _IN_64)
    fields = (_ZIP64 if extra else _PLAIN, _UTF8, 0, *_dos(member.at), member.crc32, size, size, len(name), len(extra))
    return struct.pack("<4s5H3I2H", b"PK\x03\x04", *fields) + name + extra


def _entry(member: ZipMember, begun: int) -> bytes:
    """4.3.12; in its ZIP64 field stands only what does not fit elsewhere."""
    name = member.name.encode()
    large = [value for value in (member.size, member.size, begun) if value >= _IN_64]
    extra = struct.pack(f"<HH{len(large)}Q", 1, 8 * len(large), *large) if large else b""
    version, size = _ZIP64 if large else _PLAIN, min(member.size, _IN_64)
    fields = (_MADE_BY | version, version, _UTF8, 0, *_dos(member.at), member.crc32, size, size)
    rest = (len(name), len(extra), 0, 0, 0, _MODE, min(begun, _IN_64))
    return struct.pack("<4s6H3I5H2I", b"PK\x01\x02", *fields, *rest) + name + extra


def ending(count: int, size: int, begun: int) -> bytes:
    """What follows the entries of ``count`` members, ``size`` bytes, in a directory at ``begun``: 4.3.14 to 4.3.16."""
    end = b""
    if count >= _COUNT_IN_64 or size >= _IN_64 or begun >= _IN_64:
        whole = (44, _MADE_BY | _ZIP64, _ZIP64, 0, 0, count, count, size, begun)
        end = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", *whole)
        end += struct.pack("<4sIQI", b"PK\x06\x07", 0, begun + size, 1)
    number = min(count, _COUNT_IN_64)
    fields = (0, 0, number, number, min(size, _IN_64), min(begun, _IN_64), 0)
    return end + struct.pack("<4s4H2IH", b"PK\x05\x06", *fields)


def _dos(at: datetime) -> tuple[int, int]:
    """Time and day; the format knows years from 1980 to 2107, and every second second."""
    year = min(max(at.year, 1980), 2107)
    return at.hour << 11 | at.minute << 5 | at.second // 2, (year - 1980) << 9 | at.month << 5 | at.day

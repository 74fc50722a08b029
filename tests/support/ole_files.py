"""Old office files in their OLE2 wrapper, built by hand: what such a file is stands in its directory and streams."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

SECTOR, SMALL, LIMIT = 512, 64, 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NOBODY = 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5

#: Name → bytes of a stream, or the entries of a storage.
Tree = Mapping[str, "bytes | Tree"]


@dataclass
class _Sectors:
    """Sectors of one size with the chains they make up."""

    size: int
    data: bytearray = field(default_factory=bytearray)
    chain: list[int] = field(default_factory=list)

    def add(self, content: bytes) -> int:
        """The number of the first sector."""
        first = len(self.chain)
        count = -(-len(content) // self.size)
        self.chain += [first + i + 1 for i in range(count - 1)] + [_END] * bool(count)
        self.data += content.ljust(count * self.size, b"\0")
        return first if count else _END


def old_office_file(tree: Tree) -> bytes:
    """A file of version 3 with these streams and storages. Streams under 4,096 bytes lie in the mini stream."""
    big, small = _Sectors(SECTOR), _Sectors(SMALL)
    entries: list[bytes] = [b""]
    child = _put(tree, entries, big, small)
    mini = bytes(small.data)
    mini_start = big.add(mini)
    entries[0] = _entry("Root Entry", _ROOT, child=child, start=mini_start, size=len(mini))
    mini_fat = b"".join(struct.pack("<I", one) for one in small.chain)
    mini_fat_start = big.add(mini_fat.ljust(-(-len(mini_fat) // SECTOR) * SECTOR, b"\xff"))
    directory = b"".join(entries)
    directory_start = big.add(directory.ljust(-(-len(directory) // SECTOR) * SECTOR, b"\0"))
    fat_start = len(big.chain)
    chain = [*big.chain, _FAT]
    assert len(chain) <= SECTOR // 4, "one sector of chains is enough for a test"
    fat = b"".join(struct.pack("<I", one) for one in chain).ljust(SECTOR, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack(
        "<IIIIIIIIII", 0, 1, directory_start, 0, LIMIT, mini_fat_start, bool(mini_fat), _END, 0, fat_start
    )
    return head.ljust(SECTOR, b"\xff") + bytes(big.data) + fat


def _put(tree: Tree, entries: list[bytes], big: _Sectors, small: _Sectors) -> int:
    """Write the entries of one storage; the number of its first, each the right neighbour of the one before."""
    numbers = []
    for name, content in tree.items():
        number = len(entries)
        numbers.append(number)
        entries.append(b"")
        if isinstance(content, bytes):
            start = (big if len(content) >= LIMIT else small).add(content)
            entries[number] = _entry(name, _STREAM, start=start, size=len(content))
        else:
            entries[number] = _entry(name, _STORAGE, child=_put(content, entries, big, small))
    for number, following in itertools.pairwise(numbers):
        entries[number] = entries[number][:72] + struct.pack("<I", following) + entries[number][76:]
    return numbers[0] if numbers else _NOBODY


def _entry(name: str, kind: int, *, child: int = _NOBODY, start: int = 0, size: int = 0) -> bytes:
    written = (name + "\0").encode("utf-16-le")
    links = struct.pack("<III", _NOBODY, _NOBODY, child)
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBB", len(written), kind, 1)
        + links
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def word_text(size: int, *, locked: bool = False) -> bytes:
    """A WordDocument stream of so many bytes: the file information block's flags, then odd bytes as any may be."""
    flags = 0x0200 | 0x0100 * locked
    return struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0x0804, 0, flags).ljust(size, b"\x0b")


def record(kind: int, data: bytes = b"") -> bytes:
    """One record of a workbook's stream."""
    return struct.pack("<HH", kind, len(data)) + data


def book(*records: bytes) -> bytes:
    """A Workbook stream that begins with these records after its first."""
    return b"".join((record(0x0809, bytes(16)), *records, record(0x000A))).ljust(5000, b"\xaa")


def packed(text: bytes) -> bytes:
    """Compressed as Visual Basic compresses, without any copies."""
    out = b"\x01"
    for start in range(0, len(text), 3000):
        chunk = text[start : start + 3000]
        body = b"".join(b"\0" + chunk[i : i + 8] for i in range(0, len(chunk), 8))
        out += struct.pack("<H", 0xB000 | (len(body) + 2 - 3)) + body
    return out


def vba_project(source: str, *, compiled_lines: int | None = 0) -> Tree:
    """The storage ``VBA`` of a project with one module. ``compiled_lines`` None: the module keeps no compiled code."""
    cache = b"" if compiled_lines is None else b"cache\xfe\xca\x01\x00" + struct.pack("<H", compiled_lines) + b"rest"
    listed = record_of_dir(0x0009, b"\0\0\0\0\0\0", claimed=4)
    listed += record_of_dir(0x0019, b"ThisDocument") + record_of_dir(0x001A, b"ThisDocument")
    listed += record_of_dir(0x0031, struct.pack("<I", len(cache))) + record_of_dir(0x002B, b"")
    lines = 'Attribute VB_Name = "ThisDocument"\r\n' + source
    return {
        "VBA": {
            "dir": packed(listed),
            "_VBA_PROJECT": b"\xcc\x61\xff\xff\0\0\0",
            "ThisDocument": cache + packed(lines.encode("gbk")),
        }
    }


def record_of_dir(kind: int, data: bytes, claimed: int | None = None) -> bytes:
    return struct.pack("<HI", kind, len(data) if claimed is None else claimed) + data

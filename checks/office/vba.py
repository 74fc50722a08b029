"""Whether a VBA project holds a line of code. Word and Excel keep empty ones where somebody once opened the editor.

A module has its code twice: as text, and compiled. A text without code beside compiled lines is how malware hides, so
both have to be empty; what cannot be read counts as code. Sources: [MS-OVBA] 2.3.4.2 (dir), 2.4.1 (compression).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checks.office.compound import Compound, open_compound

#: Of one module, decompressed.
MAX_CODE_BYTES = 4_000_000
_CHUNK_BYTES = 4096
_VERSION, _STREAM_NAME, _OFFSET, _MODULE_END = 0x0009, 0x001A, 0x0031, 0x002B
#: Lines that Visual Basic keeps for itself, and such as do nothing.
_IDLE = re.compile(rb"Attribute\s+VB_.*|Option\s.*|'.*|Rem\b.*|", re.IGNORECASE)
_HIDDEN = re.compile(rb"Attribute\s+VB_.*", re.IGNORECASE)
#: Begins a module's compiled lines; their number follows, in two bytes.
_COMPILED = b"\xfe\xca\x01\x00"


class _Unreadable(Exception):
    """Not as VBA writes it."""


@dataclass(frozen=True)
class _Module:
    stream: str
    offset: int


def has_code(project: Compound | bytes) -> bool:
    """``project``: an old document, or the bytes of a new one's vbaProject.bin."""
    if isinstance(project, Compound):
        return any(_storage_has_code(project, storage) for storage in _storages(project))
    with open_compound(project) as compound:
        return compound is None or has_code(compound)


def _storages(compound: Compound) -> set[tuple[str, ...]]:
    """Where projects are: storages that hold a stream ``_VBA_PROJECT`` or ``dir``, named VBA or not."""
    return {path[:-1] for path in compound.streams if path[-1] == "_vba_project" or path[-2:] == ("vba", "dir")}


def _storage_has_code(compound: Compound, storage: tuple[str, ...]) -> bool:
    listed = (*storage, "dir")
    if listed not in compound:
        # Without a list of modules nothing is compiled or run, unless the streams of modules are there all the same.
        return bool(storage) and any(path[:-1] == storage and path[-1] != "_vba_project" for path in compound.streams)
    try:
        modules = list(_modules(_decompressed(compound.read(listed))))
        return any(_module_has_code(compound.read((*storage, module.stream)), module.offset) for module in modules)
    except _Unreadable:
        return True


def _modules(listed: bytes) -> Iterator[_Module]:
    """The records of a ``dir`` stream: two bytes of kind, four of size."""
    stream, offset, position = "", -1, 0
    while position + 6 <= len(listed):
        kind = int.from_bytes(listed[position : position + 2], "little")
        size = int.from_bytes(listed[position + 2 : position + 6], "little")
        # The one record whose size says less than follows.
        size = 6 if kind == _VERSION else size
        data = listed[position + 6 : position + 6 + size]
        position += 6 + size
        if kind == _STREAM_NAME:
            stream = data.decode("gb18030", "replace")
        elif kind == _OFFSET:
            offset = int.from_bytes(data[:4], "little")
        elif kind == _MODULE_END:
            if not stream or offset < 0:
                raise _Unreadable
            yield _Module(stream, offset)
            stream, offset = "", -1


def _module_has_code(data: bytes, offset: int) -> bool:
    lines = [line.strip() for line in _decompressed(data[offset:]).splitlines()]
    if not all(_IDLE.fullmatch(line) for line in lines):
        return True
    if not offset:
        return False
    compiled = [int.from_bytes(data[at + 4 : at + 6], "little") for at in _places(data[:offset], _COMPILED)]
    shown = sum(not _HIDDEN.fullmatch(line) for line in lines)
    return not compiled or max(compiled) > shown


def _places(data: bytes, mark: bytes) -> Iterator[int]:
    at = data.find(mark)
    while at >= 0:
        yield at
        at = data.find(mark, at + 1)


def _decompressed(data: bytes) -> bytes:
    if not data.startswith(b"\x01"):
        raise _Unreadable
    out = bytearray()
    position = 1
    while position + 2 <= len(data) and len(out) < MAX_CODE_BYTES:
        header = int.from_bytes(data[position : position + 2], "little")
        end = position + 3 + (header & 0x0FFF)
        chunk = data[position + 2 : end]
        out += _chunk(chunk) if header & 0x8000 else chunk
        position = end
    return bytes(out)


def _chunk(packed: bytes) -> bytes:
    """Up to 4,096 bytes: eight tokens to a flag byte, each a byte or a copy of what came before."""
    out = bytearray()
    position = 0
    while position < len(packed):
        flags = packed[position]
        position += 1
        for bit in range(8):
            if position >= len(packed) or len(out) >= _CHUNK_BYTES:
                break
            if not flags >> bit & 1:
                out.append(packed[position])
                position += 1
                continue
            token = int.from_bytes(packed[position : position + 2], "little")
            position += 2
            wide = max(4, (len(out) - 1).bit_length())
            back = (token >> (16 - wide)) + 1
            if back > len(out):
                raise _Unreadable
            for _ in range((token & (0xFFFF >> wide)) + 3):
                out.append(out[-back])
    return bytes(out)

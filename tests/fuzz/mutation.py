"""Byte mutation that knows one thing: a ZIP package has to be changed inside, or only ``zipfile`` is ever met."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable

Mutate = Callable[[bytes, random.Random], bytes]
MAX_PACKAGE_BYTES = 300_000
_VALUES = ("", "-1", "0", "99999999999999999999", "1e999", "nan", "ż", "../../x", "a", "32pt", "０", "A1", "XFD1048576")
_ELEMENT = re.compile(rb"<[\w:]+[^<>]*/>|<([\w:]+)[^<>]*>[^<>]*</\1>")
_ATTRIBUTE = re.compile(rb'"[^"<>]*"')
_TEXT = re.compile(rb">[^<>]+<")


def mutate(data: bytes, change: random.Random) -> bytes:
    """One to four small changes anywhere."""
    for _ in range(change.randint(1, 4)):
        at = change.randrange(len(data) + 1)
        some = change.randbytes(change.choice((1, 1, 2, 4, 8)))
        match change.randrange(7):
            case 0:
                data = data[:at] + some + data[at:]
            case 1:
                data = data[:at] + some + data[at + len(some) :]
            case 2:
                data = data[:at] + data[at + change.choice((1, 2, 8, 64, 4096)) :]
            case 3:
                data = data[:at]
            case 4:
                data = data[:at] + struct.pack(">I", change.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF))) + data[at + 4 :]
            case 5:
                end = at + change.randint(1, 64)
                data = data[:end] + data[at:end] * change.randint(1, 4) + data[end:]
            case _:
                data = data[:at] + bytes([data[at] ^ 1 << change.randrange(8)]) + data[at + 1 :] if data[at:] else some
    return data


def mutate_package(data: bytes, change: random.Random, inner: Mutate = mutate) -> bytes:
    """One part changed and the package closed again with right checksums; not a package: plain ``inner``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old:
            parts = {entry.filename: old.read(entry) for entry in old.infolist() if entry.file_size < MAX_PACKAGE_BYTES}
    except Exception:  # whatever zipfile raises on what an earlier round broke
        return inner(data, change)
    if not parts:
        return inner(data, change)
    texts = [name for name in parts if name.endswith((".xml", ".rels"))] or list(parts)
    name = change.choice(texts if change.random() < 0.95 else list(parts))
    parts[name] = _edit(parts[name], change) if change.random() < 0.8 else inner(parts[name], change)
    if change.random() < 0.03:
        del parts[change.choice(list(parts))]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for part, content in parts.items():
            new.writestr(part, content)
    return buffer.getvalue()


def _edit(part: bytes, change: random.Random) -> bytes:
    """Lose, repeat, move or nest elements, and put nonsense into attributes and text: mostly still well-formed XML."""
    for _ in range(change.randint(1, 3)):
        kind = change.randrange(6)
        pattern = (_ELEMENT, _ELEMENT, _ATTRIBUTE, _TEXT, _ELEMENT, _ELEMENT)[kind]
        found = list(pattern.finditer(part))
        if not found:
            continue
        one = change.choice(found)
        piece, value = one.group(), change.choice(_VALUES).encode()
        match kind:
            case 0:
                new = b""
            case 1:
                new = piece * change.choice((2, 3, 200))
            case 2:
                new = b'"' + value + b'"'
            case 3:
                new = b">" + value + b"<"
            case 4:
                new = change.choice(found).group()
            case _:
                tag = re.match(rb"<[\w:]+", piece)
                new = tag.group() + b">" + piece + b"</" + tag.group()[1:] + b">" if tag else piece
        part = part[: one.start()] + new + part[one.end() :]
    return part

"""Byte mutation, and mutation that knows a format: a ZIP package has to be changed inside, or only ``zipfile`` is met.

Of JSON and of tables whole values are changed, into those that parsers and databases stumble over.
"""

from __future__ import annotations

import io
import json
import random
import re
import struct
import zipfile
from collections.abc import Callable
from typing import Any

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
    parts[name] = mutate_xml(parts[name], change) if change.random() < 0.8 else inner(parts[name], change)
    if change.random() < 0.03:
        del parts[change.choice(list(parts))]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for part, content in parts.items():
            new.writestr(part, content)
    return buffer.getvalue()


def mutate_xml(part: bytes, change: random.Random) -> bytes:
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


_STRANGE: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**30,
    1.5,
    float("nan"),
    "",
    " ",
    "\x00",
    "\ud83d",
    "\u202e",
    "İ" * 64,
    "9" * 5000,
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    [],
    {},
    [[[[]]]],
    {"": {"": []}},
)


def mutate_json(data: bytes, change: random.Random) -> bytes:
    """One to three values, or names of fields, changed for strange ones; not JSON: plain ``mutate``."""
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        return mutate(data, change)
    for _ in range(change.randint(1, 3)):
        content = _strange(content, change)
    return json.dumps(content, ensure_ascii=change.random() < 0.8).encode("utf-8", "surrogatepass")


def _strange(value: Any, change: random.Random) -> Any:
    """``value`` with one value somewhere in it changed."""
    if isinstance(value, dict) and value and change.random() < 0.95:
        name = change.choice(list(value))
        if change.random() < 0.1:
            return {str(change.choice(_STRANGE)) if key == name else key: one for key, one in value.items()}
        return {**value, name: _strange(value[name], change)}
    if isinstance(value, list) and value and change.random() < 0.95:
        at = change.randrange(len(value))
        return [*value[:at], _strange(value[at], change), *value[at + 1 :]]
    strange = change.choice(_STRANGE)
    return value + strange if isinstance(value, str) and isinstance(strange, str) and change.random() < 0.3 else strange


_CELLS = (
    "",
    " ",
    "\u3000",
    "0",
    "-",
    "—",
    "无",
    "１２",
    "八",
    "1.2万",
    "1e400",
    "100%",
    "#0",
    "#-1",
    "#1e15",
    "#13900000000.5",
    "#45000.9999999",
    "@1900-01-01",
    "@2020-11-09T23:59:59",
    "@9999-12-31",
    "=1/0",
    "=A1",
    "#N/A",
    "2020-11-9、11月31日",
    "\u202e教育",
    "İ" * 80,
    "示" * 300,
    "9" * 40,
    "\U0001f469\u200d\U0001f467",
)


def mutate_table(data: bytes, change: random.Random) -> bytes:
    """Cells of a table (lines, tabs) changed, moved, repeated or lost; rows, too."""
    rows = [line.split("\t") for line in data.decode("utf-8", "replace").split("\n")]
    for _ in range(change.randint(1, 3)):
        # A header that is not known ends everything.
        row = change.choice(rows[1:] if rows[1:] and change.random() < 0.9 else rows)
        at = change.randrange(len(row))
        match change.randrange(8):
            case 0 | 1 | 2:
                row[at] = change.choice(_CELLS)
            case 3:
                row[at] += change.choice(_CELLS)
            case 4:
                row[at] = change.choice(change.choice(rows))
            case 5:
                rows.insert(change.randrange(len(rows) + 1), list(row))
            case 6 if len(rows) > 1:
                rows.remove(row)
            case _:
                row.insert(at, change.choice(_CELLS))
    return "\n".join("\t".join(row) for row in rows).encode("utf-8", "replace")

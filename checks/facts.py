"""Facts every file has, and the short values that findings carry: sizes as people read them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from domain.findings import Fact, Kind

CHUNK_BYTES = 1 << 20
MEGABYTE = 1_000_000
MEBIBYTE = 1 << 20

_FILE = ("bytes", "sha256")
_WORD = ("characters", "images", "title", "fonts", *_FILE)
#: The facts every report on a file of a kind has (docs/contract.md, Reports as JSON), known or not.
NAMES: dict[Kind, tuple[str, ...]] = {
    Kind.PHOTO: ("format", "width", "height", "taken_at", "camera", *_FILE),
    Kind.VIDEO: ("container", "codec", "width", "height", "duration", *_FILE),
    Kind.TEXT: ("characters", "title", *_FILE),
    Kind.DOCUMENT: _WORD,
    Kind.PRESS: _WORD,
    Kind.STATISTICS: ("rows", *_FILE),
    Kind.ATTACHMENT: ("format", *_FILE),
}


def complete(kind: Kind, facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """``facts`` with None for what is not known; text without what no database takes."""
    return {**dict.fromkeys(NAMES[kind]), **{name: _storable(fact) for name, fact in facts.items()}}


def _storable(fact: Fact) -> Fact:
    return fact.replace("\0", "").encode("utf-8", "replace").decode() if isinstance(fact, str) else fact


def file_facts(path: Path) -> dict[str, Fact]:
    """``bytes`` and ``sha256`` (hex), read in chunks."""
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
            size += len(chunk)
    return {"bytes": size, "sha256": digest.hexdigest()}


def megabytes(size: int, limit: int) -> str:
    """``size`` in MB, in the unit that makes ``limit`` a round number, never rounded onto the limit itself.

    The notices' "2 MB" is 2,000,000 bytes and their "200 MB" is 200 MiB (docs/contract.md, Limits): each is told in
    its own unit.
    """
    if size < limit / 20:
        return f"{size} 字节" if size < 1000 else f"{size / 1000:.0f} KB"
    unit = MEBIBYTE if limit % MEBIBYTE == 0 else MEGABYTE
    for decimals in (2, 4, 6):
        text = f"{size / unit:.{decimals}f}"
        if size == limit or float(text) != limit / unit:
            break
    return f"{text.rstrip('0').rstrip('.')} MB"

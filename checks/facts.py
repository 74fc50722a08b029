"""Facts every file has."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from pathlib import Path

from domain.findings import Fact, Kind

CHUNK_BYTES = 1 << 20

#: What is measured with the facts and handed on beside them.
CRC32 = "crc32"
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
    Kind.ATTACHMENT: ("format", "characters", "images", "says", *_FILE),
}


def complete(kind: Kind, facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """``facts`` with None for what is not known; text without what no database takes."""
    measured = {name: _storable(fact) for name, fact in facts.items() if name != CRC32}
    return {**dict.fromkeys(NAMES[kind]), **measured}


def _storable(fact: Fact) -> Fact:
    return fact.replace("\0", "").encode("utf-8", "replace").decode() if isinstance(fact, str) else fact


def file_facts(path: Path) -> dict[str, Fact]:
    """``bytes``, ``sha256`` (hex) and ``crc32`` in one pass; the last is the report's, not one of its facts."""
    digest = hashlib.sha256()
    size = crc32 = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
            size, crc32 = size + len(chunk), zlib.crc32(chunk, crc32)
    return {"bytes": size, "sha256": digest.hexdigest(), CRC32: crc32}

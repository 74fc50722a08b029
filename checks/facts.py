"""Facts every file has, and the short values that findings carry: sizes as people read them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from domain.findings import Fact

CHUNK_BYTES = 1 << 20
MEGABYTE = 1_000_000
MEBIBYTE = 1 << 20


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

    The notices' "2 MB" is 2,000,000 bytes and their "200 MB" is 200 MiB (contract §3): each is told in its own unit.
    """
    if size < limit / 20:
        return f"{size} 字节" if size < 1000 else f"{size / 1000:.0f} KB"
    unit = MEBIBYTE if limit % MEBIBYTE == 0 else MEGABYTE
    for decimals in (2, 4, 6):
        text = f"{size / unit:.{decimals}f}"
        if size == limit or float(text) != limit / unit:
            break
    return f"{text.rstrip('0').rstrip('.')} MB"

"""A file on its way down: hidden under a name of our own until it is whole, and gone when it does not become so."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


@contextmanager
def part_file(into: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A hidden new file in ``into`` and its handle; whatever is still there at the end is removed.

    Opened here and now, not in a thread: a cancellation would return before the thread has made the file.
    """
    into.mkdir(parents=True, exist_ok=True)
    part = into / f".{uuid.uuid4().hex}.part"
    sink = part.open("xb")
    try:
        yield part, sink
    finally:
        # Closing a full disk's file may fail again; the first failure is the one to report.
        with suppress(OSError):
            sink.close()
        part.unlink(missing_ok=True)

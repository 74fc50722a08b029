"""Writing one segment of an upload: into a file as it comes where the store is a folder, else gathered and put.

Either way an object is there whole under its key, or not at all, and memory does not grow with the file.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from storage.engine import private
from storage.engine.objects import Objects, trouble

#: A segment in a folder is at most this large, in bytes: it is what a broken promise of a checksum costs at most.
MOST_IN_A_FILE = 64 * 1024 * 1024


class SegmentWriter(Protocol):
    """``most``: bytes after which it should be finished."""

    most: int

    async def write(self, chunks: Sequence[bytes]) -> None:
        """Raises ``ObjectsUnavailable``, ``ObjectsFull``."""

    async def finish(self) -> None:
        """The object is there. Raises ``ObjectsUnavailable``, ``ObjectsFull``."""

    async def discard(self) -> None:
        """Nothing remains of it; harmless after ``finish``."""


def segment_writer(objects: Objects, key: str, *, in_memory: int) -> SegmentWriter:
    """``in_memory``: bytes that one segment may occupy where it cannot be written as it comes."""
    if objects.folder is not None:
        return _FileWriter(objects.folder / key)
    return _StoreWriter(objects, key, in_memory)


class _FileWriter:
    most = MOST_IN_A_FILE

    def __init__(self, path: Path) -> None:
        self._path = path
        # Stores hide names that end so: a part that nobody finished is never listed, only removed with its folder.
        self._part = path.with_name(f"{path.name}#1")
        self._file = -1

    async def write(self, chunks: Sequence[bytes]) -> None:
        try:
            await asyncio.to_thread(self._write, chunks)
        except OSError as error:
            raise trouble(error) from error

    async def finish(self) -> None:
        try:
            await asyncio.to_thread(self._finish)
        except OSError as error:
            raise trouble(error) from error

    async def discard(self) -> None:
        self._close()
        with suppress(FileNotFoundError):
            await asyncio.to_thread(self._part.unlink)

    def _write(self, chunks: Sequence[bytes]) -> None:
        if self._file < 0:
            private.make_folder(self._path.parent)
            self._file = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, private.FILE)
        for start in range(0, len(chunks), 512):
            some = chunks[start : start + 512]
            written = os.writev(self._file, some)
            rest = memoryview(b"".join(some))[written:] if written < sum(map(len, some)) else memoryview(b"")
            while rest:
                rest = rest[os.write(self._file, rest) :]

    def _finish(self) -> None:
        self._close()
        self._part.replace(self._path)

    def _close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


class _StoreWriter:
    def __init__(self, objects: Objects, key: str, most: int) -> None:
        self.most = most
        self._objects = objects
        self._key = key
        self._chunks: list[bytes] = []

    async def write(self, chunks: Sequence[bytes]) -> None:
        self._chunks += chunks

    async def finish(self) -> None:
        chunks, self._chunks = self._chunks, []
        await self._objects.put(self._key, b"".join(chunks))

    async def discard(self) -> None:
        self._chunks = []

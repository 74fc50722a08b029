"""Old office files: the directory of their OLE2 wrapper and the streams in it ([MS-CFB]).

What is in such a file stands in its directory and nowhere else: a name among its texts, or in what was appended to it,
is no stream of it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import olefile

#: No stream that tells what a file is or whether it is locked is longer; a text's own stream is read only at its start.
MAX_STREAM_BYTES = 16_000_000


class Compound:
    """An open file. Names are compared without regard to capitals, as everywhere in OLE2."""

    def __init__(self, ole: olefile.OleFileIO[str]) -> None:
        self._ole = ole
        self.streams = frozenset(tuple(name.lower() for name in path) for path in ole.listdir(streams=True))

    def __contains__(self, path: tuple[str, ...]) -> bool:
        return tuple(name.lower() for name in path) in self.streams

    def read(self, path: tuple[str, ...], most: int = MAX_STREAM_BYTES) -> bytes:
        """The stream's beginning; empty when there is no such stream, or it leads out of the file."""
        if path not in self:
            return b""
        try:
            data: bytes = self._ole.openstream(list(path)).read(most)
        except Exception:  # olefile raises whatever a broken table makes it meet
            return b""
        return data


@contextmanager
def open_compound(source: Path | bytes) -> Iterator[Compound | None]:
    """``source`` as such a file; None when its directory cannot be read. Never raises on bad data."""
    try:
        ole: olefile.OleFileIO[str] = olefile.OleFileIO(
            io.BytesIO(source) if isinstance(source, bytes) else str(source)
        )
    except Exception:  # likewise
        yield None
        return
    with closing(ole):
        try:
            opened = Compound(ole)
        except Exception:  # a directory that leads into itself, or deeper than anybody can follow
            opened = None
        yield opened

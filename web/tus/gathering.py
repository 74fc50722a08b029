"""Gathering a request's body into portions worth storing, within a memory that all requests of a process share."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from aiohttp import web

from domain.upload import UploadProblem

#: What a client that is gone, or speaks no HTTP any more, looks like.
_BROKEN = (OSError, RuntimeError, EOFError, web.RequestPayloadError)

#: A portion is at most and at least this large, in bytes, unless the request ends or pauses before.
MOST = 1024 * 1024
LEAST = 64 * 1024
#: All portions together: a request has two in hand, one coming and one being written.
MEMORY = 5 * 1024 * 1024
#: A segment that must be gathered in memory (S3 takes whole objects) is at most and at least this large, in bytes.
MOST_SEGMENT = 8 * 1024 * 1024
LEAST_SEGMENT = 1024 * 1024
#: All such segments together.
SEGMENT_MEMORY = 32 * 1024 * 1024
#: Seconds after which a segment is counted though it is small: what a dying process can lose.
PATIENCE = 2.0
#: Seconds without a single byte after which the client is taken for gone.
SILENCE = 30.0


@dataclass(frozen=True, kw_only=True)
class Portion:
    """``last``: nothing comes after it, because the body has ended or because of ``problem``."""

    chunks: list[bytes]
    last: bool
    problem: UploadProblem | None = None

    @property
    def size(self) -> int:
        return sum(map(len, self.chunks))


class Gatherings:
    """The requests of this process whose bodies are coming in."""

    def __init__(self, *, patience: float = PATIENCE, silence: float = SILENCE) -> None:
        self.patience = patience
        self.silence = silence
        self.open: set[Gathering] = set()
        self.stopping = False

    @contextmanager
    def request(self, request: web.Request) -> Iterator[Gathering]:
        gathering = Gathering(self, request)
        self.open.add(gathering)
        try:
            yield gathering
        finally:
            self.open.discard(gathering)

    @property
    def portion_size(self) -> int:
        return max(LEAST, min(MOST, MEMORY // (2 * max(len(self.open), 1))))

    @property
    def segment_size(self) -> int:
        return max(LEAST_SEGMENT, min(MOST_SEGMENT, SEGMENT_MEMORY // (2 * max(len(self.open), 1))))

    def stop(self) -> None:
        """The server stops: every body ends where it is."""
        self.stopping = True
        for gathering in self.open:
            gathering.hurry()


GATHERING = web.AppKey("gathering", Gatherings)


class Gathering:
    """The body of one request."""

    def __init__(self, all_: Gatherings, request: web.Request) -> None:
        self._all = all_
        self._content = request.content
        self._limit: asyncio.Timeout | None = None
        self._silent = 0.0

    @property
    def received(self) -> int:
        """Bytes that have come, stored or not."""
        return self._content.total_bytes

    def hurry(self) -> None:
        if self._limit is not None:
            self._limit.reschedule(0)

    async def portion(self) -> Portion:
        """What comes next: a full portion, or what came within ``patience``, or the rest."""
        chunks: list[bytes] = []
        ended = False
        problem: UploadProblem | None = None
        try:
            async with asyncio.timeout(0 if self._all.stopping else self._all.patience) as self._limit:
                ended = await self._fill(chunks)
        except TimeoutError:
            # Only a pause; unless it is the connection that timed out, which says the same with less.
            problem = None if self._limit and self._limit.expired() else UploadProblem.SLOW
        except _BROKEN:
            problem = UploadProblem.SLOW
        finally:
            self._limit = None
        self._silent = 0.0 if chunks else self._silent + self._all.patience
        if not ended and problem is None:
            problem = self._impatience()
        return Portion(chunks=chunks, last=ended or problem is not None, problem=problem)

    def _impatience(self) -> UploadProblem | None:
        if self._all.stopping:
            return UploadProblem.STOPPING
        return UploadProblem.SLOW if self._silent >= self._all.silence else None

    async def _fill(self, chunks: list[bytes]) -> bool:
        size, wanted = 0, self._all.portion_size
        while size < wanted:
            chunk = await self._content.read(wanted - size)
            if not chunk:
                return True
            chunks.append(chunk)
            size += len(chunk)
        return False

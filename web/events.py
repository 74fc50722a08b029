"""Server-sent events: one look at the database a second for all open pages, which wakes only those concerned.

A stream says how things are, then sleeps until one of its topics comes up, and says how they are then. The looks go on
only while a stream is open. What this process has written itself is looked for at once (``poke``).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Hashable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Protocol, TypeVar

import structlog
from aiohttp import web

from handlers.changes import Topic
from storage.engine.database import DatabaseUnavailable

T = TypeVar("T")
P = TypeVar("P", bound="Page")

#: Seconds between two looks, and how few they may be when somebody pokes.
LOOK_EVERY = 1.0
LOOK_AFTER = 0.2
#: Seconds of quiet after which a stream gives a sign of life: proxies hang up on silence.
SIGN_EVERY = 15.0
SIGN = b":\n\n"
#: Streams that read at a time. All of them want to when a minute turns, and requests need connections, too.
READ_AT_ONCE = 4
#: Streams of a process at most, and of one link; what comes from a page that does not read is waited for so long, in
#: seconds.
MOST = 2000
MOST_OF_ONE = 8
READ_WITHIN = 30.0
HEADERS = {"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}

log = structlog.get_logger()


class Over(Exception):
    """A page has nothing more to say: its stream ends."""


class Watch(Protocol):
    """What the looks are at (``handlers.changes.Watch``)."""

    async def begin(self) -> None:
        """What is there now is known."""

    async def look(self) -> Collection[Topic]:
        """What has come up since. Raises ``DatabaseUnavailable``."""


class Page(Protocol):
    """What one stream is about."""

    @property
    def topics(self) -> frozenset[Topic]:
        """What wakes it; may change with every event."""

    async def event(self) -> bytes | None:
        """The event that says how things are now; None when that was said before. Raises ``Over``."""


class EventStreams:
    """All streams of a process.

    ``poked`` is set by whoever else of this process writes what pages show; ``pause`` waits between two looks;
    ``monotonic`` measures quiet, in seconds; ``most``: streams that may be open.
    """

    def __init__(
        self,
        watch: Watch,
        *,
        poked: asyncio.Event | None = None,
        pause: Callable[[], Awaitable[object]] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        most: int = MOST,
    ) -> None:
        self.most = most
        self._watch = watch
        self._poked = poked or asyncio.Event()
        self._pause = pause or self._until_next
        self._monotonic = monotonic
        self._streams: set[_Stream] = set()
        self._of_one: dict[Hashable, list[_Stream]] = {}
        self._looks: asyncio.Task[None] | None = None
        self._looking = asyncio.Lock()
        self._reading = asyncio.Semaphore(READ_AT_ONCE)
        self._asked: dict[Hashable, asyncio.Future[Any]] = {}
        self._stopped = False

    @property
    def open(self) -> int:
        """Streams that are not over."""
        return sum(not stream.over for stream in self._streams)

    @property
    def number(self) -> int:
        """Of all streams, those that are ending with them."""
        return len(self._streams)

    def pages(self, kind: type[P]) -> list[P]:
        """Those of this kind whose streams are not over."""
        return [stream.page for stream in self._streams if not stream.over and isinstance(stream.page, kind)]

    @property
    def looking(self) -> bool:
        return self._looks is not None and not self._looks.done()

    async def run(self, request: web.Request, page: Page, *, whose: Hashable = None) -> web.StreamResponse:
        """Stream ``page`` until it is over, the browser leaves, the server stops, or the database is in trouble.

        ``whose``: of one link only so many are open, the oldest make room. When there are too many in all, 503: the
        page asks from time to time.
        """
        if len(self._streams) >= self.most:
            log.warning("events.too_many", most=self.most)
            return web.Response(status=503)
        response = web.StreamResponse(headers=HEADERS)
        await response.prepare(request)
        with self._open(request, page, whose) as stream:
            try:
                await self._begin()
                while not stream.over:
                    await self._say(stream, page, response)
                    await stream.awake.wait()
                    stream.awake.clear()
            except (Over, ConnectionError):
                return response
            except TimeoutError:
                # It does not even read: nothing that is sent to it, the end least of all, would ever be gone.
                if request.transport is not None:
                    request.transport.abort()
            except DatabaseUnavailable as error:
                log.warning("events.stream_ended", error=type(error).__name__)
        return response

    async def _say(self, stream: _Stream, page: Page, response: web.StreamResponse) -> None:
        said = None
        if stream.concerned:
            stream.concerned = False
            async with self._reading:
                said = await page.event()
        if said is None and stream.quiet(self._monotonic()):
            said = SIGN
        if said is not None:
            async with asyncio.timeout(READ_WITHIN):
                await response.write(said)
            stream.quiet_since = self._monotonic()

    async def look(self) -> None:
        """One look, for all streams. The database in trouble ends them: their pages connect again, or say so."""
        async with self._looking:
            try:
                found = await self._watch.look()
            except DatabaseUnavailable as error:
                log.warning("events.look_failed", error=type(error).__name__, streams=len(self._streams))
                self._end_all()
                return
            # Whoever is woken now must not be given an answer from before this look.
            self._asked.clear()
            now = self._monotonic()
            for stream in self._streams:
                stream.tell(frozenset(found), now)

    async def once(self, key: Hashable, ask: Callable[[], Awaitable[T]]) -> T:
        """What ``ask`` finds, asked only once between two looks for all streams that want the same."""
        if key not in self._asked:
            asked = self._asked[key] = asyncio.ensure_future(ask())
            # Whoever wanted it may be gone before it fails.
            asked.add_done_callback(lambda done: done.cancelled() or done.exception())
        answer: T = await asyncio.shield(self._asked[key])
        return answer

    def poke(self) -> None:
        """This process has written something that pages show."""
        self._poked.set()

    async def stop(self) -> None:
        """End every stream; those that come later end at once."""
        self._stopped = True
        self._end_all()
        if self._looks is not None:
            self._looks.cancel()
            with suppress(asyncio.CancelledError):
                await self._looks

    @contextmanager
    def _open(self, request: web.Request, page: Page, whose: Hashable) -> Iterator[_Stream]:
        stream = _Stream(request, page, over=self._stopped)
        self._streams.add(stream)
        of_one = self._of_one.setdefault(whose, [])
        if whose is not None:
            of_one.append(stream)
            for oldest in of_one[:-MOST_OF_ONE]:
                oldest.end()
        try:
            yield stream
        finally:
            self._streams.discard(stream)
            if stream in of_one:
                of_one.remove(stream)
            if not of_one:
                self._of_one.pop(whose, None)

    async def _begin(self) -> None:
        async with self._looking:
            if not self._stopped and not self.looking:
                await self._watch.begin()
                self._asked.clear()
                self._looks = asyncio.create_task(self._look_on())

    async def _look_on(self) -> None:
        while True:
            await self._pause()
            if not self.open:
                return
            await self.look()

    async def _until_next(self) -> None:
        await asyncio.sleep(LOOK_AFTER)
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_EVERY - LOOK_AFTER):
                await self._poked.wait()
        self._poked.clear()

    def _end_all(self) -> None:
        for stream in self._streams:
            stream.end()


class _Stream:
    """One open page, and what it is to do when it is awake."""

    def __init__(self, request: web.Request, page: Page, *, over: bool) -> None:
        self.over = over
        self.concerned = True
        self.quiet_since = 0.0
        self.awake = asyncio.Event()
        self._request = request
        self.page = page

    def tell(self, found: frozenset[Topic], now: float) -> None:
        """What a look has found; ``now`` as ``quiet_since``."""
        transport = self._request.transport
        if transport is None or transport.is_closing():
            self.end()
        elif found and not found.isdisjoint(self.page.topics):
            self.concerned = True
            self.awake.set()
        elif self.quiet(now):
            self.awake.set()

    def quiet(self, now: float) -> bool:
        """A sign of life is due."""
        return now - self.quiet_since >= SIGN_EVERY

    def end(self) -> None:
        self.over = True
        self.awake.set()


STREAMS = web.AppKey("streams", EventStreams)

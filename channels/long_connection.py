"""Reading a platform's long connection: in its order, stored before it is acknowledged, ended when nobody is there.

What travels on it is a platform's own: its folder says how a frame is read, what it means and how it is acknowledged.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

import aiohttp
import structlog

from channels.connecting import Ended, Heard
from domain.messages import Incoming, Problem, SendError

log = structlog.get_logger()

#: Frames that wait to be stored: beyond it nothing more is read, so that the platform's side fills up, not ours.
_MOST_WAITING = 2000
#: Frames stored at a time.
_MOST_TOGETHER = 200
#: A message of a socket that is longer than this is none of a platform's.
_LONGEST_MESSAGE = 4 * 1024 * 1024
#: Seconds in which a peer may take its leave.
_CLOSING = 1.0
#: How often it is looked whether anybody is there, of the time after which nobody is.
_LOOKS = 6
#: So many times that time nothing but answers to our own asking, and whoever answers is not the platform any more.
_DEAF = 6

#: A frame that brings something.
F = TypeVar("F")


class LongConnection(ABC, Generic[F]):
    """A ``channels.connecting.Connection``. ``silence``: seconds without anything after which nobody is there."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, *, silence: float) -> None:
        self._socket = socket
        self._silence = silence
        self._came: asyncio.Queue[F | None] = asyncio.Queue(_MOST_WAITING)
        self._ended: Ended | None = None
        self._leaving = False
        self._last = self._brought = asyncio.get_running_loop().time()
        self._reading = asyncio.create_task(self._read(), name="long-connection-reading")

    @property
    def open(self) -> bool:
        return self._ended is None and not self._socket.closed

    @property
    def leaving(self) -> bool:
        """The platform has said that it will close it."""
        return self._leaving

    @abstractmethod
    async def take(self, message: aiohttp.WSMessage) -> F | None:
        """What a message of the socket brings that is to be stored; the rest is dealt with at once. Never raises."""

    @abstractmethod
    def means(self, frame: F) -> Sequence[Incoming]:
        """Never raises."""

    @abstractmethod
    async def stored(self, frame: F) -> None:
        """Acknowledge what is on disk now."""

    def gone(self) -> None:
        """Nothing is read any more; what has come by then is still to be stored."""
        return

    async def look(self) -> None:
        """Called some times within ``silence``: ask whether anybody is there, which whoever is there answers."""
        await self._socket.ping()

    async def listen(self, heard: Heard) -> Ended:
        """Hand on what comes, in its order, until the connection ends; all that had come by then is handed on."""
        watching = asyncio.create_task(self.watch(), name="long-connection-watching")
        try:
            while (together := await self._together()) is not None:
                await heard([message for frame in together for message in self.means(frame)])
                for frame in together:
                    # One that has gone brings it again, or does not: it is stored by its id.
                    with suppress(ConnectionError, aiohttp.ClientError):
                        await self.stored(frame)
        finally:
            watching.cancel()
            await self.shut(Ended.LEFT)
            # Whoever is told to stop does not wait for what is read no more.
            self._reading.cancel()
            await asyncio.gather(watching, self._reading, return_exceptions=True)
        return self._ended or Ended.CLOSED

    async def close(self) -> None:
        """Close the socket; ``listen``, where somebody does, comes to its end by that."""
        await self.shut(Ended.LEFT)
        await asyncio.wait({self._reading}, timeout=_CLOSING)

    async def shut(self, why: Ended) -> None:
        self._ended = self._ended or why
        # A dead peer is not waited for: what it had to say, it has said.
        with suppress(TimeoutError, ConnectionError, aiohttp.ClientError):
            async with asyncio.timeout(_CLOSING):
                await self._socket.close()

    async def say(self, message: str | bytes) -> None:
        """Raises ``ConnectionError`` or ``aiohttp.ClientError`` when nobody takes it."""
        await (self._socket.send_str(message) if isinstance(message, str) else self._socket.send_bytes(message))

    async def _together(self) -> list[F] | None:
        """What has come and is not stored yet; None at the end."""
        first = await self._came.get()
        if first is None:
            return None
        together = [first]
        while len(together) < _MOST_TOGETHER and not self._came.empty():
            frame = self._came.get_nowait()
            if frame is None:
                # The end comes after these.
                self._came.put_nowait(None)
                break
            together.append(frame)
        return together

    async def _read(self) -> None:
        try:
            async for message in self._socket:
                self._last = asyncio.get_running_loop().time()
                if message.type is not aiohttp.WSMsgType.PONG:
                    self._brought = self._last
                if message.type is aiohttp.WSMsgType.PING:
                    await self._socket.pong(message.data)
                elif (frame := await self.take(message)) is not None:
                    await self._came.put(frame)
        except Exception as error:
            log.warning("connection.broken", error=type(error).__name__)
        finally:
            self._ended = self._ended or Ended.CLOSED
            self.gone()
            await self._came.put(None)

    async def watch(self) -> None:
        """Until nobody is there any more, or only somebody who brings nothing, and end it then."""
        loop = asyncio.get_running_loop()
        while loop.time() - self._last < self._silence and loop.time() - self._brought < _DEAF * self._silence:
            with suppress(ConnectionError, aiohttp.ClientError):
                await self.look()
            await asyncio.sleep(self._silence / _LOOKS)
        await self.shut(Ended.SILENT)


C = TypeVar("C", bound=LongConnection[Any])


class Line(Generic[C]):
    """What a ``channels.connecting.Connector`` keeps: a session to open its connections in, and the newest of them."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None
        self._connection: C | None = None

    @property
    def connected(self) -> bool:
        return self._connection is not None and self._connection.open

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()
        if self._session is not None:
            await self._session.close()

    async def _socket(self, address: str, *, timeout: float) -> aiohttp.ClientWebSocketResponse:
        """Raises ``SendError``."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession()
        return await opened(self._session, address, timeout=timeout)


async def opened(session: aiohttp.ClientSession, address: str, *, timeout: float) -> aiohttp.ClientWebSocketResponse:
    """A socket for a ``LongConnection``. Raises ``SendError``, in which of ``address`` the host alone is named."""
    try:
        async with asyncio.timeout(timeout):
            return await session.ws_connect(
                address,
                timeout=aiohttp.ClientWSTimeout(ws_close=_CLOSING),
                max_msg_size=_LONGEST_MESSAGE,
                # Answers to ``look`` are signs of life.
                autoping=False,
            )
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        # What they say repeats the address, and what admits us stands in that.
        detail = f"{type(error).__name__}: {urlsplit(address).netloc}"
        raise SendError(Problem.BUSY, permanent=False, retry_after=2.0, detail=detail) from error

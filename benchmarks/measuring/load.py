"""A client that loads one HTTP server over many kept-alive connections, cheap enough to share its machine.

Requests are bytes made beforehand; each connection sends the next one as soon as its last was answered.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Burst:
    """What came of one burst: statuses, seconds per answer, and seconds all in all."""

    statuses: Counter[int]
    latencies: Sequence[float]
    seconds: float

    @property
    def rate(self) -> float:
        """Answers with 200 per second."""
        return self.statuses[200] / self.seconds


def post(path: str, query: Mapping[str, str], body: bytes) -> bytes:
    """One POST as it goes over the wire."""
    head = f"POST {path}?{urlencode(query)} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def fire(port: int, requests: Sequence[bytes], *, connections: int) -> Burst:
    """Send every request to 127.0.0.1, ``connections`` at a time. Raises ``ConnectionError`` when one breaks off."""
    loop = asyncio.get_running_loop()
    waiting = iter(requests)
    statuses: Counter[int] = Counter()
    latencies: list[float] = []
    opened = [
        await loop.create_connection(lambda: _Connection(waiting, statuses, latencies), "127.0.0.1", port)
        for _ in range(connections)
    ]
    begun = time.perf_counter()
    for _, connection in opened:
        connection.next()
    await asyncio.gather(*(connection.finished for _, connection in opened))
    seconds = time.perf_counter() - begun
    for transport, _ in opened:
        transport.close()
    return Burst(statuses=statuses, latencies=latencies, seconds=seconds)


class _Connection(asyncio.Protocol):
    def __init__(self, waiting: Iterator[bytes], statuses: Counter[int], latencies: list[float]) -> None:
        self._waiting = waiting
        self._statuses = statuses
        self._latencies = latencies
        self._buffer = b""
        self._sent_at = 0.0
        self.finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def next(self) -> None:
        request = next(self._waiting, None)
        if request is None:
            self.finished.set_result(None)
            return
        self._sent_at = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, body = self._buffer.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not found or (length and len(body) < int(length[1])):
            return
        self._buffer = b""
        self._latencies.append(time.perf_counter() - self._sent_at)
        self._statuses[int(head[9:12])] += 1
        self.next()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.finished.done():
            self.finished.set_exception(error or ConnectionError("the server hung up"))

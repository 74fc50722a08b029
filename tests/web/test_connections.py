"""Who says nothing is let go, and there are never too many: the webhook finds a connection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from tests.support.patience import PATIENCE
from web import connections, json_body
from web.connections import bound


@asynccontextmanager
async def server(*, silence: float = PATIENCE, most: int = 100) -> AsyncIterator[int]:
    """The port of a server that reads bodies as our pages do."""

    async def post(request: web.Request) -> web.Response:
        await json_body.json_object(request)
        return web.Response()

    app = web.Application()
    app.router.add_post("/", post)
    # Where half a body was given up, nobody waits for the other half.
    runner = web.AppRunner(app, keepalive_timeout=silence, lingering_time=0)
    await runner.setup()
    assert runner.server is not None
    bound(runner.server, most)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def heard(port: int, said: bytes) -> bytes:
    """All that is answered until the server hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(said)
        return await asyncio.wait_for(reader.read(), PATIENCE)
    except ConnectionError:
        return b""
    finally:
        writer.close()


@pytest.mark.parametrize("said", [b"", b"POST / HTTP/1.1\r\nHost: x\r\nX-Half"], ids=["nothing", "half a head"])
async def test_who_says_nothing_is_let_go(said: bytes) -> None:
    async with server(silence=0.05) as port:
        assert await heard(port, said) == b""


async def test_half_a_body_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_body, "BODY_WITHIN", 0.05)
    async with server() as port:
        answer = await heard(port, b'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nConnection: close\r\n\r\n{"a')
    assert answer.startswith(b"HTTP/1.1 408")


async def test_one_connection_too_many_is_closed_and_one_that_ends_makes_room() -> None:
    async with server(most=2) as port:
        kept = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        with capture_logs() as logged:
            assert await heard(port, b"") == b""
        assert [line["event"] for line in logged] == ["connections.too_many"]
        reader, writer = kept[0]
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        assert (await reader.read()).startswith(b"HTTP/1.1 200")
        assert (
            await heard(port, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        ) != b""
        for _, writer in kept:
            writer.close()


def test_descriptors_are_left_for_everything_else() -> None:
    assert 0 < connections.RESERVE < 1024 // 2

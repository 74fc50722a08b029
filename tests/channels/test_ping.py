"""The service that raises an alarm when it hears nothing: what it is called with, and that no answer of it harms."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, cast

import pytest
import structlog
from aiohttp import web
from aiohttp.test_utils import TestServer

from channels import ping
from channels.ping import PingService
from domain.messages import Problem, SendError
from handlers.watching.watch import Watch
from tests.channels.harness import NOWHERE, Answer, Asked, HttpPlatform, over_http
from tests.channels.samples.wecom_messages import channel_at

KEY = "0f6e2a40-not-a-real-check"


@asynccontextmanager
async def service(*answers: Answer) -> AsyncIterator[HttpPlatform]:
    async with over_http(channel_at)(answers) as platform:
        yield platform


@pytest.mark.parametrize(("ending", "query"), [("", ""), ("/", ""), ("", "?create=1")])
async def test_it_is_called_as_such_services_expect(ending: str, query: str) -> None:
    async with service(*[Answer(body=b"OK")] * 3) as platform:
        called = PingService(f"{platform.url}/ping/{KEY}{ending}{query}")
        await called.start()
        await called.good()
        await called.bad(["disk", "clock"])
        await called.close()
    line = f"POST /ping/{KEY}"
    assert platform.asked == [
        Asked(line=f"{line}/start{query}", body={"alarms": []}),
        Asked(line=f"{line}{query}", body={"alarms": []}),
        Asked(line=f"{line}/fail{query}", body={"alarms": ["disk", "clock"]}),
    ]


@pytest.mark.parametrize("status", [301, 404, 429, 500])
async def test_a_refusal_is_trouble_that_does_not_tell_the_address(status: int) -> None:
    async with service(Answer(status=status, body=b"no")) as platform:
        called = PingService(f"{platform.url}/ping/{KEY}")
        with pytest.raises(SendError) as caught:
            await called.good()
        await called.close()
    assert str(status) in caught.value.detail and KEY not in caught.value.detail


@asynccontextmanager
async def hanging() -> AsyncIterator[str]:
    """A service that takes calls and answers none."""
    let_go = asyncio.Event()

    async def hang(request: web.Request) -> web.Response:
        await let_go.wait()
        return web.Response()

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", hang)
    server = TestServer(app)
    await server.start_server()
    try:
        yield str(server.make_url("")).rstrip("/")
    finally:
        let_go.set()
        await server.close()


@asynccontextmanager
async def nowhere() -> AsyncIterator[str]:
    yield NOWHERE


async def _all_is_well(self: Watch) -> list[Any]:
    return []


@pytest.mark.parametrize("away", [hanging, nowhere])
async def test_one_that_hangs_or_refuses_stops_nothing(
    away: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ping, "TIMEOUT", 0.05)
    monkeypatch.setattr(Watch, "_rings", _all_is_well)
    async with away() as url:
        called = PingService(f"{url}/ping/{KEY}")
        with pytest.raises(SendError) as caught:
            await called.good()
        assert caught.value.code is Problem.BUSY and KEY not in caught.value.detail
        watch = Watch(ctx=cast(Any, None), heartbeat=cast(Any, SimpleNamespace()), ping=called)
        with structlog.testing.capture_logs() as said:
            await watch.look()
            await watch.look()
        await called.close()
    assert [line["event"] for line in said] == ["ping_failed"] * 2

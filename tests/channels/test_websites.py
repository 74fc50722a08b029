"""Calling websites: what they answer in the end, and that none of them leads us into the network we stand in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from channels.websites import WebsiteCaller


@asynccontextmanager
async def site() -> AsyncIterator[TestServer]:
    """``/N`` answers with that status, ``/to?N`` leads on to it."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=int(request.match_info["status"]), text="x" * 100_000)

    async def onwards(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": request.query_string})

    async def in_a_circle(_: web.Request) -> web.Response:
        return web.Response(status=301, headers={"Location": "/round"})

    app = web.Application()
    app.add_routes([web.get(r"/{status:\d+}", answer), web.get("/to", onwards), web.get("/round", in_a_circle)])
    server = TestServer(app)
    await server.start_server()
    yield server
    await server.close()


@asynccontextmanager
async def caller(*, allowed: bool = True) -> AsyncIterator[WebsiteCaller]:
    opened = WebsiteCaller(public=lambda _: allowed, allowed=lambda _: True)
    yield opened
    await opened.close()


@pytest.mark.parametrize(
    ("path", "status"),
    [("/200", 200), ("/404", 404), ("/503", 503), ("/to?/200", 200), ("/to?/to?/403", 403), ("/to?/round", 0)],
)
async def test_what_is_answered_in_the_end(path: str, status: int) -> None:
    async with site() as server, caller() as called:
        assert await called.status(str(server.make_url("/")).rstrip("/") + path) == status


@pytest.mark.parametrize(
    "address", ["http://localhost:1/", "http://nowhere.invalid/", "http://[", "http://127.0.0.1:1/"]
)
async def test_what_does_not_answer_is_no_error(address: str) -> None:
    async with caller() as called:
        assert await called.status(address) == 0


async def test_a_name_of_a_machine_inside_is_not_called() -> None:
    async with site() as server:
        address = f"http://localhost:{server.port}/200"
        async with caller() as called:
            assert await called.status(address) == 200
        async with caller(allowed=False) as called:
            assert await called.status(address) == 0


async def test_what_a_website_leads_on_to_is_no_more_trusted_than_it() -> None:
    async with site() as server:
        inside = str(server.make_url("/200"))
        called = WebsiteCaller(public=lambda _: True, allowed=lambda address: address != inside)
        assert await called.status(str(server.make_url("/to")) + f"?{inside}") == 0
        assert await called.status(str(server.make_url("/200?x"))) == 200
        await called.close()
        plain = WebsiteCaller()
        assert await plain.status(inside) == 0
        await plain.close()

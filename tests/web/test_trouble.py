"""Whatever page is asked for while database and store are away: a quick 503 with a sentence, never a 500."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from domain.abilities import Abilities
from storage.engine.database import Connection, DatabaseUnavailable
from storage.simulator import SIMULATOR
from tests.support.upload_site import Site
from web.app import build_app

Client = TestClient[web.Request, web.Application]
#: What stands for each parameter of a path; numbers for all others.
_PARAMETERS = {"channel": "tiny", "upload": "0" * 32, "account": "jia"}
_TUS = {"Tus-Resumable": "1.0.0", "Upload-Length": "10", "Upload-Offset": "0", "Content-Type": "application/json"}


class Away:
    """The database, when it is away."""

    sqlite = True
    file = None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        raise DatabaseUnavailable("hush-hush")
        yield

    write = read

    async def check(self) -> None:
        raise DatabaseUnavailable("hush-hush")


class AwayInbox:
    async def put(self, received: object, *, arrived: object) -> None:
        raise DatabaseUnavailable("hush-hush")

    async def check(self) -> None:
        raise DatabaseUnavailable("hush-hush")


@pytest.fixture
async def client(site: Site) -> AsyncIterator[Client]:
    simulator = SimpleNamespace(name=SIMULATOR, abilities=Abilities())
    channels = {**site.ctx.channels, SIMULATOR: simulator}
    ctx = replace(site.ctx, database=cast(Any, Away()), channels=cast(Any, channels))
    async with TestClient(TestServer(build_app(ctx, AwayInbox(), wake=lambda: None))) as made:
        yield made


def _asked(app: web.Application) -> list[tuple[str, str]]:
    """Every method and path of the application, but what lies in files."""
    found = []
    for route in app.router.routes():
        resource = route.resource
        if resource is None or isinstance(resource, web.StaticResource):
            continue
        path = re.sub(r"{(\w+)[^}]*}", lambda match: _PARAMETERS.get(match[1], "1"), resource.canonical)
        found.append((route.method, path))
    return found


async def test_no_page_fails_when_the_database_is_away(client: Client) -> None:
    app = client.server.app  # type: ignore[attr-defined]
    asked = _asked(app)
    assert len(asked) > 20
    answers = {}
    for method, path in asked:
        headers = {**_TUS, "Authorization": "Bearer x", "Accept": "text/html"}
        async with client.request(method, path, headers=headers, json={"text": "1"}, allow_redirects=False) as answer:
            answers[method, path] = answer.status
            said = await answer.text()
        assert "hush-hush" not in said and "Traceback" not in said, path
    assert not [asked for asked, status in answers.items() if status in (500, 502, 504)]
    assert answers["GET", "/u/1"] == answers["GET", "/u/1/state"] == answers["GET", "/readyz"] == 503


async def test_a_page_says_so_as_a_page_and_the_rest_as_json(client: Client) -> None:
    page = await client.get("/u/1", headers={"Accept": "text/html,*/*"})
    assert (page.status, page.content_type, page.headers["Retry-After"]) == (503, "text/html", "10")
    assert "请稍后再试" in await page.text()
    state = await client.get("/u/1/state")
    assert (state.status, (await state.json())["problem"]) == (503, "store")

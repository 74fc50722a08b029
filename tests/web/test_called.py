"""A callback that says only that there is something: acknowledged when whoever pulls can find what to pull with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from channels.platform_time import PlatformTime
from channels.wecom_kf.channel import WecomKfChannel
from channels.wecom_kf.settings import WecomKfSettings
from domain.clock import RealClock
from storage import connections
from storage.engine.database import Database, DatabaseUnavailable
from tests.support.fakes.wecom_kf_platform import FakeKf
from web.app import build_app

KF = "wecom-kf"
Client = TestClient[web.Request, web.Application]


class Up:
    async def check(self) -> None:
        return


@pytest.fixture
async def client(database: Database) -> AsyncIterator[Client]:
    clock = RealClock()
    async with database.write() as connection:
        await connections.open_rows(connection, [KF], now=clock.real())
    channel = WecomKfChannel(WecomKfSettings(**FakeKf().credentials | {"api_base_url": "http://127.0.0.1:9"}))
    ctx = SimpleNamespace(
        channels={KF: channel},
        clock=clock,
        platform_time=PlatformTime(),
        database=database,
        objects=Up(),
        scratch=Path(),
        campaigns={},
    )
    app = build_app(cast(Any, ctx), cast(Any, Up()), wake=lambda: None, max_body=10_000)
    async with TestClient(TestServer(app)) as made:
        yield made


async def test_what_to_pull_with_is_there_when_the_platform_hears_that_it_was_heard(
    client: Client, database: Database
) -> None:
    query, body = FakeKf().callback()
    answer = await client.post(f"/callback/{KF}", params=query, data=body)
    assert (answer.status, await answer.read()) == (200, b"")
    assert (await connections.place(database, KF)).hint == "ENC1"
    forged = await client.post(f"/callback/{KF}", params=query | {"msg_signature": "0" * 40}, data=body)
    assert forged.status == 403


async def test_it_is_not_acknowledged_when_that_cannot_be_stored(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*args: object) -> None:
        raise DatabaseUnavailable("away")

    monkeypatch.setattr("web.callbacks.connections.called", fails)
    query, body = FakeKf().callback()
    assert (await client.post(f"/callback/{KF}", params=query, data=body)).status == 503

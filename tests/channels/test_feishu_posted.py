"""Feishu's events as they are posted: over HTTP into the inbox, repeated, merged under another event, forged."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select

from channels.feishu.channel import FeishuChannel
from channels.platform_time import PlatformTime
from storage.engine.database import Database
from storage.engine.objects import Objects
from storage.inbox import InboxWriter
from storage.tables import inbox
from tests.channels.samples.feishu_messages import CHECK, NOW, SENT, SETTINGS
from tests.support.clocks import FrozenClock
from tests.support.fakes import feishu_bodies as bodies
from tests.support.fakes.feishu_platform import FakeFeishu
from tests.support.seals import SEAL
from web.app import build_app

Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def platform() -> AsyncIterator[FakeFeishu]:
    async with FakeFeishu() as one:
        yield one


@pytest.fixture
async def client(database: Database, clock: FrozenClock, tmp_path: Path, platform: FakeFeishu) -> AsyncIterator[Client]:
    clock.set(NOW)
    channel = FeishuChannel(replace(SETTINGS, api_base_url=platform.base_url))
    writer = InboxWriter(database, clock, seal=SEAL)
    ctx = SimpleNamespace(
        channels={"feishu": channel},
        clock=clock,
        platform_time=PlatformTime(),
        database=database,
        objects=Objects(str(tmp_path / "files")),
        scratch=tmp_path,
        campaigns={},
    )
    async with TestClient(TestServer(build_app(cast(Any, ctx), writer, wake=lambda: None))) as made:
        yield made
    await channel.close()
    await writer.close()


async def post(client: Client, body: bodies.Body, **more: str) -> tuple[int, Any]:
    sealed = bodies.sealed(json.dumps(body, ensure_ascii=False).encode())
    headers = {**bodies.signed(sealed, NOW.timestamp()), "Content-Type": "application/json", **more}
    answer = await client.post("/callback/feishu", data=sealed, headers=headers)
    return answer.status, (await answer.json() if answer.status == 200 else None)


async def stored(database: Database) -> list[str]:
    async with database.read() as connection:
        return list(await connection.scalars(select(inbox.c.external_id).order_by(inbox.c.id)))


async def test_the_console_checks_the_address_unsigned(client: Client, database: Database) -> None:
    sealed = bodies.sealed(json.dumps(CHECK).encode())
    answer = await client.post("/callback/feishu", data=sealed)
    assert (answer.status, await answer.json()) == (200, {"challenge": "challenge-1"})
    assert await stored(database) == []


async def test_an_event_repeated_or_under_another_id_is_stored_once(client: Client, database: Database) -> None:
    event = bodies.text("ou_1", "状态", "1", SENT)
    for _ in range(3):
        assert await post(client, event) == (200, {})
    event["header"]["event_id"] = "ev_another"
    assert await post(client, event) == (200, {})
    assert await stored(database) == ["om_1"]


async def test_what_names_somebody_else_in_a_group_is_said_among_others(
    client: Client, database: Database, platform: FakeFeishu
) -> None:
    for number, account in enumerate(("ou_another", bodies.BOT)):
        mention = {"key": "@_user_1", "id": {"open_id": account}, "name": "报送助手"}
        said = {"text": "@_user_1 状态"}
        event = bodies.message("ou_1", f"g{number}", SENT, "text", said, group="oc_g", mentions=[mention])
        assert await post(client, event) == (200, {})
    async with database.read() as connection:
        told = (await connection.execute(select(inbox.c.addressed, inbox.c.text).order_by(inbox.c.id))).all()
    assert [tuple(row) for row in told] == [(False, "@报送助手 状态"), (True, "状态")]
    assert platform.calls.asked["info"] == 1


async def test_a_press_is_answered_and_stored(client: Client, database: Database) -> None:
    pressed = bodies.pressed("ou_1", "确认", "2", SENT)
    for _ in range(2):
        assert await post(client, pressed) == (200, {"toast": {"type": "success", "content": "确认"}})
    assert await stored(database) == ["ev_2"]


async def test_what_is_not_the_platforms_is_refused_and_not_stored(client: Client, database: Database) -> None:
    event = bodies.text("ou_1", "状态", "3", SENT)
    old = bodies.sealed(json.dumps(event).encode())
    assert await post(client, event, **{"X-Lark-Signature": "0" * 64}) == (403, None)
    answer = await client.post("/callback/feishu", data=old, headers=bodies.signed(old, NOW.timestamp() - 601))
    assert answer.status == 403
    answer = await client.post("/callback/feishu", data=b"{}", headers=bodies.signed(b"{}", NOW.timestamp()))
    assert answer.status == 400
    assert await stored(database) == []

"""DingTalk's callbacks as they are posted: sealed and signed, over HTTP into the inbox, said twice, forged."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select

from channels.dingtalk.channel import DingTalkChannel
from channels.platform_time import PlatformTime
from storage.engine.database import Database
from storage.engine.objects import Objects
from storage.inbox import InboxWriter
from storage.tables import inbox
from tests.channels.samples.dingtalk_messages import signed
from tests.channels.test_dingtalk_sealed import AT, CRYPTO, THEIRS, channel
from tests.support.clocks import FrozenClock
from tests.support.seals import SEAL
from web.app import build_app

Client = TestClient[web.Request, web.Application]


@pytest.fixture
def its() -> DingTalkChannel:
    return channel()


@pytest.fixture
async def client(database: Database, clock: FrozenClock, tmp_path: Path, its: DingTalkChannel) -> AsyncIterator[Client]:
    clock.set(AT)
    writer = InboxWriter(database, clock, seal=SEAL)
    ctx = SimpleNamespace(
        channels={"dingtalk": its},
        clock=clock,
        platform_time=PlatformTime(),
        database=database,
        objects=Objects(str(tmp_path / "files")),
        scratch=tmp_path,
        campaigns={},
    )
    async with TestClient(TestServer(build_app(cast(Any, ctx), writer, wake=lambda: None))) as made:
        yield made
    await its.close()
    await writer.close()


async def post(client: Client, name: str, **more: str) -> tuple[int, str]:
    """The status, and what the platform reads in the answer."""
    sealed = THEIRS[name]["envelope"]
    query = {"msg_signature": sealed["msg_signature"], "timestamp": sealed["timeStamp"], "nonce": sealed["nonce"]}
    answer = await client.post("/callback/dingtalk", params={**query, **more}, json={"encrypt": sealed["encrypt"]})
    if answer.status != 200:
        return answer.status, ""
    told = await answer.json()
    assert told["msg_signature"] == CRYPTO.sign(told["timeStamp"], told["nonce"], told["encrypt"])
    return answer.status, CRYPTO.decrypt(told["encrypt"])


async def stored(database: Database) -> list[str]:
    async with database.read() as connection:
        return list(await connection.scalars(select(inbox.c.external_id).order_by(inbox.c.id)))


async def test_what_is_sealed_is_stored_once_and_answered_each_time(client: Client, database: Database) -> None:
    assert await post(client, "check_url") == (200, "success")
    assert await stored(database) == []
    for _ in range(2):
        for name in ("text", "event"):
            assert await post(client, name) == (200, "success")
    assert await stored(database) == ["m-sealed", "event:event-1"]


async def test_sealed_or_signed_the_same_message_is_one(client: Client, database: Database) -> None:
    plain = signed(json.dumps(THEIRS["text"]["plain"]).encode(), AT)
    answer = await client.post("/callback/dingtalk", data=plain.body, headers=plain.headers)
    assert (answer.status, await answer.read()) == (200, b"")
    assert await post(client, "text") == (200, "success")
    assert await stored(database) == ["m-sealed"]


async def test_what_is_not_theirs_is_refused_and_not_stored(client: Client, database: Database) -> None:
    for more in ({"msg_signature": "0" * 40}, {"timestamp": "1"}, {"nonce": "another"}):
        assert await post(client, "text", **more) == (403, "")
    answer = await client.post("/callback/dingtalk", json={"encrypt": THEIRS["text"]["envelope"]["encrypt"]})
    assert answer.status == 403
    assert await stored(database) == []


class TestWithoutAKey:
    @pytest.fixture
    def its(self) -> DingTalkChannel:
        return channel(token="", aes_key="")

    async def test_what_is_sealed_is_refused_so_that_it_comes_again(self, client: Client, database: Database) -> None:
        assert await post(client, "text") == (400, "")
        assert await stored(database) == []

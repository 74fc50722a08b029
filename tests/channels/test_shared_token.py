"""One access token for all processes of an installation: fetched once, renewed once, read by nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import select

from channels.dingtalk.channel import DingTalkChannel
from channels.dingtalk.settings import DingTalkSettings
from channels.feishu.channel import FeishuChannel
from channels.feishu.settings import FeishuSettings
from channels.wechat.channel import WechatChannel
from channels.wechat.settings import WechatSettings
from channels.wecom.channel import WecomChannel
from channels.wecom.settings import WecomSettings
from channels.wecom_kf.channel import WecomKfChannel
from channels.wecom_kf.settings import WecomKfSettings
from domain.messages import Outgoing
from handlers.shared_tokens import StoredToken
from storage.engine.database import Database, DatabaseUnavailable
from storage.engine.sealing import Seal
from storage.tables import access_tokens
from tests.support.clocks import FrozenClock
from tests.support.fakes.dingtalk_platform import FakeDingTalk
from tests.support.fakes.feishu_platform import FakeFeishu
from tests.support.fakes.wechat_platform import FakeWechat
from tests.support.fakes.wecom_kf_platform import FakeKf
from tests.support.fakes.wecom_platform import FakeWecom
from tests.support.seals import SEAL


@asynccontextmanager
async def processes(
    database: Database, clock: FrozenClock, wecom: FakeWecom, number: int = 2, seals: tuple[Seal, ...] = (SEAL, SEAL)
) -> AsyncIterator[list[WecomChannel]]:
    def seconds() -> float:
        return clock.real().timestamp()

    found = [
        WecomChannel(
            WecomSettings(**wecom.credentials),
            clock=seconds,
            token=StoredToken(database=database, seal=seals[each], clock=clock, channel="wecom"),
        )
        for each in range(number)
    ]
    try:
        yield found
    finally:
        for channel in found:
            await channel.close()


@pytest.fixture
async def wecom(clock: FrozenClock) -> AsyncIterator[FakeWecom]:
    async with FakeWecom(clock=lambda: clock.real().timestamp()) as platform:
        yield platform


def words(text: str) -> Outgoing:
    return Outgoing(channel="wecom", receivers=("zhangsan",), text=text)


async def test_what_one_has_fetched_the_others_use(database: Database, clock: FrozenClock, wecom: FakeWecom) -> None:
    async with processes(database, clock, wecom) as (one, other):
        await one.send(words("一"))
        await other.send(words("二"))
        assert wecom.calls["gettoken"] == 1
        async with database.read() as connection:
            (kept,) = await connection.scalars(select(access_tokens.c.token))
        assert "access-token" not in kept


async def test_it_is_renewed_once_for_all(database: Database, clock: FrozenClock, wecom: FakeWecom) -> None:
    async with processes(database, clock, wecom) as (one, other):
        await one.send(words("一"))
        await other.send(words("二"))
        clock.advance(seconds=7_000)
        await one.send(words("三"))
        await other.send(words("四"))
        assert wecom.calls["gettoken"] == 2
        # Ended early, and each finds it out for itself.
        wecom.expire_tokens()
        await other.send(words("五"))
        await one.send(words("六"))
        assert wecom.calls["gettoken"] == 3
        assert len(wecom.delivered) == 6


async def test_whoever_cannot_read_it_fetches_their_own(
    database: Database, clock: FrozenClock, wecom: FakeWecom, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with processes(database, clock, wecom, seals=(SEAL, Seal("another key of ours"))) as (
        one,
        other,
    ):
        await one.send(words("一"))
        await other.send(words("二"))
        assert wecom.calls["gettoken"] == 2 and len(wecom.delivered) == 2

    async def away(*args: object, **kwargs: object) -> None:
        raise DatabaseUnavailable("away")

    monkeypatch.setattr("storage.access_tokens.read", away)
    monkeypatch.setattr("storage.access_tokens.write", away)
    async with processes(database, clock, wecom, number=1) as (alone,):
        await alone.send(words("三"))
        assert len(wecom.delivered) == 3


#: Kind → its fake, its channel, its settings.
OTHERS: dict[str, tuple[Callable[..., Any], Callable[..., Any], Callable[..., Any]]] = {
    "dingtalk": (FakeDingTalk, DingTalkChannel, DingTalkSettings),
    "feishu": (FakeFeishu, FeishuChannel, FeishuSettings),
}


@pytest.mark.parametrize("kind", OTHERS)
async def test_so_do_robots_and_bots(database: Database, clock: FrozenClock, kind: str) -> None:
    fake, channel, settings = OTHERS[kind]

    def process(platform: Any) -> Any:
        return channel(
            settings(**platform.credentials),
            clock=lambda: clock.real().timestamp(),
            real=clock.real,
            token=StoredToken(database=database, seal=SEAL, clock=clock, channel=kind),
        )

    async def say(one: Any, text: str) -> None:
        await one.send(Outgoing(channel=kind, receivers=("zhangsan",), text=text, key=text))

    async with fake(clock=lambda: clock.real().timestamp()) as platform:
        one, other = process(platform), process(platform)
        await say(one, "一")
        await say(other, "二")
        assert platform.calls.asked["token"] == 1
        async with database.read() as connection:
            (kept,) = await connection.scalars(select(access_tokens.c.token))
        assert "t-" not in kept and "token-" not in kept
        # Ended early: whoever finds it out first has it renewed, for the other too.
        platform.calls.expire_tokens()
        await say(other, "三")
        await say(one, "四")
        assert platform.calls.asked["token"] == 2
        assert [brought.text for brought in platform.calls.brought] == ["一", "二", "三", "四"]
        await one.close()
        await other.close()


async def test_so_does_an_account_of_plain_wechat(database: Database, clock: FrozenClock) -> None:
    async with FakeWechat(clock=lambda: clock.real().timestamp()) as platform:
        for _ in range(2):
            token = StoredToken(database=database, seal=SEAL, clock=clock, channel="wechat")
            one = WechatChannel(WechatSettings(**platform.credentials), real=clock.real, token=token)
            assert await one._calls.with_token(_itself) == platform.token
            await one.close()
        assert platform.asked["token"] == 1


async def test_so_does_customer_service(database: Database, clock: FrozenClock) -> None:
    asked = set()
    async with FakeKf(clock=lambda: clock.real().timestamp()) as platform:
        for _ in range(2):
            token = StoredToken(database=database, seal=SEAL, clock=clock, channel="wecom-kf")
            one = WecomKfChannel(WecomKfSettings(**platform.credentials), real=clock.real, token=token)
            asked.add(await one._api.with_token(_itself))
            await one.close()
    assert len(asked) == 1


async def _itself(token: str) -> str:
    return token

"""Sending through a WeCom that obeys its own limits: many receivers, retries, tokens, settings that cannot be right."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from channels.wecom.channel import WecomChannel
from channels.wecom.errors import MEANINGS, TOKEN_CODES, error_of
from channels.wecom.settings import WecomSettings
from domain.messages import Outgoing, Problem, SendError, Sent, Unreachable
from tests.channels.samples.wecom_calls import ERRCODES, STALE
from tests.support.fakes.wecom_platform import SECRET, FakeWecom


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 1_604_888_880.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def wecom(clock: Clock) -> AsyncIterator[FakeWecom]:
    async with FakeWecom(clock=clock) as platform:
        yield platform


@pytest.fixture
async def channel(wecom: FakeWecom, clock: Clock) -> AsyncIterator[WecomChannel]:
    channel = WecomChannel(WecomSettings(**wecom.credentials), clock=clock)
    yield channel
    await channel.close()


def text(words: str, *receivers: str) -> Outgoing:
    return Outgoing(channel="wecom", receivers=receivers or ("zhangsan",), text=words)


async def failure(channel: WecomChannel, outgoing: Outgoing | None = None) -> SendError:
    with pytest.raises(SendError) as caught:
        await channel.send(outgoing or text("你好"))
    return caught.value


async def test_a_text_reaches_every_receiver_in_one_call(wecom: FakeWecom, channel: WecomChannel) -> None:
    receivers = [f"member{number}" for number in range(1000)]
    sent = await channel.send(text("今天的材料请在十点前报送", *receivers))
    assert sent == Sent(message_id="msg-1")
    assert [delivery.account for delivery in wecom.delivered] == receivers
    assert wecom.inbox_of("member999") == ["今天的材料请在十点前报送"]
    assert wecom.calls == {"gettoken": 1, "message/send": 1}


async def test_a_retry_is_swallowed_by_the_platform(wecom: FakeWecom, channel: WecomChannel, clock: Clock) -> None:
    wecom.fail_next("message/send", lose_answer=True)
    error = await failure(channel)
    assert (error.code, error.permanent) == (Problem.BUSY, False)
    clock.now += 1799
    assert (await channel.send(text("你好"))).message_id == "msg-1"
    assert wecom.inbox_of("zhangsan") == ["你好"]
    assert len(wecom.mailboxes.swallowed) == 1


async def test_invalid_and_unlicensed_members_are_told_apart(wecom: FakeWecom, channel: WecomChannel) -> None:
    wecom.mailboxes.members = {"zhangsan", "LiSi", "wangwu"}
    wecom.mailboxes.unlicensed = {"wangwu"}
    sent = await channel.send(text("你好", "ZhangSan", "lisi", "WangWu", "GoneMember", "gone2"))
    assert sent.rejected == {
        "WangWu": Unreachable.UNLICENSED,
        "GoneMember": Unreachable.UNKNOWN,
        "gone2": Unreachable.UNKNOWN,
    }
    assert [delivery.account for delivery in wecom.delivered] == ["zhangsan", "lisi"]


async def test_all_receivers_invalid_is_a_receiver_problem(wecom: FakeWecom, channel: WecomChannel) -> None:
    wecom.mailboxes.members = set()
    error = await failure(channel)
    assert (error.code, error.permanent) == (Problem.RECEIVER, True)


def test_the_table_has_every_code_we_act_on() -> None:
    assert set(ERRCODES) == {*MEANINGS, 99999}
    assert set(STALE) == TOKEN_CODES


async def test_an_address_not_trusted_stops_the_channel_without_losing_the_message(
    wecom: FakeWecom, channel: WecomChannel
) -> None:
    wecom.trusted = False
    error = await failure(channel)
    assert (error.code, error.permanent) == (Problem.CONFIGURATION, False)
    wecom.trusted = True
    await channel.send(text("你好"))
    assert wecom.inbox_of("zhangsan") == ["你好"]


@pytest.mark.parametrize("path", ["message/send", "gettoken"])
async def test_after_an_answer_that_is_not_the_platforms_the_next_try_goes_out(
    wecom: FakeWecom, channel: WecomChannel, path: str
) -> None:
    wecom.fail_next(path, status=502, body="<html>Bad gateway</html>")
    assert (await failure(channel)).code is Problem.BUSY
    await channel.send(text("你好"))
    assert wecom.inbox_of("zhangsan") == ["你好"]


async def test_silence_ends_at_the_timeout(wecom: FakeWecom) -> None:
    channel = WecomChannel(WecomSettings(**wecom.credentials, call_timeout=0.05, read_timeout=0.05))
    wecom.add_media("slow", b"x", gate=asyncio.Event())
    with pytest.raises(SendError) as caught:
        await channel._api.call("GET", "/cgi-bin/media/get", params={"media_id": "slow"})
    assert (caught.value.code, caught.value.permanent) == (Problem.BUSY, False)
    await channel.close()


async def test_fifty_sends_on_an_expired_token_fetch_one_new_token(wecom: FakeWecom, channel: WecomChannel) -> None:
    await channel.send(text("先来一条"))
    wecom.expire_tokens()
    await asyncio.gather(*(channel.send(text(f"第 {number} 条", f"m{number}")) for number in range(50)))
    assert wecom.calls["gettoken"] == 2
    assert len(wecom.delivered) == 51


async def test_fifty_sends_at_the_start_fetch_one_token(wecom: FakeWecom, channel: WecomChannel) -> None:
    await asyncio.gather(*(channel.send(text(f"第 {number} 条", f"m{number}")) for number in range(50)))
    assert wecom.calls == {"gettoken": 1, "message/send": 50}


async def test_a_token_taken_back_early_is_replaced_unseen(wecom: FakeWecom, channel: WecomChannel) -> None:
    await channel.send(text("一"))
    wecom.forget_tokens()
    await channel.send(text("二"))
    assert wecom.inbox_of("zhangsan") == ["一", "二"]
    assert wecom.calls == {"gettoken": 2, "message/send": 3}


async def test_the_token_is_renewed_before_it_expires(wecom: FakeWecom, channel: WecomChannel, clock: Clock) -> None:
    await channel.send(text("一"))
    clock.now += 6899
    await channel.send(text("二"))
    assert wecom.calls["gettoken"] == 1
    clock.now += 1
    await channel.send(text("三"))
    assert wecom.calls == {"gettoken": 2, "message/send": 3}


async def test_a_short_lived_token_is_still_used(wecom: FakeWecom, channel: WecomChannel, clock: Clock) -> None:
    wecom.token_lifetime = 60
    await channel.send(text("一"))
    clock.now += 29
    await channel.send(text("二"))
    assert wecom.calls["gettoken"] == 1
    clock.now += 1
    await channel.send(text("三"))
    assert wecom.calls["gettoken"] == 2


async def test_a_wrong_secret_is_not_tried_again_and_again(wecom: FakeWecom, clock: Clock) -> None:
    channel = WecomChannel(WecomSettings(**{**wecom.credentials, "secret": "not-the-secret"}), clock=clock)
    first = await failure(channel)
    assert (first.code, first.permanent) == (Problem.CREDENTIALS, False)
    clock.now += 100
    again = await failure(channel)
    assert (again.code, again.retry_after) == (Problem.CREDENTIALS, 7100.0)
    assert wecom.calls == {"gettoken": 1}
    with pytest.raises(SendError):
        await channel.probe()
    assert wecom.calls == {"gettoken": 2}, "who probes wants to know"
    clock.now += 7200
    await failure(channel)
    assert wecom.calls == {"gettoken": 3}
    await channel.close()


@pytest.mark.parametrize(
    "wrong",
    [
        {"encoding_aes_key": "short"},
        {"encoding_aes_key": "=" * 43},
        {"api_base_url": "qyapi.weixin.qq.com"},
        {"corp_id": ""},
        {"secret": ""},
        {"token": ""},
        {"encoding_aes_key": "a" * 42},
        {"encoding_aes_key": "a" * 44},
        {"range_bytes": 0},
        {"range_bytes": 20 * 1024 * 1024 + 1},
    ],
    ids=lambda wrong: "-".join(wrong),
)
def test_settings_that_cannot_be_right_are_named_without_their_value(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))) as caught:
        WecomSettings(**{**FakeWecom().credentials, "api_base_url": "http://127.0.0.1:9", **wrong})
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("range_bytes", [1, 20 * 1024 * 1024])
def test_the_platforms_longest_range_is_taken(range_bytes: int) -> None:
    credentials = {**FakeWecom().credentials, "api_base_url": "http://127.0.0.1:9"}
    assert WecomSettings(**credentials, range_bytes=range_bytes).range_bytes == range_bytes


@pytest.mark.parametrize(("share", "wait"), [(0.0, 2.0), (0.5, 4.0), (1.0, 6.0)])
def test_callers_who_met_do_not_meet_again(monkeypatch: pytest.MonkeyPatch, share: float, wait: float) -> None:
    monkeypatch.setattr("random.uniform", lambda low, high: low + share * (high - low))
    assert error_of(45033, "").retry_after == wait


class Asked(Exception):
    """A request would have gone out."""


async def test_every_call_has_its_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given: list[aiohttp.ClientTimeout] = []

    def request(session: object, method: str, url: str, *, timeout: aiohttp.ClientTimeout, **options: object) -> None:
        given.append(timeout)
        raise Asked

    async def token() -> str:
        return "token"

    channel = WecomChannel(WecomSettings(**{**FakeWecom().credentials, "api_base_url": "http://127.0.0.1:9"}))
    monkeypatch.setattr(aiohttp.ClientSession, "request", request)
    monkeypatch.setattr(channel._api._tokens, "get", token)
    for call in (channel.send(text("你好")), channel.fetch("m1", tmp_path)):
        with pytest.raises(Asked):
            await call
    sending, fetching = given
    assert sending == aiohttp.ClientTimeout(total=15)
    assert fetching == aiohttp.ClientTimeout(total=600, sock_connect=15, sock_read=30)
    await channel.close()

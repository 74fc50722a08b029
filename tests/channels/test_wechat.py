"""A 服务号 against a platform that keeps its window, tokens and template; what foreign hands make of its wire."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from wechatpy import WeChatClient, parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import WeChatClientException

from channels.contract import Callback
from channels.registry import Services, kinds
from channels.wechat.channel import CODE_FOR, LONGEST_FIELD, LONGEST_TEXT, WINDOW, WechatChannel
from channels.wechat.settings import WechatSettings
from domain.abilities import Unasked
from domain.clock import CHINA
from domain.messages import Forged, MessageKind, Outgoing, Problem, SendError, Sent, Unreachable
from formats.words import chat as words
from tests.support.fakes import wechat_platform as limits
from tests.support.fakes.wechat_platform import TEMPLATE, FakeWechat
from tests.support.fakes.wecom_crypto import CallbackCrypto

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "foreign/wechat.json").read_text(encoding="utf-8"))
NOW = datetime.fromtimestamp(int(VECTORS["timestamp"]), UTC)
KEYS = {name: VECTORS[name] for name in ("appid", "token", "encoding_aes_key")}
DUE = datetime(2026, 11, 9, 10, 0, tzinfo=CHINA)
#: Name of a vector → what it means.
MEANS = {
    "text": (MessageKind.TEXT, "状态", ""),
    "image": (MessageKind.PHOTO, "", "media-oa-1"),
    "voice_recognition_empty": (MessageKind.VOICE, "", "media-oa-2"),
    "video": (MessageKind.VIDEO, "", "media-oa-3"),
    "file_undocumented": (MessageKind.FILE, "", ""),
    "event_subscribe": (MessageKind.ENTER, "ABCD2345", ""),
    "event_click": (MessageKind.BUTTON, "状态", ""),
    "event_unsubscribe": (MessageKind.LEAVE, "", ""),
    "event_template_finish": (MessageKind.LEAVE, "", ""),
}

by_vector = pytest.mark.parametrize("vector", VECTORS["callbacks"], ids=lambda vector: str(vector["name"]))


def of_vectors(**more: str) -> WechatChannel:
    return WechatChannel(WechatSettings(**{**KEYS, **more}, secret="s"))


def posted(vector: dict[str, str]) -> Callback:
    query = {"timestamp": VECTORS["timestamp"], "nonce": VECTORS["nonce"], "encrypt_type": "aes"}
    query |= {"signature": VECTORS["plain_signature"], "msg_signature": vector["msg_signature"]}
    return Callback(query=query, headers={}, body=vector["body"].encode(), at=NOW)


# What foreign hands have sealed, and what they make of ours


@by_vector
def test_ours_opens_theirs(vector: dict[str, str]) -> None:
    (message,) = of_vectors().receive(posted(vector)).messages
    assert (message.kind, message.text, message.media) == MEANS[vector["name"]]
    assert (message.sender, message.raw) == ("oFakeOpenId_0001", "")


@by_vector
def test_theirs_is_forged_for_whoever_has_another_token_or_id(vector: dict[str, str]) -> None:
    for more in ({"token": "another"}, {"appid": "wxother"}):
        with pytest.raises(Forged):
            of_vectors(**more).receive(posted(vector))


def test_their_plain_signature_is_the_one_of_the_address_check() -> None:
    query = {"timestamp": VECTORS["timestamp"], "nonce": VECTORS["nonce"], "signature": VECTORS["plain_signature"]}
    callback = Callback(query={**query, "echostr": "123"}, headers={}, body=b"", at=NOW)
    assert of_vectors().verify(callback) == "123"


@by_vector
def test_theirs_opens_what_the_hand_of_the_tests_seals(vector: dict[str, str]) -> None:
    hand = CallbackCrypto(KEYS["token"], KEYS["encoding_aes_key"], KEYS["appid"])
    sealed = hand.encrypt(vector["plain"])
    signature = hand.sign(VECTORS["timestamp"], VECTORS["nonce"], sealed)
    foreign = WeChatCrypto(KEYS["token"], KEYS["encoding_aes_key"], KEYS["appid"])
    body = limits.envelope(sealed).decode()
    opened = foreign.decrypt_message(body, signature, VECTORS["timestamp"], VECTORS["nonce"])
    assert (opened if isinstance(opened, str) else opened.decode()) == vector["plain"]


async def test_a_foreign_client_reads_what_the_fake_posts_and_is_kept_to_its_window() -> None:
    async with FakeWechat() as platform:
        query, body = platform.callback(await platform.say("oAlice", "状态"))
        foreign = WeChatCrypto(limits.TOKEN, limits.ENCODING_AES_KEY, limits.APPID)
        opened = foreign.decrypt_message(body.decode(), query["msg_signature"], query["timestamp"], query["nonce"])
        message = parse_message(opened)
        assert (message.source, message.content) == ("oAlice", "状态")
        client = WeChatClient(limits.APPID, limits.SECRET, access_token=platform.token)
        client.API_BASE_URL = f"{platform.base_url}/cgi-bin/"
        for _ in range(WINDOW.messages):
            await asyncio.to_thread(client.message.send_text, "oAlice", "在")
        assert platform.heard("oAlice") == ["在"] * 5
        for account, code in (("oAlice", 45047), ("oBob", 45015)):
            with pytest.raises(WeChatClientException) as caught:
                await asyncio.to_thread(client.message.send_text, account, "在")
            assert caught.value.errcode == code


async def test_a_code_to_be_scanned_is_made_as_foreign_hands_make_one() -> None:
    async with FakeWechat() as platform:
        client = WeChatClient(limits.APPID, limits.SECRET, access_token=platform.token)
        client.API_BASE_URL = f"{platform.base_url}/cgi-bin/"
        scene = {"scene": {"scene_str": "ABCD2345"}}
        asked = {"expire_seconds": limits.LONGEST_CODE, "action_name": "QR_STR_SCENE", "action_info": scene}
        theirs = await asyncio.to_thread(client.qrcode.create, asked)
        theirs_at = client.qrcode.get_url(theirs["ticket"])
        channel = WechatChannel(WechatSettings(**platform.credentials))
        ours = await channel.personal_link("ABCD2345")
        assert ours.good_for == CODE_FOR == timedelta(seconds=limits.LONGEST_CODE)
        shown = {client.qrcode.get_url(ticket): carried for ticket, carried in platform.codes.items()}
        # A slash of a query's value may stand as it is.
        assert shown == dict.fromkeys((theirs_at, ours.address.replace("%2F", "/")), "ABCD2345")
        with pytest.raises(SendError) as caught:
            await channel.personal_link("A" * (limits.LONGEST_SCENE + 1))
        assert "47001" in caught.value.detail
        await channel.close()


# What is said


class Clock:
    def __init__(self) -> None:
        self.now = NOW.timestamp()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Iterator[Clock]:
    yield Clock()


@asynccontextmanager
async def opened(clock: Clock, **more: str) -> AsyncIterator[tuple[FakeWechat, WechatChannel]]:
    async with FakeWechat(clock=clock) as platform:
        settings = WechatSettings(**{**platform.credentials, **more})
        channel = WechatChannel(
            settings, clock=clock, real=lambda: datetime.fromtimestamp(clock(), UTC), owed=words.OWED
        )
        yield platform, channel
        await channel.close()


def say(text: str = "在", account: str = "oAlice", **more: Any) -> Outgoing:
    return Outgoing(channel="wechat", receivers=(account,), text=text, key="k1", **more)


async def refused(channel: WechatChannel, outgoing: Outgoing) -> SendError:
    with pytest.raises(SendError) as caught:
        await channel.send(outgoing)
    return caught.value


async def test_five_messages_within_48_hours(clock: Clock) -> None:
    async with opened(clock) as (platform, channel):
        assert (await refused(channel, say())).unreachable is Unreachable.WINDOW
        await platform.say("oAlice", "状态")
        for _ in range(5):
            assert await channel.send(say()) == Sent()
        assert (await refused(channel, say())).unreachable is Unreachable.WINDOW
        await platform.say("oAlice", "状态")
        clock.now += timedelta(hours=48).total_seconds()
        assert (await refused(channel, say())).unreachable is Unreachable.WINDOW
        assert platform.heard("oAlice") == ["在"] * 5


async def test_a_deadline_goes_by_the_template_where_words_do_not(clock: Clock) -> None:
    async with opened(clock, deadline_template=TEMPLATE) as (platform, channel):
        await platform.say("oAlice", "状态")
        await channel.send(say("还有 80 分钟", due=DUE))
        assert (platform.heard("oAlice"), platform.templates("oAlice")) == (["还有 80 分钟"], [])
        sent = await channel.send(say("还有 80 分钟", "oBob", due=DUE))
        assert sent.message_id == "200163840"
        # The same call is the same message.
        await channel.send(say("还有 80 分钟", "oBob", due=DUE))
        assert platform.templates("oBob") == [{"thing1": words.OWED, "time2": "2026年11月9日 10:00"}]
        # Nothing else does.
        assert (await refused(channel, say("回执", "oBob"))).unreachable is Unreachable.WINDOW
        platform.gone.add("oBob")
        assert (await refused(channel, say("还有", "oBob", due=DUE))).unreachable is Unreachable.BLOCKED


@pytest.mark.parametrize(
    "wrong", [{}, {"deadline_template": "other"}, {"deadline_template": TEMPLATE, "due_field": "x"}]
)
async def test_without_a_template_or_with_a_wrong_one_a_deadline_waits(clock: Clock, wrong: dict[str, str]) -> None:
    async with opened(clock, **wrong) as (platform, channel):
        assert (await refused(channel, say(due=DUE))).unreachable is Unreachable.WINDOW
        assert platform.asked["template"] == bool(wrong) and not platform.brought


async def test_an_answer_that_is_lost_may_have_been_said(clock: Clock) -> None:
    async with opened(clock) as (platform, channel):
        await platform.say("oAlice", "状态")
        platform.swallow = 1
        assert (await refused(channel, say())).code is Problem.UNCERTAIN
        assert not channel.abilities.repeatable and platform.heard("oAlice") == ["在"]


async def test_processes_share_one_token_and_only_a_refused_one_is_replaced(clock: Clock) -> None:
    async with opened(clock) as (platform, one):
        another = WechatChannel(WechatSettings(**platform.credentials), clock=clock)
        await platform.say("oAlice", "状态")
        await one.send(say())
        await another.send(say())
        assert (platform.token, platform.asked["token"]) == ("token-1", 2)
        platform.refusals["custom"] = [40001]
        await one.send(say())
        assert platform.token != "token-1"
        # The other one finds it without replacing it again.
        given = platform.token
        await another.send(say())
        assert platform.token == given
        # At most as often as the platform lets us in a day.
        platform.refusals["custom"] = [42001]
        await one.send(say())
        assert platform.token == given
        await another.close()


async def test_photos_and_videos_are_fetched(clock: Clock, tmp_path: Path) -> None:
    async with opened(clock) as (platform, channel):
        platform.files = {"media-1": b"photo", "video-1": b"video"}
        for media, data in platform.files.items():
            assert (await channel.fetch(media, tmp_path)).path.read_bytes() == data
        with pytest.raises(SendError) as caught:
            await channel.fetch("media-2", tmp_path)
        assert caught.value.code is Problem.MEDIA_GONE


def test_the_channel_knows_what_the_platform_lets_through() -> None:
    assert (WINDOW.messages, WINDOW.within.total_seconds()) == limits.SPOKEN
    assert LONGEST_TEXT == limits.LONGEST_TEXT
    assert 0 < len(words.OWED) <= LONGEST_FIELD == limits.FIELDS["thing1"]


def test_what_it_may_say_unasked_depends_on_the_template() -> None:
    for template, unasked in (("", Unasked.WINDOW), (TEMPLATE, Unasked.TEMPLATE)):
        settings = WechatSettings(**KEYS, secret="s", deadline_template=template)
        assert kinds()["wechat"].build("wechat", settings, Services()).abilities.unasked is unasked


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"encoding_aes_key": "short"}, "encoding_aes_key"),
        ({"appid": ""}, "appid"),
        ({"api_base_url": "api.weixin.qq.com"}, "api_base_url"),
        ({"due_field": ""}, "due_field"),
    ],
)
def test_a_setting_that_cannot_be_right_is_named(wrong: dict[str, str], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        WechatSettings(**{**KEYS, "secret": "s", **wrong})

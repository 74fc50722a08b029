"""Whom a message in a group of Feishu's names: the bot by its id alone, whatever it is called, and nobody else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from channels.contract import Callback
from channels.feishu.channel import FeishuChannel
from channels.feishu.itself import Itself
from channels.feishu.message import understand
from channels.feishu.settings import FeishuSettings
from channels.preparing import preparing
from domain.messages import Incoming, MessageKind
from tests.channels.samples.dingtalk_messages import CHANNEL as DINGTALK
from tests.support import lines
from tests.support.fakes import feishu_bodies as bodies
from tests.support.fakes.feishu_bodies import BOT
from tests.support.fakes.feishu_calls import Refused
from tests.support.fakes.feishu_platform import FakeFeishu

NOW = datetime(2026, 11, 9, 1, 28, tzinfo=UTC)
SENT = int(NOW.timestamp()) * 1000

Mention = dict[str, Any]


def mention(number: int, account: str, name: str, **more: str) -> Mention:
    return {
        "key": f"@_user_{number}",
        "id": {"open_id": account, "union_id": "on", "user_id": "u"},
        "name": name,
        **more,
    }


ME = mention(1, BOT, "报送助手")
RENAMED = mention(1, BOT, "报送 小助手（新）", mentioned_type="bot")
PERSON = mention(2, "ou_2", "李四", mentioned_type="user")
#: Older events do not say of what kind somebody is, and other bots are no people either.
UNTYPED = mention(2, "ou_2", "李四")
OTHER_BOT = mention(2, "ou_other", "天气", mentioned_type="bot")
TWELFTH = mention(12, "ou_12", "王五")
EVERYBODY = {"key": "@_all", "id": {"open_id": "", "union_id": "", "user_id": ""}, "name": "所有人"}
#: Somebody who is called as placeholders are.
CUNNING = mention(2, "ou_2", "@_user_1 状态")


def said(content: Any, *mentions: Mention, kind: str = "text", group: str = "oc_g", bot: str = BOT) -> list[Incoming]:
    told = {"text": content} if isinstance(content, str) else content
    body = bodies.message("ou_1", "1", SENT, kind, told, group=group, mentions=list(mentions))
    return list(understand(json.dumps(body).encode(), "feishu", NOW, bot=bot))


@pytest.mark.parametrize(
    ("words", "mentions", "addressed", "meant"),
    [
        ("@_user_1 状态", [ME], True, "状态"),
        ("@_user_1 状态", [RENAMED], True, "状态"),
        ("@_user_1状态", [ME], True, "状态"),
        ("状态 @_user_1", [ME], True, "状态"),
        ("@_user_1\n第一行\n第二行", [ME], True, "第一行\n第二行"),
        ("请 @_user_1 看状态", [ME], True, "请 看状态"),
        ("@_user_2 @_user_1 免报", [PERSON, ME], True, "@李四 免报"),
        ("@_user_1 @_user_1 状态", [ME], True, "状态"),
        ("@_user_1 催 @_user_12 和 @_user_2", [ME, PERSON, TWELFTH], True, "催 @王五 和 @李四"),
        ("@_user_1 催 @_user_2", [ME, CUNNING], True, "催 @@_user_1 状态"),
        ("@_user_1 通知 @_all", [ME, EVERYBODY], True, "通知 @所有人"),
        ("@_user_2 在吗", [PERSON], False, "@李四 在吗"),
        ("@_user_2 在吗", [UNTYPED], False, "@李四 在吗"),
        ("@_user_2 今天天气", [OTHER_BOT], False, "@天气 今天天气"),
        ("@_all 下午开会", [EVERYBODY], False, "@所有人 下午开会"),
        ("@_all 下午开会", [], False, "@所有人 下午开会"),
        ("下午开会", [], False, "下午开会"),
        ("@报送助手 状态", [], False, "@报送助手 状态"),
        ("@_user_7 谁", [], False, "@_user_7 谁"),
    ],
)
def test_it_is_addressed_by_its_id_alone(words: str, mentions: list[Mention], addressed: bool, meant: str) -> None:
    (message,) = said(words, *mentions)
    assert (message.addressed, message.text) == (addressed, meant)
    assert message.group == "oc_g"


def test_between_two_everything_is_addressed() -> None:
    (message,) = said("@_user_1 状态 @_all", ME, group="")
    assert (message.addressed, message.text, message.group) == (True, "状态 @所有人", "")


@pytest.mark.parametrize("words", ["@_user_1", "@_user_1 ", "@_user_1 @_user_1\n"])
def test_the_name_alone_is_a_message_without_words(words: str) -> None:
    (message,) = said(words, ME)
    assert (message.kind, message.text, message.addressed) == (MessageKind.TEXT, "", True)


@pytest.mark.parametrize(
    ("paragraphs", "mentions", "addressed", "meant"),
    [
        (
            [[{"tag": "at", "user_id": "@_user_1", "user_name": "x"}, {"tag": "text", "text": " 状态"}]],
            [ME],
            True,
            "状态",
        ),
        ([[{"tag": "text", "text": "状态"}], [{"tag": "at", "user_id": "@_user_1"}]], [ME], True, "状态"),
        ([[{"tag": "at", "user_id": "@_user_2"}, {"tag": "text", "text": "看"}]], [PERSON], False, "@李四看"),
        ([[{"tag": "at", "user_id": "@_all"}, {"tag": "text", "text": "看"}]], [], False, "@所有人看"),
        (
            [[{"tag": "at", "user_id": "ou_9", "user_name": "赵六"}, {"tag": "text", "text": "看"}]],
            [],
            False,
            "@赵六看",
        ),
    ],
)
def test_a_post_names_as_a_text_does(
    paragraphs: list[Any], mentions: list[Mention], addressed: bool, meant: str
) -> None:
    (message,) = said({"title": "", "content": paragraphs}, *mentions, kind="post")
    assert (message.addressed, message.text) == (addressed, meant)


def test_a_picture_beside_the_name_is_all_that_was_said() -> None:
    paragraphs = [[{"tag": "at", "user_id": "@_user_1"}], [{"tag": "img", "image_key": "img_1"}]]
    (message,) = said({"title": "", "content": paragraphs}, ME, kind="post")
    assert (message.kind, message.addressed, message.media) == (MessageKind.PHOTO, True, "image/om_1/img_1")


@pytest.mark.parametrize(
    ("mentions", "addressed"),
    [([ME], True), ([RENAMED], True), ([PERSON], False), ([EVERYBODY], False), ([], False)],
)
def test_until_it_knows_its_id_nobody_who_is_a_person_is_taken_for_it(mentions: list[Mention], addressed: bool) -> None:
    (message,) = said("@_user_1 @_user_2 @_all 状态", *mentions, bot="")
    assert message.addressed is addressed


# Learning who it is


@pytest.fixture
async def platform() -> AsyncIterator[FakeFeishu]:
    async with FakeFeishu() as one:
        yield one


def posting(platform: FakeFeishu, clock: list[float]) -> FeishuChannel:
    keys: dict[str, Any] = {"mode": "http", "encrypt_key": bodies.ENCRYPT_KEY, "verification_token": bodies.TOKEN}
    return FeishuChannel(FeishuSettings(**platform.credentials, **keys), clock=lambda: clock[0])


def received(channel: FeishuChannel, *mentions: Mention) -> Incoming:
    body = bodies.message(
        "ou_1", "1", SENT, "text", {"text": "@_user_1 @_user_2 状态"}, group="oc_g", mentions=[*mentions]
    )
    sealed = bodies.sealed(json.dumps(body).encode())
    callback = Callback(query={}, headers=bodies.signed(sealed, NOW.timestamp()), body=sealed, at=NOW)
    (message,) = channel.receive(callback).messages
    return message


async def test_over_a_connection_it_knows_itself_before_anything_comes(platform: FakeFeishu) -> None:
    channel = FeishuChannel(FeishuSettings(**platform.credentials), name="fs")
    async with lines.connected(platform, channel) as line:
        assert platform.calls.asked["info"] == 1
        await platform.say("ou_1", "下午开会", group="oc_g", mentions=[UNTYPED])
        await platform.say("ou_1", "状态", group="oc_g", mentions=[ME])
        assert [one.addressed for one in await line.until(2)] == [False, True]


async def test_over_http_it_asks_once_before_the_first_is_read(platform: FakeFeishu) -> None:
    channel = posting(platform, [0.0])
    one = preparing(channel)
    assert one is not None
    for _ in range(3):
        await one.prepare()
    assert platform.calls.asked["info"] == 1
    assert not received(channel, UNTYPED).addressed
    assert received(channel, ME).addressed
    await channel.close()


async def test_what_comes_together_waits_for_the_one_answer(platform: FakeFeishu) -> None:
    channel = posting(platform, [0.0])

    async def addressed() -> bool:
        await channel.prepare()
        return received(channel, UNTYPED).addressed

    assert await asyncio.gather(*(addressed() for _ in range(5))) == [False] * 5
    assert platform.calls.asked["info"] == 1
    await channel.close()


async def test_what_it_asked_in_vain_it_asks_again_a_minute_later(platform: FakeFeishu) -> None:
    clock = [0.0]
    channel = posting(platform, clock)
    platform.calls.refusals["info"] = [Refused(99991400)]
    for seconds in (0.0, 59.0):
        clock[0] = seconds
        await channel.prepare()
    assert platform.calls.asked["info"] == 1
    assert not received(channel, PERSON).addressed
    clock[0] = 61.0
    await channel.prepare()
    assert platform.calls.asked["info"] == 2
    assert not received(channel, UNTYPED).addressed
    await channel.close()


async def test_a_platform_that_does_not_answer_is_not_waited_for(platform: FakeFeishu) -> None:
    class Mute:
        async def told(self, path: str) -> dict[str, Any]:
            await asyncio.Event().wait()
            raise AssertionError("nobody tells")

    itself = Itself(Mute())  # type: ignore[arg-type]
    await itself.learn(0.001)
    assert itself.account == ""


def test_only_a_channel_that_has_to_is_prepared() -> None:
    assert preparing(DINGTALK) is None

"""In groups of DingTalk and WeCom: whether the bot was addressed, and its name left out of what was said."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from channels.dingtalk import message as dingtalk
from channels.dingtalk.settings import DingTalkSettings
from channels.wecom_bot.message import Reader
from domain.messages import Incoming, MessageKind
from tests.support.fakes import dingtalk_bodies as bodies

NOW = datetime(2026, 11, 9, 1, 28, tzinfo=UTC)
SENT = int(NOW.timestamp()) * 1000
SETTINGS = DingTalkSettings(client_id="d", client_secret="s", robot_code=bodies.ROBOT)


def told(words: str, *, group: str = "cid==", **more: Any) -> Incoming:
    """By DingTalk."""
    body = {**bodies.text("0123", words, "m-1", SENT, group=group), **more}
    (message,) = dingtalk.understand(json.dumps(body).encode(), SETTINGS, "dingtalk", NOW)
    return message


@pytest.mark.parametrize(
    ("more", "addressed"),
    [
        ({}, True),
        ({"isInAtList": False}, False),
        ({"isInAtList": None}, True),
        ({"isInAtList": False, "atUsers": [{"dingtalkId": "$:LWCP_v1:$another"}]}, False),
        ({"isInAtList": True, "atUsers": [{"dingtalkId": "$:LWCP_v1:$another"}]}, True),
    ],
)
def test_dingtalk_says_whether_it_was_addressed(more: dict[str, Any], addressed: bool) -> None:
    assert told(" 状态", **more).addressed is addressed
    assert told("状态", group="", **more).addressed


def test_dingtalk_leaves_the_name_out_and_with_it_alone_nothing_is_left() -> None:
    for words in ("", " "):
        message = told(words)
        assert (message.kind, message.text, message.addressed) == (MessageKind.TEXT, "", True)
        assert told(words, group="").kind is MessageKind.UNREAD


def heard(words: str, *, name: str = "", group: str = "wr1", image: bool = False) -> list[Incoming]:
    """By a bot of WeCom."""
    body: dict[str, Any] = {"msgid": "m1", "chattype": "group" if group else "single", "chatid": group}
    body |= {"from": {"userid": "zhangsan"}, "msgtype": "text", "text": {"content": words}}
    if image:
        text = {"msgtype": "text", "text": {"content": words}}
        picture = {"msgtype": "image", "image": {"url": "https://media.example.invalid/1"}}
        body |= {"msgtype": "mixed", "mixed": {"msg_item": [text, picture]}}
    return list(Reader(channel="bot", bot_name=name).understood(body, text=json.dumps(body), at=NOW))


@pytest.mark.parametrize(
    ("name", "words", "meant"),
    [
        ("", "@报送助手 状态", "状态"),
        ("", "@报送助手\n状态", "状态"),
        ("", "@报送助手\u2005状态", "状态"),
        ("", "@报送助手", ""),
        ("", "状态", "状态"),
        ("报送 助手", "@报送 助手 状态", "状态"),
        ("报送 助手", "状态 @报送 助手", "状态"),
        ("报送助手", "@张三 @报送助手 免报", "@张三  免报"),
        ("报送助手", "@报送助手2号 状态", "状态"),
        ("旧名字", "@报送助手 状态", "状态"),
        ("a.b", "@axb 状态", "状态"),
        ("报送助手", "邮箱 a@报送助手 状态", "邮箱 a@报送助手 状态"),
    ],
)
def test_wecoms_name_is_left_out_whatever_it_is_called_now(name: str, words: str, meant: str) -> None:
    (message,) = heard(words, name=name)
    assert (message.kind, message.text, message.addressed) == (MessageKind.TEXT, meant, True)
    (alone,) = heard(words, name=name, group="")
    assert alone.text == words


def test_a_picture_beside_wecoms_name_is_all_that_was_said() -> None:
    assert [one.kind for one in heard("@报送助手", image=True)] == [MessageKind.PHOTO]
    assert [one.text for one in heard("@报送助手 开幕式", image=True)] == ["开幕式", ""]

"""Frames of the long connection, beside a conversation recorded with the platform's own client."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from channels.wecom_bot import errors, frames
from channels.wecom_bot.frames import Command, Numbers
from channels.wecom_bot.markdown import escaped
from channels.wecom_bot.settings import WecomBotSettings
from domain.messages import Malformed, Problem

RECORDED: dict[str, Any] = json.loads(
    (Path(__file__).parent / "foreign/wecom_bot_connection.json").read_text(encoding="utf-8")
)
FRAMES = [record for record in RECORDED["frames"] if isinstance(record["frame"], dict)]
SECRET: dict[str, Any] = {"bot_id": "aib-1", "secret": "not used here"}
WEBHOOK: dict[str, Any] = {"bot_id": "aib-1", "token": "t", "encoding_aes_key": "a" * 43}


def ids(record: dict[str, Any]) -> str:
    return f"{record['t']}-{record['from']}-{record['frame'].get('cmd', 'answer')}"


@pytest.mark.parametrize("record", [it for it in FRAMES if it["from"] == "platform"], ids=ids)
def test_what_the_platform_writes_is_read(record: dict[str, Any]) -> None:
    frame, wire = frames.read(json.dumps(record["frame"])), record["frame"]
    assert (frame.command, frame.req_id) == (wire.get("cmd", ""), wire["headers"]["req_id"])
    assert (frame.errcode, frame.body) == (wire.get("errcode"), wire.get("body", {}))
    assert frame.calls == ("cmd" in wire)
    assert frame.event == wire.get("body", {}).get("event", {}).get("eventtype", "")


@pytest.mark.parametrize("record", [it for it in FRAMES if it["from"] == "client"], ids=ids)
def test_what_we_write_is_what_their_client_writes(record: dict[str, Any]) -> None:
    wire = record["frame"]
    command = Command(wire["cmd"])
    assert json.loads(frames.written(command, wire["headers"]["req_id"], wire.get("body"))) == wire


@pytest.mark.parametrize("text", ["", "[]", "7", "{", "[" * 100_000, "null"])
def test_what_is_no_frame_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        frames.read(text)


@pytest.mark.parametrize(
    "wire", [{}, {"cmd": 1}, {"headers": []}, {"headers": {"req_id": 7}, "errcode": True, "body": "x", "errmsg": {}}]
)
def test_what_is_wrong_inside_a_frame_is_left_out(wire: dict[str, Any]) -> None:
    frame = frames.read(json.dumps(wire))
    assert (frame.command, frame.req_id, frame.body, frame.errcode, frame.errmsg) == ("", "", {}, None, "")
    assert not frame.calls and not frame.event


def test_numbers_are_never_the_same() -> None:
    one, another = Numbers(), Numbers()
    made = [numbers.next(Command.PING) for numbers in (one, another) for _ in range(50)]
    assert len(set(made)) == 100
    assert all(number.startswith("ping_") for number in made)


@pytest.mark.parametrize(
    ("errcode", "problem", "permanent"),
    [
        (-1, Problem.BUSY, False),
        (45009, Problem.BUSY, False),
        (93006, Problem.RECEIVER, True),
        (40058, Problem.REFUSED, True),
        (853006, Problem.CONFIGURATION, False),
        (123456, Problem.UNCLEAR, False),
    ],
)
def test_a_code_is_what_is_to_be_done(errcode: int, problem: Problem, permanent: bool) -> None:
    error = errors.error_of(errcode, "said so")
    assert (error.code, error.permanent, error.errcode) == (problem, permanent, errcode)
    assert permanent == (error.retry_after is None)
    assert error.detail == f"errcode {errcode}: said so"


def test_a_refused_subscription_is_the_secrets_but_for_a_busy_platform() -> None:
    assert errors.subscription_error(-1, "").code is Problem.BUSY
    refused = errors.subscription_error(853000, "invalid secret")
    assert (refused.code, refused.permanent, refused.retry_after) == (Problem.CREDENTIALS, False, 600.0)


@pytest.mark.parametrize(
    ("plain", "written"),
    [
        ("收到 2 张照片。", "收到 2 张照片。"),
        ("a_b*c.jpg", r"a\_b\*c.jpg"),
        ("# 标题\n宽 1600*2000", "\\# 标题\n宽 1600\\*2000"),
        ("标题\n---\n正文 - 1", "标题\n\\---\n正文 - 1"),
        ("看 https://x.cn/u/a_b?c=*1，好_", "看 https://x.cn/u/a_b?c=*1，好\\_"),
        ("[x](y) <b> `c` ~~d~~ \\", r"\[x\](y) \<b\> \`c\` \~\~d\~\~ " + "\\\\"),
        ("1. 照片\n#3 号", "1. 照片\n#3 号"),
    ],
)
def test_words_are_read_as_they_are_written(plain: str, written: str) -> None:
    assert escaped(plain) == written


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({**SECRET, "bot_id": ""}, "bot_id"),
        ({"bot_id": "aib-1"}, "secret"),
        ({**SECRET, **WEBHOOK}, "not both"),
        ({"bot_id": "aib-1", "encoding_aes_key": "a" * 43}, "token"),
        ({**WEBHOOK, "encoding_aes_key": "a" * 42}, "encoding_aes_key"),
        ({**WEBHOOK, "encoding_aes_key": "-" * 43}, "encoding_aes_key"),
        ({**SECRET, "websocket_url": "https://x"}, "websocket_url"),
        ({**SECRET, "heartbeat": 0}, "heartbeat"),
        ({**SECRET, "heartbeat": 61}, "heartbeat"),
    ],
)
def test_settings_that_cannot_be_right_are_named(given: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        WecomBotSettings(**given)


def test_the_mode_follows_from_what_is_given_and_secrets_are_not_shown() -> None:
    assert WecomBotSettings(**SECRET).connects
    assert not WecomBotSettings(**WEBHOOK).connects
    shown = repr([WecomBotSettings(**SECRET), WecomBotSettings(**WEBHOOK)])
    assert "not used here" not in shown and "a" * 43 not in shown

"""What foreign hands have made of DingTalk's wire: signatures, bodies, and the Stream of the platform's own client."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from channels.contract import Callback
from channels.dingtalk import cards, frames, proof
from channels.dingtalk.channel import DingTalkChannel
from channels.dingtalk.settings import DingTalkSettings
from domain.messages import Forged, Malformed, MessageKind

FOREIGN = Path(__file__).parent / "foreign"
HTTP: dict[str, Any] = json.loads((FOREIGN / "dingtalk_http.json").read_text(encoding="utf-8"))["http_robot"]
RECORDS: list[dict[str, Any]] = json.loads((FOREIGN / "dingtalk_stream.json").read_text(encoding="utf-8"))["records"]
NOW = datetime.fromtimestamp(int(HTTP["timestamp"]) / 1000, UTC)
#: Body → kinds of the messages that it means, and of the first its words or code.
MEANS: dict[str, tuple[list[MessageKind], str]] = {
    "text": ([MessageKind.TEXT], "状态"),
    "picture": ([MessageKind.PHOTO], "dcFAKEbig"),
    "richText": ([MessageKind.TEXT, MessageKind.PHOTO, MessageKind.PHOTO], "实训室开放日"),
    "audio": ([MessageKind.VOICE], "查一下状态"),
    "video": ([MessageKind.VIDEO], "dcFAKE6"),
    "file": ([MessageKind.FILE], "dcFAKE7"),
    "unknown": ([MessageKind.UNREAD], ""),
    "group_at": ([MessageKind.TEXT], "状态"),
    "outsider_no_staff_id": ([MessageKind.OUTSIDER], ""),
}


def channel(secret: str = HTTP["app_secret"]) -> DingTalkChannel:
    settings = DingTalkSettings(client_id="ding", client_secret=secret, robot_code="dingfakerobot", mode="http")
    return DingTalkChannel(settings)


def test_their_signature_is_ours() -> None:
    assert proof.signature(HTTP["app_secret"], HTTP["timestamp"]) == HTTP["sign"]


@pytest.mark.parametrize("name", HTTP["bodies"])
def test_a_body_of_theirs_is_understood(name: str) -> None:
    body = json.dumps(HTTP["bodies"][name]).encode()
    callback = Callback(query={}, headers=HTTP["headers"], body=body, at=NOW)
    messages = channel().receive(callback).messages
    kinds, first = MEANS[name]
    assert [message.kind for message in messages] == kinds
    assert (messages[0].text or messages[0].media) == first
    # The address that answers these is none of the platform's.
    assert not any(message.reply for message in messages)
    with pytest.raises(Forged):
        channel("another").receive(callback)


def _frames(by: str) -> Iterator[dict[str, Any]]:
    for record in RECORDS:
        what = record["what"]
        if record["from"] == by and isinstance(what, dict) and "headers" in what and "POST" not in what:
            yield what


def test_we_acknowledge_what_their_client_acknowledges_under_the_same_ids() -> None:
    theirs = [(answer["code"], answer["headers"]["messageId"]) for answer in _frames("client")]
    ours: list[tuple[int, str]] = []
    for written in _frames("platform"):
        frame = frames.read(json.dumps(written))
        answer = json.loads(frames.answer(frame, frame.data) if frame.system else frames.taken(frame))
        assert answer["headers"]["contentType"] == "application/json"
        assert isinstance(json.loads(answer["data"]), dict)
        ours.append((answer["code"], answer["headers"]["messageId"]))
    assert sorted(ours) == sorted(theirs)


def test_what_is_asked_of_us_is_repeated_as_their_client_repeats_it() -> None:
    theirs = {answer["headers"]["messageId"]: answer for answer in _frames("client")}
    asked = [frame for written in _frames("platform") if (frame := frames.read(json.dumps(written))).system]
    assert asked
    for frame in asked:
        assert json.loads(frames.answer(frame, frame.data)) == theirs[frame.message_id]


def test_a_press_without_words_is_kept_as_it_came() -> None:
    presses = [
        frame for written in _frames("platform") if (frame := frames.read(json.dumps(written))).topic == frames.CARD
    ]
    pressed = cards.pressed(presses[0], "dingtalk", NOW)
    assert (pressed.sender, pressed.kind) == ("0123fake", MessageKind.UNREAD)
    assert "confirm" in pressed.raw


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"headers": 7}', "[" * 50_000])
def test_what_is_no_frame_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        frames.read(text)

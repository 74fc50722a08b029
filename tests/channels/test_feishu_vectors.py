"""What foreign hands have made of Feishu's wire: sealed callbacks, and the frames of the platform's own clients."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.contract import Callback
from channels.feishu import frames
from channels.feishu.channel import FeishuChannel
from channels.feishu.frames import Frame
from channels.feishu.settings import FeishuSettings
from domain.messages import Forged, Malformed, MessageKind
from tests.support.fakes import feishu_bodies as bodies

FOREIGN = Path(__file__).parent / "foreign"
HTTP: dict[str, Any] = json.loads((FOREIGN / "feishu_http.json").read_text(encoding="utf-8"))
LINE: dict[str, Any] = json.loads((FOREIGN / "feishu_connection.json").read_text(encoding="utf-8"))
NOW = datetime.fromtimestamp(int(HTTP["timestamp"]), UTC)
RECORDED = [record for client in ("python", "node") for record in LINE[client] if "frame_base64" in record]
#: Name → kinds of the messages that it means, and of the first its words or what it is fetched by.
MEANS: dict[str, tuple[list[MessageKind], str]] = {
    "text": ([MessageKind.TEXT], "状态 👍🏽"),
    "text_group_at": ([MessageKind.TEXT], "状态"),
    "image": ([MessageKind.PHOTO], "image/om_fake_3/img_fake1"),
    "post": ([MessageKind.TEXT, MessageKind.PHOTO, MessageKind.VIDEO], "开幕式\n实训室"),
    "file": ([MessageKind.FILE], "file/om_fake_5/file_fake1"),
    "audio": ([MessageKind.VOICE], "file/om_fake_6/file_fake3"),
    "media": ([MessageKind.VIDEO], "file/om_fake_7/file_fake4"),
    "card_action": ([MessageKind.UNREAD], ""),
}


def channel(**more: str) -> FeishuChannel:
    keys = {"encrypt_key": HTTP["encrypt_key"], "verification_token": HTTP["verification_token"], **more}
    return FeishuChannel(FeishuSettings(app_id="cli_fake0001", app_secret="s", mode="http", **keys))


def posted(vector: dict[str, Any]) -> Callback:
    return Callback(query={}, headers=vector["headers"], body=vector["body"].encode(), at=NOW)


@pytest.mark.parametrize("vector", HTTP["callbacks"], ids=lambda vector: str(vector["name"]))
def test_ours_opens_theirs(vector: dict[str, Any]) -> None:
    received = channel().receive(posted(vector))
    if vector["name"] == "url_verification":
        assert json.loads(received.answer.body) == {"challenge": vector["plain"]["challenge"]}
        # The console's check need not be signed.
        unsigned = channel().receive(replace(posted(vector), headers={}))
        assert unsigned.answer == received.answer
        return
    kinds, first = MEANS[vector["name"]]
    assert [message.kind for message in received.messages] == kinds
    assert (received.messages[0].text or received.messages[0].media) == first
    assert {message.sender for message in received.messages} == {"ou_fake0001"}


@pytest.mark.parametrize("vector", HTTP["callbacks"], ids=lambda vector: str(vector["name"]))
def test_theirs_is_forged_for_whoever_has_another_key_or_token(vector: dict[str, Any]) -> None:
    for more in ({"encrypt_key": "another"}, {"verification_token": "another"}):
        with pytest.raises(Forged):
            channel(**more).receive(posted(vector))
    if vector["name"] != "url_verification":
        with pytest.raises(Forged):
            channel().receive(replace(posted(vector), headers={}))


@pytest.mark.parametrize("vector", HTTP["callbacks"], ids=lambda vector: str(vector["name"]))
def test_the_hand_of_the_tests_signs_as_theirs(vector: dict[str, Any]) -> None:
    assert bodies.signed(vector["body"].encode(), NOW.timestamp(), HTTP["encrypt_key"]) == vector["headers"]


@pytest.mark.parametrize("record", RECORDED, ids=lambda record: f"{record['t']}")
def test_a_frame_of_theirs_is_read_and_written_byte_by_byte(record: dict[str, Any]) -> None:
    data = base64.b64decode(record["frame_base64"])
    frame = frames.read(data)
    assert (frame.seq, frame.log, frame.service, frame.method) == (
        record["SeqID"], record["LogID"], record["service"], record["method"]
    )  # fmt: skip
    assert dict(frame.headers) == record["headers"]
    assert frame.payload.decode() == record["payload"]
    assert frames.written(frame) == data


def test_our_ping_and_our_acknowledgement_are_theirs() -> None:
    theirs = [record for record in RECORDED if record["from"] == "client"]
    ping = next(record for record in theirs if record["headers"]["type"] == "ping")
    assert frames.written(frames.ping(1)) == base64.b64decode(ping["frame_base64"])
    brought = next(record for record in RECORDED if record["from"] == "platform")
    answered = next(record for record in theirs if record["headers"].get("biz_rt") == "0")
    ours = frames.read(base64.b64decode(brought["frame_base64"])).answered(b'{"code": 200}', 0)
    assert frames.written(ours) == base64.b64decode(answered["frame_base64"])


def test_an_acknowledgement_brings_back_what_means_nothing_to_us() -> None:
    brought, acknowledged = (base64.b64decode(text) for text in LINE["all_fields"])
    assert frames.written(frames.read(brought)) == brought
    assert frames.written(frames.read(brought).answered(b'{"code": 200}', 3)) == acknowledged


@given(
    st.builds(
        Frame,
        seq=st.integers(0, 2**64 - 1),
        log=st.integers(0, 2**64 - 1),
        service=st.integers(0, 2**31 - 1),
        method=st.sampled_from([0, 1]),
        headers=st.dictionaries(st.text(), st.text()),
        payload=st.binary(),
        rest=st.dictionaries(st.sampled_from([6, 7, 9]), st.binary()),
    )
)
def test_what_is_written_is_read_again(frame: Frame) -> None:
    assert frames.read(frames.written(frame)) == frame


@given(st.binary())
def test_any_bytes_are_a_frame_or_malformed(data: bytes) -> None:
    try:
        frame = frames.read(data)
        frame.part  # noqa: B018
    except Malformed:
        pass

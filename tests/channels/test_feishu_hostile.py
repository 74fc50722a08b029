"""Feishu as a stranger would try it: chats of other kinds, parts without a number, words held back, old events."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from channels.feishu import frames
from channels.feishu.channel import FeishuChannel
from channels.feishu.frames import DATA, Frame
from channels.feishu.message import understand
from channels.feishu.settings import FeishuSettings
from domain.messages import Choice, MessageKind, Outgoing, Problem, SendError
from formats.words import chat as words
from tests.support import lines
from tests.support.fakes import feishu_bodies as bodies
from tests.support.fakes.feishu_calls import Refused
from tests.support.fakes.feishu_platform import FakeFeishu

NOW = datetime(2026, 11, 9, 1, 28, tzinfo=UTC)
SENT = int(NOW.timestamp()) * 1000


def channel_of(platform: FakeFeishu, **more: Any) -> FeishuChannel:
    return FeishuChannel(FeishuSettings(**{**platform.credentials, **more}), name="fs", withheld=words.WITHHELD)


@pytest.mark.parametrize(
    ("kind", "group", "addressed"),
    [("p2p", "", True), ("group", "oc_ou_1", False), ("topic_group", "oc_ou_1", False), ("", "", True)],
)
def test_every_chat_that_is_not_of_two_is_a_group(kind: str, group: str, addressed: bool) -> None:
    body = bodies.text("ou_1", "下午开会", "1", SENT)
    body["event"]["message"]["chat_type"] = kind
    (came,) = understand(json.dumps(body).encode(), "fs", NOW, bot=bodies.BOT)
    assert (came.group, came.addressed) == (group, addressed)


@pytest.mark.parametrize("kind", ["sticker", "folder", "share_chat", "merge_forward", "interactive", "hologram", "7"])
def test_a_kind_that_is_not_read_is_kept_and_its_sender_hears_of_it(kind: str) -> None:
    body = bodies.message("ou_1", "1", SENT, kind, {"file_key": "f"})
    (came,) = understand(json.dumps(body).encode(), "fs", NOW)
    assert (came.kind, came.sender, came.external_id) == (MessageKind.UNREAD, "ou_1", "om_1")


def test_an_event_of_the_older_form_is_kept_and_says_nothing() -> None:
    old = {"uuid": "u1", "token": bodies.TOKEN, "ts": "1", "type": "event_callback", "event": {"type": "message"}}
    (came,) = understand(json.dumps(old).encode(), "fs", NOW)
    assert (came.kind, came.sender) == (MessageKind.OTHER, "")


async def test_parts_of_two_events_without_a_number_are_not_joined() -> None:
    async with FakeFeishu() as platform, lines.connected(platform, channel_of(platform)) as line:
        (wire,) = platform.wires
        for seq in (0, 1):
            half = json.dumps(bodies.text("ou_1", f"{seq}", f"{seq}", SENT)).encode()[seq * 99 :]
            headers = {"type": "event", "sum": "2", "seq": str(seq)}
            await wire.socket.send_bytes(frames.written(Frame(method=DATA, headers=headers, payload=half)))
        await platform.say("ou_1", "在")
        assert [one.text for one in await line.until(1)] == ["在"]


async def test_parts_come_in_any_order_and_one_that_comes_twice_is_one() -> None:
    async with FakeFeishu() as platform, lines.connected(platform, channel_of(platform)) as line:
        (wire,) = platform.wires
        document = json.dumps(bodies.text("ou_1", "状态", "1", SENT)).encode()
        cut = [document[:50], document[50:90], document[90:]]
        for seq in (2, 0, 2, 1):
            headers = {"type": "event", "message_id": "m1", "sum": "3", "seq": str(seq)}
            await wire.socket.send_bytes(frames.written(Frame(method=DATA, headers=headers, payload=cut[seq])))
        assert [one.text for one in await line.until(1)] == ["状态"]


@pytest.mark.parametrize("wrong", [{"app_id": "cli_another"}, {"app_secret": "another"}])
async def test_an_id_or_secret_that_is_wrong_opens_nothing(wrong: dict[str, str]) -> None:
    async with FakeFeishu() as platform:
        channel = channel_of(platform, **wrong)
        assert channel.connector is not None
        for refused in (channel.connector.connect, channel.probe):
            with pytest.raises(SendError) as caught:
                await refused()
            assert caught.value.code is Problem.CREDENTIALS
        assert platform.connected == 0
        await channel.close()


@pytest.mark.parametrize("code", [230022, 230028])
async def test_choices_that_are_held_back_are_still_to_be_answered(code: int) -> None:
    choices = (Choice(label="确认", says="确认"), Choice(label="不要", says="2"))
    async with FakeFeishu() as platform:
        platform.calls.refusals["/open-apis/im/v1/messages"] = [Refused(code)]
        channel = channel_of(platform)
        said = Outgoing(
            channel="fs", receivers=("ou_1",), text="收下吗\n电话 13800138000\n1 确认 2 不要", key="k1", choices=choices
        )
        await channel.send(said)
        (brought,) = platform.calls.brought
        assert "13800138000" not in brought.text and words.WITHHELD in brought.text
        await channel.close()

"""DingTalk as a stranger would try it: people of elsewhere, tokens that end, robots called wrong, frames said twice."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from channels.dingtalk import message
from channels.dingtalk.channel import DingTalkChannel
from channels.dingtalk.errors import error_of
from channels.dingtalk.settings import DingTalkSettings
from domain.abilities import AttachmentKind
from domain.messages import Attachment, MessageKind, Outgoing, Problem, SendError
from tests.support import lines
from tests.support.fakes import dingtalk_bodies as bodies
from tests.support.fakes.dingtalk_platform import FakeDingTalk

NOW = datetime(2026, 11, 9, 1, 28, tzinfo=UTC)
SENT = int(NOW.timestamp()) * 1000
SETTINGS = DingTalkSettings(client_id="d", client_secret="s", robot_code=bodies.ROBOT)


def channel_of(platform: FakeDingTalk, **more: Any) -> DingTalkChannel:
    return DingTalkChannel(DingTalkSettings(**{**platform.credentials, **more}), name="ding")


@pytest.mark.parametrize(
    ("corporation", "kind"),
    [("dingfakecorp", MessageKind.TEXT), ("dinganother", MessageKind.OUTSIDER), ("", MessageKind.TEXT)],
)
def test_who_is_of_another_organisation_is_nobody_of_ours_whatever_id_they_bring(
    corporation: str, kind: MessageKind
) -> None:
    body = {**bodies.text("0123", "状态", "m-1", SENT), "senderCorpId": corporation}
    (came,) = message.understand(json.dumps(body).encode(), SETTINGS, "dingtalk", NOW)
    assert came.kind is kind
    assert (came.sender == "0123") == (kind is MessageKind.TEXT)


async def test_a_token_of_the_older_host_that_has_ended_is_fetched_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"png")
    picture = Attachment(kind=AttachmentKind.PICTURE, name="a.png", path=path)
    outgoing = Outgoing(channel="ding", receivers=("0123",), text="", key="k1", attachment=picture)
    async with FakeDingTalk() as platform:
        platform.calls.old_tokens_only = True
        channel = channel_of(platform)
        await channel.send(outgoing)
        platform.calls.expire_old_tokens()
        await channel.send(outgoing)
        assert len(platform.calls.uploads) == 2
        await channel.close()


@pytest.mark.parametrize("code", ["invalidParameter.robotCode", "resource.not.found.robot", "param.RobotCode.notExist"])
def test_a_robot_called_wrong_is_the_operators_to_mend_and_nothing_is_lost(code: str) -> None:
    error = error_of(code, "")
    assert (error.code, error.permanent) == (Problem.CONFIGURATION, False)


async def test_a_message_waits_while_the_robot_is_called_wrong() -> None:
    async with FakeDingTalk() as platform:
        channel = channel_of(platform, robot_code="dinganother")
        with pytest.raises(SendError) as caught:
            await channel.send(Outgoing(channel="ding", receivers=("cid==",), text="在", key="k1", to_group=True))
        assert (caught.value.code, caught.value.permanent) == (Problem.CONFIGURATION, False)
        await channel.close()


async def test_messages_to_a_robot_of_another_code_are_heard_and_the_operator_is_told() -> None:
    async with FakeDingTalk() as platform:
        channel = channel_of(platform, robot_code="dinganother")
        with capture_logs() as logs:
            async with lines.connected(platform, channel) as line:
                await platform.say("0123", "状态")
                assert [one.text for one in await line.until(1)] == ["状态"]
        assert [(one["event"], one["told"]) for one in logs if one["log_level"] == "warning"] == [
            ("robot_code_differs", bodies.ROBOT)
        ]


@pytest.mark.parametrize("wrong", [{"client_id": "dinganother"}, {"client_secret": "another"}])
async def test_an_id_or_secret_that_is_wrong_opens_nothing(wrong: dict[str, str]) -> None:
    async with FakeDingTalk() as platform:
        channel = channel_of(platform, **wrong)
        assert channel.connector is not None
        for refused in (channel.connector.connect, channel.probe):
            with pytest.raises(SendError) as caught:
                await refused()
            assert caught.value.code is Problem.CREDENTIALS
            assert "another" not in caught.value.detail
        assert platform.connected == 0
        await channel.close()


async def test_the_same_message_in_two_frames_has_one_id() -> None:
    async with FakeDingTalk() as platform, lines.connected(platform, channel_of(platform)) as line:
        body = bodies.text("0123", "状态", "m-1", SENT)
        (wire,) = platform.wires
        for number in ("f-1", "f-2", "f-1"):
            frame = bodies.frame("CALLBACK", bodies.ROBOT_TOPIC, number, SENT, body)
            await wire.socket.send_str(json.dumps(frame))
        assert {one.external_id for one in await line.until(3)} == {"m-1"}


async def test_a_topic_that_nobody_has_heard_of_is_acknowledged_and_says_nothing() -> None:
    async with FakeDingTalk() as platform, lines.connected(platform, channel_of(platform)) as line:
        (wire,) = platform.wires
        for kind, topic in (("CALLBACK", "/v1.0/other"), ("EVENT", "*"), ("OTHER", "")):
            await wire.socket.send_str(json.dumps(bodies.frame(kind, topic, f"x-{kind}", SENT, {"a": 1})))
        await platform.until(lambda: {"x-CALLBACK", "x-EVENT", "x-OTHER"} <= set(platform.acknowledged))
        assert json.loads(platform.acknowledged["x-EVENT"]["data"]) == {"status": "SUCCESS"}
        await platform.say("0123", "在")
        assert [one.text for one in await line.until(1)] == ["在"]

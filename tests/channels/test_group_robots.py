"""Robots of groups: what each of the three platforms is asked, how it is signed, what may be said once more."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from channels.group_robot.settings import GroupRobotSettings
from domain.abilities import AttachmentKind
from domain.messages import Attachment, Outgoing, Problem, SendError, Sent
from tests.channels.harness import Answer, Asked, over_http
from tests.channels.samples.group_robot import KEY, PATHS, SIGNED, channel_at, said, settings_at

TIMESTAMP, SIGN = 0, 1


async def test_dingtalk_is_asked_with_a_signed_address() -> None:
    timestamp, sign = SIGNED["dingtalk"]
    async with over_http(lambda url: channel_at(url, "dingtalk"))([Answer(json={"errcode": 0})]) as platform:
        assert await platform.channel.send(said()) == Sent()
    (asked,) = platform.asked
    assert asked.line == f"POST /robot/send?access_token={KEY}&timestamp={timestamp}&sign={sign}"
    assert asked.body == {"msgtype": "text", "text": {"content": "应报 3"}}


async def test_feishu_is_asked_with_a_signed_body() -> None:
    timestamp, sign = SIGNED["feishu"]
    async with over_http(lambda url: channel_at(url, "feishu"))([Answer(json={"code": 0})]) as platform:
        assert await platform.channel.send(said()) == Sent()
    content = {"msg_type": "text", "content": {"text": "应报 3"}}
    assert platform.asked == [
        Asked(line=f"POST {PATHS['feishu']}", body={"timestamp": timestamp, "sign": sign} | content)
    ]


@pytest.mark.parametrize(
    ("platform", "code", "problem", "wait"),
    [
        ("dingtalk", 130101, Problem.THROTTLED, 600),
        ("dingtalk", 310000, Problem.CONFIGURATION, 60),
        ("dingtalk", 300001, Problem.CREDENTIALS, 3600),
        ("dingtalk", 400101, Problem.CREDENTIALS, 3600),
        ("dingtalk", 12345, Problem.REFUSED, 60),
        ("feishu", 11232, Problem.THROTTLED, 60),
        ("feishu", 19001, Problem.CREDENTIALS, 3600),
        ("feishu", 19021, Problem.CONFIGURATION, 60),
        ("feishu", 19022, Problem.CONFIGURATION, 60),
        ("feishu", 19024, Problem.CONFIGURATION, 60),
        ("feishu", 9499, Problem.REFUSED, 60),
    ],
)
async def test_a_refusal_is_judged_by_its_code(platform: str, code: int, problem: Problem, wait: float) -> None:
    name = "code" if platform == "feishu" else "errcode"
    async with over_http(lambda url: channel_at(url, platform))([Answer(json={name: code})]) as opened:
        with pytest.raises(SendError) as caught:
            await opened.channel.send(said())
    assert (caught.value.code, caught.value.permanent, caught.value.retry_after) == (problem, False, wait)


async def test_a_picture_goes_in_the_message(tmp_path: Path) -> None:
    data = b"\x89PNG and so on"
    (tmp_path / "a").write_bytes(data)
    attachment = Attachment(kind=AttachmentKind.PICTURE, name="简报.png", path=tmp_path / "a")
    async with over_http(channel_at)([Answer(json={"errcode": 0})]) as platform:
        await platform.channel.send(_bringing(attachment))
    told = hashlib.md5(data, usedforsecurity=False).hexdigest()
    image = {"base64": base64.b64encode(data).decode(), "md5": told}
    assert platform.asked == [Asked(line=f"POST {PATHS['wecom']}", body={"msgtype": "image", "image": image})]


async def test_a_file_is_handed_over_first(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a document")
    attachment = Attachment(kind=AttachmentKind.FILE, name="简报.docx", path=tmp_path / "a")
    uploaded: dict[str, tuple[str | None, bytes]] = {}
    said_: list[object] = []

    async def upload(request: web.Request) -> web.Response:
        assert dict(request.query) == {"key": KEY, "type": "file"}
        part = (await request.post())["media"]
        assert isinstance(part, web.FileField)
        uploaded["media"] = (part.filename, part.file.read())
        return web.json_response({"errcode": 0, "media_id": "m-1"})

    async def send(request: web.Request) -> web.Response:
        said_.append(await request.json())
        return web.json_response({"errcode": 0})

    app = web.Application()
    app.router.add_post("/cgi-bin/webhook/upload_media", upload)
    app.router.add_post("/cgi-bin/webhook/send", send)
    async with TestServer(app) as server:
        channel = channel_at(str(server.make_url("")).rstrip("/"))
        await channel.send(_bringing(attachment))
        await channel.close()
    assert uploaded == {"media": ("简报.docx", b"a document")}
    assert said_ == [{"msgtype": "file", "file": {"media_id": "m-1"}}]


@pytest.mark.parametrize("platform", ["dingtalk", "feishu"])
async def test_what_a_platform_does_not_take_is_not_sent(platform: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    attachment = Attachment(kind=AttachmentKind.PICTURE, name="a.png", path=tmp_path / "a")
    async with over_http(lambda url: channel_at(url, platform))([]) as opened:
        with pytest.raises(SendError) as caught:
            await opened.channel.send(_bringing(attachment))
    assert (caught.value.code, caught.value.permanent, opened.asked) == (Problem.REFUSED, True, [])


@pytest.mark.parametrize(
    "changed",
    [
        {"platform": "slack"},
        {"group": "everybody"},
        {"url": "qyapi.example/cgi-bin/webhook/send?key=k"},
        {"url": "https://qyapi.example/cgi-bin/webhook/send"},
        {"platform": "feishu", "url": "https://open.example/open-apis/bot/v2/"},
        {"platform": "dingtalk", "url": "https://oapi.example/robot/send?key=k"},
    ],
)
def test_settings_that_cannot_be_right_name_their_key_alone(changed: dict[str, str]) -> None:
    right = {"platform": "wecom", "url": "https://qyapi.example/cgi-bin/webhook/send?key=k"}
    GroupRobotSettings(**right)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"^(platform|group|url) must") as caught:
        GroupRobotSettings(**right | changed)  # type: ignore[arg-type]
    assert "example" not in str(caught.value)


def test_its_secrets_are_known() -> None:
    assert [settings_at("https://x", platform).key for platform in PATHS] == [KEY] * 3


def _bringing(attachment: Attachment) -> Outgoing:
    return Outgoing(channel="group-robot", receivers=("group",), text="", to_group=True, attachment=attachment)

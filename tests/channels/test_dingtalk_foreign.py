"""The platform's own client against our fake: what it takes for DingTalk, we may take for DingTalk, too."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.fakes.dingtalk_bodies import CLIENT_ID, SECRET
from tests.support.fakes.dingtalk_platform import FakeDingTalk
from tests.support.patience import PATIENCE

SCRIPT = Path(__file__).parent / "foreign/dingtalk_client.py"
PACKAGE = "dingtalk-stream==0.24.3"

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package and all that it needs; skips by name where that cannot be done."""
    folder = tmp_path_factory.mktemp("foreign")
    command = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--target", str(folder)]
    try:
        done = subprocess.run([*command, PACKAGE], capture_output=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        pytest.skip(f"pip could not install {PACKAGE} in time")
    if done.returncode != 0:
        pytest.skip(f"pip could not install {PACKAGE}")
    return folder


@asynccontextmanager
async def client(folder: Path, platform: FakeDingTalk) -> AsyncIterator[asyncio.StreamReader]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(SCRIPT),
        CLIENT_ID,
        SECRET,
        env={**os.environ, "PYTHONPATH": str(folder), "DINGTALK_OPENAPI_ENDPOINT": platform.base_url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def told(reader: asyncio.StreamReader) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE):
        line = await reader.readline()
    answer: dict[str, Any] = json.loads(line or b'{"what": "ended"}')
    return answer


async def test_their_client_finds_in_our_fake_what_it_looks_for(installed: Path) -> None:
    async with FakeDingTalk() as platform, client(installed, platform) as theirs:
        async with asyncio.timeout(PATIENCE):
            await platform.until(lambda: platform.connected == 1)
        await platform.say("0123", "状态")
        assert await told(theirs) == {
            "what": "message", "kind": "text", "text": "状态", "sender": "0123", "address": ""
        }  # fmt: skip
        await platform.photo("0123", b"photo")
        photo = await told(theirs)
        assert photo["kind"] == "picture" and photo["address"].startswith(f"{platform.base_url}/files/")
        await platform.press("0123", "确认")
        assert await told(theirs) == {"what": "pressed", "params": {"says": "确认"}, "sender": "0123"}
        assert [(one.conversation, one.how, one.text) for one in platform.calls.brought] == [
            ("0123", "session", "收到。")
        ]
        async with asyncio.timeout(PATIENCE):
            await platform.until(lambda: len(platform.acknowledged) == 3)
        await platform.dismiss(after=0.1)
        async with asyncio.timeout(PATIENCE):
            await platform.until(lambda: platform.connected == 0)

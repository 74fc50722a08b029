"""The platform's own client against our fake: what it takes for Feishu, we may take for Feishu, too."""

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

from tests.channels.samples.feishu_messages import CHECK, MESSAGES
from tests.support.fakes import feishu_bodies as bodies
from tests.support.fakes.feishu_bodies import APP_ID, ENCRYPT_KEY, SECRET, TOKEN
from tests.support.fakes.feishu_platform import FakeFeishu
from tests.support.patience import PATIENCE

SCRIPT = Path(__file__).parent / "foreign/feishu_client.py"
PACKAGE = "lark-oapi==1.7.5"
#: It has some thousands of files.
INSTALLING = 300.0

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package and all that it needs; skips by name where that cannot be done."""
    folder = tmp_path_factory.mktemp("foreign")
    command = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-compile"]
    try:
        done = subprocess.run([*command, "--target", str(folder), PACKAGE], capture_output=True, timeout=INSTALLING)
    except subprocess.TimeoutExpired:
        pytest.skip(f"pip could not install {PACKAGE} in time")
    if done.returncode != 0:
        pytest.skip(f"pip could not install {PACKAGE}")
    return folder


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(folder), "NO_PROXY": "127.0.0.1"}


@asynccontextmanager
async def client(folder: Path, platform: FakeFeishu) -> AsyncIterator[asyncio.StreamReader]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(SCRIPT), "connect", platform.base_url, APP_ID, SECRET),
        env=environment(folder),
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


async def until(platform: FakeFeishu, number: int) -> None:
    """All that was brought is acknowledged as good."""
    async with asyncio.timeout(PATIENCE):
        await platform.until(lambda: len(platform.acknowledged) == number)
    assert {json.loads(frame.payload)["code"] for frame in platform.acknowledged.values()} == {200}


async def test_their_client_finds_in_our_fake_what_it_looks_for(installed: Path) -> None:
    # In parts, most of it.
    async with FakeFeishu(part=120) as platform, client(installed, platform) as theirs:
        async with asyncio.timeout(PATIENCE):
            await platform.until(lambda: platform.connected == 1 and platform.pings > 0)
        id_ = await platform.say("ou_1", "状态", group="oc_group")
        assert await told(theirs) == {
            "what": "message", "kind": "text", "content": {"text": "@_user_1 状态"}, "sender": "ou_1",
            "names": ["报送助手"], "id": id_,
        }  # fmt: skip
        said = [await told(theirs) for _ in range(5)]
        # Twice under one uuid is once; the last one holds a telephone.
        assert [one["code"] for one in said] == [0, 0, 0, 0, 230028]
        assert said[0]["id"] == said[1]["id"]
        assert [one.kind for one in platform.calls.brought] == ["text", "image", "file"]
        assert [data for _, _, data in platform.calls.uploads.values()] == [b"png", b"word"]
        await platform.photo("ou_1", b"photo")
        assert (await told(theirs))["kind"] == "image"
        assert await told(theirs) == {"what": "fetched", "bytes": "photo"}
        await platform.file("ou_1", "总结.docx", b"word")
        assert (await told(theirs))["content"]["file_name"] == "总结.docx"
        assert await told(theirs) == {"what": "fetched", "bytes": "word"}
        await platform.press("ou_1", "确认")
        assert await told(theirs) == {"what": "pressed", "value": {"says": "确认"}, "sender": "ou_1"}
        await until(platform, 4)


def test_what_the_tests_seal_their_client_opens_and_refuses_when_it_is_changed(installed: Path) -> None:
    wires = [json.dumps(CHECK), MESSAGES["text"][0], MESSAGES["post"][0], MESSAGES["pressed button"][0]]
    posted = [body for wire in wires for body in (bodies.sealed(wire.encode()),)]
    asked = [{"headers": bodies.signed(body, 1_604_888_880), "body": body.decode()} for body in posted]
    forged = {**asked[1], "headers": {**bodies.signed(b"another body", 1_604_888_880)}}
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "open", ENCRYPT_KEY, TOKEN],
        input="".join(json.dumps(one) + "\n" for one in [*asked, forged]),
        env=environment(installed),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    answered = [one for one in lines if one["what"] == "answered"]
    assert [one["status"] for one in answered] == [200, 200, 200, 200, 500]
    assert answered[0]["body"] == {"challenge": CHECK["challenge"]}
    assert [one.get("kind", one["what"]) for one in lines if one["what"] != "answered"] == ["text", "post", "pressed"]

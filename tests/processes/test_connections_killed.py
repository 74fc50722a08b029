"""``kill -9`` of whoever holds a connection to DingTalk or Feishu, in the midst of traffic.

Both platforms bring again what was not acknowledged: then nothing that they have written is lost, and nothing doubled.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support import programs
from tests.support.fakes.dingtalk_platform import FakeDingTalk
from tests.support.fakes.feishu_platform import FakeFeishu
from tests.support.fakes.wecom_kf_platform import FakeKf
from tests.support.patience import PATIENCE

FAKES: dict[str, Any] = {"dingtalk": FakeDingTalk, "feishu": FakeFeishu}
KILLS, AT_A_TIME = 3, 12


class Home:
    """A folder with settings; ``baosong listen`` in it, and what it has stored."""

    def __init__(self, folder: Path, kind: str, credentials: dict[str, Any]) -> None:
        self.folder = folder
        self.config = folder / "config.toml"
        keys = "\n".join(f"{key} = {json.dumps(value)}" for key, value in credentials.items())
        self.database = folder / "baosong.db"
        self.config.write_text(
            f"data = {json.dumps(str(folder / 'data'))}\n"
            'public_url = "https://baosong.example.org"\n'
            f"[database]\nurl = {json.dumps(f'sqlite+aiosqlite:///{self.database}')}\n"
            f"[channels.{kind}]\n{keys}\n",
            encoding="utf-8",
        )
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, *arguments: str) -> None:
        done = programs.start(["-m", "bot", *arguments, "--config", str(self.config)], self.folder / "log")
        assert done.wait(PATIENCE) == 0, (self.folder / "log").read_text()[-3000:]

    def start(self) -> None:
        self.process = programs.start(["-m", "bot", "listen", "--config", str(self.config)], self.folder / "log")

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(PATIENCE)

    def stop(self) -> None:
        """All that has come is stored."""
        if self.process is not None:
            programs.stop(self.process)

    def stored(self) -> list[str]:
        with closing(sqlite3.connect(self.database)) as database:
            return [row[0] for row in database.execute("SELECT external_id FROM inbox ORDER BY id")]


@pytest.fixture
def homes() -> Iterator[list[Home]]:
    made: list[Home] = []
    yield made
    for home in made:
        home.kill()


@pytest.mark.long
@pytest.mark.parametrize("kind", FAKES)
async def test_nothing_acknowledged_is_lost_and_nothing_doubled(kind: str, homes: list[Home], tmp_path: Path) -> None:
    async with FAKES[kind]() as platform:
        home = Home(tmp_path, kind, platform.credentials)
        homes.append(home)
        await asyncio.to_thread(home.run, "migrate")
        said: list[str] = []
        for _ in range(KILLS):
            home.start()
            async with asyncio.timeout(PATIENCE):
                await platform.until(lambda: platform.connected == 1)
            for number in range(AT_A_TIME):
                said.append(await platform.say("0123", f"{number}"))
            async with asyncio.timeout(PATIENCE):
                await platform.until(lambda: len(platform.acknowledged) > 0)
            acknowledged = {platform.messages[id_] for id_ in platform.acknowledged}
            await asyncio.to_thread(home.kill)
            assert acknowledged <= set(home.stored())
            async with asyncio.timeout(PATIENCE):
                await platform.until(lambda: platform.connected == 0)
        home.start()
        async with asyncio.timeout(PATIENCE):
            await platform.until(lambda: platform.connected == 1)
            await platform.again()
            await platform.until(lambda: len(platform.acknowledged) == len(said))
        assert sorted(home.stored()) == sorted(said)
        assert platform.lost == []


@pytest.mark.long
async def test_of_a_puller_that_is_killed_every_page_is_stored_once(homes: list[Home], tmp_path: Path) -> None:
    async with FakeKf(page=3) as platform:
        home = Home(tmp_path, "wecom-kf", platform.credentials)
        homes.append(home)
        await asyncio.to_thread(home.run, "migrate")
        said = [await platform.say("wm1", f"{number}") for number in range(300)]
        for kill in range(KILLS):
            home.start()
            pulled = len(platform.pulled) + 5 + kill
            async with asyncio.timeout(PATIENCE):
                await platform.until(lambda pulled=pulled: len(platform.pulled) >= pulled)  # type: ignore[misc]
            await asyncio.to_thread(home.kill)
            assert home.stored() == said[: len(home.stored())]
        assert 0 < len(home.stored()) < len(said)
        home.start()
        async with asyncio.timeout(PATIENCE):
            await platform.until(lambda: platform.pulled[-1]["cursor"].startswith("c297"))
        await asyncio.to_thread(home.stop)
        assert home.stored() == said

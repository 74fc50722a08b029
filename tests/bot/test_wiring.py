"""What is wired together: the simulator's channel and the pages that show what it says."""

from __future__ import annotations

from pathlib import Path

from bot.settings.load import load
from bot.wiring import opened
from domain.messages import Outgoing
from storage import simulator


async def test_what_the_bot_says_on_the_simulator_is_looked_for_at_once(tmp_path: Path) -> None:
    settings = tmp_path / "config.toml"
    settings.write_text(
        f"""
campaigns = ["nanchang-2020"]
public_url = "http://127.0.0.1:1"
data = "{tmp_path}"
[database]
url = "sqlite+aiosqlite:///{tmp_path}/baosong.db"
[files]
url = "{tmp_path}/files"
[channels.simulator]
enabled = true
""",
        encoding="utf-8",
    )
    async with opened(load(settings), alone=True) as bot:
        assert not bot.poked.is_set()
        outgoing = Outgoing(channel=simulator.SIMULATOR, receivers=("person-1",), text="hello")
        await bot.ctx.channels[simulator.SIMULATOR].send(outgoing)
        assert bot.poked.is_set()
        async with bot.ctx.database.read() as connection:
            assert [bubble.text for bubble in await simulator.bubbles_since(connection, "person-1")] == ["hello"]

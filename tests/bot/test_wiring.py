"""What is wired together: every step and tick, settings and the context, the simulator's channel and its pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot import wiring
from bot.settings.load import load
from bot.settings.tables import Settings
from bot.wiring import Bot, SchemaNotReady, opened
from domain.messages import Outgoing
from domain.upload import UploadRules
from handlers import intake, resting
from handlers.outgoing import delivery, receipts
from handlers.schedule import keeping
from handlers.schedule.clock_steps import ClockSteps
from handlers.submissions import relocating
from handlers.uploads import cleaning
from scheduler import timetable
from storage import simulator
from storage.engine import migrate
from storage.engine.database import Database


@pytest.fixture
def settings(tmp_path: Path) -> Callable[[str], Settings]:
    """Settings of an installation in a folder of its own; takes further tables."""

    def written(more: str = "") -> Settings:
        file = tmp_path / "config.toml"
        file.write_text(
            f"""
campaigns = ["nanchang-2020"]
public_url = "http://127.0.0.1:1"
data = "{tmp_path}/data"
[database]
url = "sqlite+aiosqlite:///{tmp_path}/baosong.db"
[files]
url = "{tmp_path}/files"
[channels.simulator]
enabled = true
{more}""",
            encoding="utf-8",
        )
        return load(file)

    return written


async def test_what_the_bot_says_on_the_simulator_is_looked_for_at_once(settings: Callable[..., Settings]) -> None:
    async with opened(settings(), alone=True) as bot:
        assert not bot.poked.is_set()
        outgoing = Outgoing(channel=simulator.SIMULATOR, receivers=("person-1",), text="hello")
        await bot.ctx.channels[simulator.SIMULATOR].send(outgoing)
        assert bot.poked.is_set()
        async with bot.ctx.database.read() as connection:
            assert [bubble.text for bubble in await simulator.bubbles_since(connection, "person-1")] == ["hello"]


async def test_settings_reach_the_context(settings: Callable[..., Settings], tmp_path: Path) -> None:
    found = settings("[uploads]\nlink_hours = 1.5\ndaily_count = 2\nquota_bytes = 7\n")
    async with opened(found, alone=True) as bot:
        assert bot.ctx.uploads == UploadRules(link_life=timedelta(minutes=90), daily_count=2, quota_bytes=7)
        assert bot.ctx.scratch == tmp_path / "data" / "scratch"
        assert bot.ctx.public_url == "http://127.0.0.1:1"
        assert list(bot.ctx.campaigns) == ["nanchang-2020"]
        assert list(bot.ctx.channels) == ["simulator"]


async def test_only_a_lone_process_brings_an_sqlite_database_to_its_version(
    settings: Callable[..., Settings],
) -> None:
    found = settings()
    with pytest.raises(SchemaNotReady):
        async with opened(found, alone=False):
            pass
    database = Database(found.database.url)
    assert not (await migrate.state(database)).ready
    async with opened(found, alone=True):
        assert (await migrate.state(database)).ready
    await database.close()
    async with opened(found, alone=False) as bot:
        assert bot.settings is found


CONTEXT = object()
BOT = cast(Bot, SimpleNamespace(ctx=CONTEXT, settings=SimpleNamespace(worker=SimpleNamespace(lease=7.5))))
LEASE = {"lease": timedelta(seconds=7.5)}


def called(step: object) -> tuple[object, Any]:
    """The function that a step calls with the context, and what else it is given."""
    assert isinstance(step, partial)
    assert step.args == (CONTEXT,)
    return step.func, step.keywords


def test_every_loop_has_its_step(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, object] = {}
    monkeypatch.setattr(timetable, "Loops", lambda steps: given.update(steps))
    wiring.loops(BOT)
    assert {name: called(step) for name, (step, _) in cast(dict[str, Any], given).items()} == {
        "intake": (intake.process_next, LEASE),
        "receipts": (receipts.send_next, {}),
        "delivery": (delivery.deliver_next, LEASE),
        "relocating": (relocating.move_next, {}),
        "cleaning": (cleaning.free_next, {}),
    }


def test_every_tick_has_its_run() -> None:
    ticks = {tick.name: tick.run for tick in wiring.ticks(BOT)}
    assert isinstance(getattr(ticks.pop("clock"), "__self__", None), ClockSteps)
    assert {name: called(run) for name, run in ticks.items()} == {
        "notices": (keeping.keep_due, {}),
        "rehearsal": (wiring.follow_rehearsal, {}),
        "channels": (resting.probe_due, {}),
        "uploads": (cleaning.expire_uploads, {}),
        "scratch": (cleaning.sweep_scratch, {}),
    }

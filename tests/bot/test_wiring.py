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
from bot.settings.secret_key import secret_key
from bot.settings.tables import Settings
from bot.wiring import Bot, SchemaNotReady, opened
from channels.registry import Services
from domain.messages import Outgoing
from domain.processes import Part
from domain.upload import UploadRules
from handlers import intake, resting
from handlers.desk import enlarging, entering, export_making, telling
from handlers.outgoing import carrying, coming_back, delivery, parking, receipts, shortage
from handlers.schedule import keeping
from handlers.schedule.clock_steps import ClockSteps
from handlers.submissions import early, relocating
from handlers.submissions.summing import Summing
from handlers.uploads import cleaning
from handlers.watching.vitals import Heartbeat
from handlers.watching.watch import Watch
from handlers.websites import WebsiteWatch
from scheduler import timetable
from storage import simulator
from storage.engine import migrate
from storage.engine.database import Database
from storage.engine.sealing import Seal


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
            (bubble,) = await simulator.bubbles_since(connection, "person-1")
        assert bubble.text != "hello" == bot.ctx.seal.opened(bubble.text)
        # The next process reads it: the key is kept.
        assert Seal(secret_key(bot.settings)).opened(bubble.text) == "hello"


async def test_channels_are_lent_all_that_there_is(
    settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    lent: list[Services] = []

    def build(found: object, services: Services) -> dict[str, object]:
        lent.append(services)
        return {}

    monkeypatch.setattr("channels.registry.build", build)
    async with opened(settings(), alone=True):
        assert [name for name, value in vars(lent[0]).items() if not value] == []


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


async def nothing(_: object) -> None: ...


CONTEXT = SimpleNamespace(channels={"wecom": object()}, database=SimpleNamespace(look=nothing))
PERSONS = ["alice"]
SETTINGS = SimpleNamespace(worker=SimpleNamespace(lease=7.5), alerts=SimpleNamespace(persons=PERSONS))
#: A service and rounds that are only handed on.
PING, WEBSITES, ROUNDS = object(), object(), SimpleNamespace(watched=lambda name, step: step)
BOT = cast(Bot, SimpleNamespace(ctx=CONTEXT, settings=SETTINGS, ping=PING, websites=WEBSITES, rounds=ROUNDS))
LEASE = {"lease": timedelta(seconds=7.5)}


def called(step: object) -> tuple[object, Any]:
    """The function that a step calls with the context, and what else it is given."""
    assert isinstance(step, partial)
    assert step.args == (CONTEXT,)
    return step.func, step.keywords


def test_every_loop_has_its_step(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, object] = {}
    monkeypatch.setattr(timetable, "Loops", lambda steps, _: given.update(steps))
    wiring.loops(BOT)
    assert {name: called(step) for name, (step, _) in cast(dict[str, Any], given).items()} == {
        "intake": (intake.process_next, LEASE),
        "fetching": (early.fetch_next, LEASE),
        "receipts": (receipts.send_next, LEASE),
        "delivery.wecom": (delivery.deliver_next, LEASE | {"of": ["wecom"]}),
        "undelivered": (delivery.deliver_next, LEASE | {"besides": ["wecom"]}),
        "relocating": (relocating.move_next, {}),
        "cleaning": (cleaning.free_next, {}),
        "exports": (export_making.make_next, {}),
        "freeing": (early.free_next, {}),
    }


def test_who_has_no_connection_to_hold_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, object]] = []
    monkeypatch.setattr(timetable, "Loops", lambda steps, _: given.append(steps))
    wiring.listener_loops(BOT, [])
    assert given == [{}]


def test_every_tick_has_its_run() -> None:
    pulse = cast(Heartbeat, object())
    runs = {tick.name: tick.run for tick in wiring.ticks(BOT, pulse)}
    watch = cast(Any, runs.pop("watch")).__self__
    assert watch == Watch(ctx=cast(Any, CONTEXT), heartbeat=pulse, persons=PERSONS, ping=cast(Any, PING))
    assert isinstance(getattr(runs.pop("clock"), "__self__", None), ClockSteps)
    assert isinstance(getattr(runs.pop("sums"), "__self__", None), Summing)
    websites = cast(Any, runs.pop("websites")).__self__
    assert websites == WebsiteWatch(ctx=cast(Any, CONTEXT), caller=cast(Any, WEBSITES))
    assert {name: called(run) for name, run in runs.items()} == {
        "notices": (keeping.keep_due, {}),
        "rehearsal": (wiring.follow_rehearsal, {}),
        "channels": (resting.probe_due, {}),
        "uploads": (cleaning.expire_uploads, {}),
        "scratch": (cleaning.sweep_scratch, {}),
        "passed": (telling.tell_passed, {}),
        "handles": (carrying.forget_handles, {}),
        "parked": (parking.look, {}),
        "lifted": (parking.lift, {}),
        "short": (shortage.look, {}),
        "came_back": (coming_back.look, {}),
        "enlarging": (enlarging.enlarge_some, {}),
        "logins": (entering.sweep, {}),
        "old_exports": (export_making.end_over, {}),
    }


async def test_loops_and_ticks_are_seen_to_come_round(settings: Callable[..., Settings]) -> None:
    async with opened(settings(), alone=True) as bot:
        wiring.loops(bot)
        wiring.ticks(bot, wiring.heartbeat(bot, Part.SERVE))
        named = timetable.LOOPS.keys() | timetable.TICKS.keys() | {"delivery.simulator"}
        assert bot.rounds.since().keys() == named - {"delivery", "listening"}


async def test_what_is_sent_and_checked_is_measured(settings: Callable[..., Settings]) -> None:
    async with opened(settings(), alone=True) as bot:
        await bot.ctx.channels[simulator.SIMULATOR].send(
            Outgoing(channel=simulator.SIMULATOR, receivers=("person-1",), text="hello")
        )
        registry = bot.metrics.registry
        assert registry.get_sample_value("baosong_sends_total", {"channel": "simulator", "outcome": "sent"}) == 1
        assert wiring.heartbeat(bot, Part.SERVE).checks is bot.ctx.checker


@pytest.mark.parametrize(("more", "there"), [("", False), ('[alerts]\nurl = "http://127.0.0.1:9/ping/x"', True)])
async def test_a_service_is_pinged_where_one_is_named(
    settings: Callable[..., Settings], more: str, there: bool
) -> None:
    async with opened(settings(more), alone=True) as bot:
        assert (bot.ping is not None) is there

"""Every alarm: the fault is made, it rings in chat, in /metrics and in the doctor, the fault ends, it stops ringing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.doctor import watching
from bot.doctor.diagnosis import Grade
from bot.settings.load import load
from channels.registry import ChannelSettings
from channels.simulator import SimulatorChannel, SimulatorPage
from checks.request import CheckRequest
from domain.alarms import Alarm
from domain.findings import Report
from domain.messages import Problem, SendError
from domain.processes import Part
from formats.words.alarms import WORDS
from handlers.measuring import MeasuredChecks
from handlers.watching.vitals import Heartbeat
from handlers.watching.watch import Watch
from storage import calls, connections, people
from storage.engine.database import Database, DatabaseUnavailable
from tests.support.clocks import FrozenClock
from tests.support.databases import ready_database
from tests.support.stage import Stage
from tests.support.town import november, town
from web.app import build_worker_app
from web.metrics import Metrics


class Pinged:
    """The service outside; what it was told."""

    def __init__(self) -> None:
        self.told: list[list[str]] = []
        self.away = False

    async def good(self) -> None:
        await self.bad([])

    async def bad(self, reasons: object) -> None:
        if self.away:
            raise SendError(Problem.BUSY, permanent=False)
        self.told.append(list(reasons))  # type: ignore[call-overload]


class Stuck:
    """Checks that never come to an end, until they are let go."""

    def __init__(self) -> None:
        self.go = asyncio.Event()

    async def inspect(self, request: CheckRequest) -> Report:
        await self.go.wait()
        raise OSError

    async def large(self, path: Path) -> bytes:
        raise AssertionError("nothing is shown large here")


@dataclass(kw_only=True)
class Office:
    """The town, watched: dana hears of alarms, on two channels."""

    on: Stage
    heartbeat: Heartbeat
    watch: Watch
    pinged: Pinged
    folder: Path
    stuck: Stuck
    clock_ahead: list[float | None]
    heard_beside: list[str] = field(default_factory=list)

    async def pass_minutes(self, number: int, *, step: int = 1) -> None:
        for _ in range(0, number, step):
            self.on.clock.advance(minutes=step)
            await self.watch.look()
            await self.on.work()

    def heard(self) -> list[str]:
        """What dana has heard of alarms, channel by channel."""
        return [
            text for text in (*self.on.heard("dana"), *self.heard_beside) if text.startswith(("【告警】", "【解除】"))
        ]

    async def measured(self) -> set[str]:
        app = build_worker_app(self.on.ctx, Metrics(), self.heartbeat)
        async with TestClient(TestServer(app)) as client:
            text = await (await client.get("/metrics")).text()
        found = {line.split('"')[1]: line.endswith(" 1.0") for line in text.splitlines() if "baosong_alarm{" in line}
        assert found.keys() == {alarm.value for alarm in Alarm}
        return {alarm for alarm, rings in found.items() if rings}

    async def diagnosed(self) -> set[str]:
        (self.folder / "config.toml").write_text("[channels.simulator]\nenabled = true\n", encoding="utf-8")
        named = {
            name: ChannelSettings(
                kind=name,
                name=name,
                settings=SimpleNamespace(
                    monthly_calls=channel.abilities.monthly, monthly_messages=channel.abilities.monthly_heard
                ),
            )
            for name, channel in self.on.ctx.channels.items()
        }
        settings = load(self.folder / "config.toml").model_copy(update={"channels": named})
        seen = watching._Installation(
            settings=settings,
            database=self.on.ctx.database,
            campaigns=list(self.on.ctx.campaigns.values()),
            clock=self.on.clock,
        )
        found = await watching._alarms(seen)
        assert [one.id for one in found] == [f"alarm.{alarm}" for alarm in Alarm]
        return {one.id.partition(".")[2] for one in found if one.grade is Grade.BAD}


@pytest.fixture
async def office(clock: FrozenClock, tmp_path: Path) -> AsyncIterator[Office]:
    async with ready_database("sqlite", tmp_path) as url:
        database = Database(url)
        async with town(database, clock, tmp_path, now=november(9, "12:00:00")) as on:
            yield await open_office(on, tmp_path)
        await database.close()


async def open_office(on: Stage, folder: Path) -> Office:
    beside: list[str] = []

    async def deliver(account: str, text: str) -> None:
        beside.append(text)

    async def read(media: str, into: Path) -> object:
        raise AssertionError("nothing is fetched here")

    page = SimulatorPage(deliver=deliver, read=read)  # type: ignore[arg-type]
    on.ctx.channels["simulator"] = SimulatorChannel(page)  # type: ignore[index]
    async with on.ctx.database.write() as connection:
        dana = await people.by_account(connection, "wecom", "dana")
        assert dana is not None
        await people.link(connection, dana.id, "simulator", "person-of-dana")
    stuck, clock_ahead, pinged = Stuck(), [None], Pinged()
    seconds = lambda: on.clock.real().timestamp()  # noqa: E731
    checks = MeasuredChecks(stuck, Metrics(), monotonic=seconds)
    heartbeat = Heartbeat(on.ctx, Part.SERVE, checks=checks, clock_ahead=lambda: clock_ahead[-1])
    return Office(
        on=on,
        heartbeat=heartbeat,
        watch=Watch(ctx=on.ctx, heartbeat=heartbeat, persons=["dana"], ping=pinged),
        pinged=pinged,
        folder=folder,
        stuck=stuck,
        clock_ahead=clock_ahead,  # type: ignore[arg-type]
        heard_beside=beside,
    )


Fault = Callable[[Office, pytest.MonkeyPatch], Awaitable[Callable[[], Awaitable[None]]]]


async def platform_away(office: Office, patch: pytest.MonkeyPatch) -> Callable[[], Awaitable[None]]:
    office.on.wecom.fail_next("message/send", -1, times=1000)
    await office.on.say("alice", "你好")
    await office.on.work()
    await office.pass_minutes(12, step=4)

    async def mend() -> None:
        office.on.wecom.mend()
        # Its next try.
        await office.pass_minutes(12, step=6)

    return mend


async def secret_refused(office: Office, patch: pytest.MonkeyPatch) -> Callable[[], Awaitable[None]]:
    office.on.wecom.fail_next("gettoken", 40001, times=1000)
    await office.on.say("alice", "你好")
    await office.on.work()
    await office.pass_minutes(1)

    async def mend() -> None:
        office.on.wecom.mend()
        # Channels that are refused are tried again each hour.
        await office.pass_minutes(62, step=31)

    return mend


async def connection_lost(office: Office, patch: pytest.MonkeyPatch) -> Callable[[], Awaitable[None]]:
    database = office.on.ctx.database
    async with database.write() as connection:
        await connections.open_rows(connection, ["wecom"], now=office.on.clock.real())
    await office.pass_minutes(2)

    async def mend() -> None:
        now = office.on.clock.real()
        taken = await connections.take(database, "wecom", holder="here", now=now, lease=timedelta(hours=1))
        assert taken is not None
        await connections.stands(database, taken, now=now, until=now + timedelta(hours=1))

    return mend


async def disk_fills(office: Office, patch: pytest.MonkeyPatch) -> Callable[[], Awaitable[None]]:
    patch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=1_000_000_000))
    await office.pass_minutes(1)

    async def mend() -> None:
        patch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=9_000_000_000))

    return mend


async def check_hangs(office: Office, patch: pytest.MonkeyPatch) -> Callable[[], Awaitable[None]]:
    assert office.heartbeat.checks is not None
    under_way = asyncio.create_task(office.heartbeat.checks.inspect(None))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    await office.pass_minutes(6)

    async def mend() -> None:
        office.stuck.go.set()
        await asyncio.wait([under_way])
        assert isinstance(under_way.exception(), OSError)

    return mend


async def month_nearly_used_up(office: Office, patch: pytest.MonkeyPatch) -> Callable[[], Awaitable[None]]:
    """Four of five calls; of the messages that it may bring, fewer."""
    channel, ctx = office.on.ctx.channels["wecom"], office.on.ctx
    patch.setattr(channel, "abilities", replace(channel.abilities, monthly=5, monthly_heard=50))
    await calls.count(ctx.database, "wecom", 3, now=ctx.clock.real())
    assert await office.measured() == set()
    await calls.count(ctx.database, "wecom", 1, now=ctx.clock.real())
    await office.pass_minutes(1)

    async def mend() -> None:
        patch.setattr(channel, "abilities", replace(channel.abilities, monthly=500))

    return mend


async def nothing_comes_in(office: Office, patch: pytest.MonkeyPatch) -> Callable[[], Awaitable[None]]:
    office.on.clock.set(november(10, "08:00:00"))
    await office.pass_minutes(61, step=30)

    async def mend() -> None:
        await office.on.say("alice", "你好")

    return mend


async def clock_is_wrong(office: Office, patch: pytest.MonkeyPatch) -> Callable[[], Awaitable[None]]:
    office.clock_ahead.append(7200.0)
    await office.pass_minutes(1)

    async def mend() -> None:
        office.clock_ahead.append(0.5)

    return mend


FAULTS: dict[Alarm, Fault] = {
    Alarm.OUTBOX: platform_away,
    Alarm.CREDENTIALS: secret_refused,
    Alarm.CONNECTION: connection_lost,
    Alarm.DISK: disk_fills,
    Alarm.CHECKS: check_hangs,
    Alarm.QUOTA: month_nearly_used_up,
    Alarm.SILENCE: nothing_comes_in,
    Alarm.CLOCK: clock_is_wrong,
}


def test_every_alarm_has_a_fault_here() -> None:
    assert list(FAULTS) == list(Alarm)


@pytest.mark.parametrize("alarm", Alarm)
async def test_it_rings_everywhere_and_stops(office: Office, monkeypatch: pytest.MonkeyPatch, alarm: Alarm) -> None:
    await office.pass_minutes(1)
    assert (office.heard(), await office.measured(), await office.diagnosed()) == ([], set(), set())
    mend = await FAULTS[alarm](office, monkeypatch)
    assert await office.measured() == await office.diagnosed() == {alarm.value}
    assert office.pinged.told[-1] == [alarm.value]
    await office.pass_minutes(3)
    (told,) = office.heard()
    assert told.startswith("【告警】") and told.endswith(WORDS[alarm].remedy)
    await mend()
    await office.pass_minutes(3)
    assert await office.measured() == await office.diagnosed() == set()
    again, over = sorted(office.heard())
    assert again == told and over.startswith("【解除】") and WORDS[alarm].over in over
    assert office.pinged.told[-1] == []


async def test_while_a_channel_stands_still_the_other_one_tells(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await platform_away(office, monkeypatch)
    (told,) = office.heard_beside
    assert "企业微信已有 12 分钟一条消息也发不出去" in told


async def test_a_moments_relief_is_no_end(office: Office) -> None:
    office.clock_ahead.append(500.0)
    await office.pass_minutes(1)
    office.clock_ahead.append(0.0)
    await office.pass_minutes(1)
    office.clock_ahead.append(500.0)
    await office.pass_minutes(5)
    assert len(office.heard()) == 1


async def test_two_workers_tell_it_once(office: Office) -> None:
    office.clock_ahead.append(500.0)
    other = Watch(ctx=office.on.ctx, heartbeat=Heartbeat(office.on.ctx, Part.WORKER), persons=["dana"])
    await asyncio.gather(office.watch.look(), other.look())
    await other.look()
    await office.on.work()
    assert len(office.heard()) == 1


async def test_a_process_that_is_gone_is_not_asked_any_more(office: Office) -> None:
    office.clock_ahead.append(500.0)
    await office.watch.look()
    other = Watch(ctx=office.on.ctx, heartbeat=Heartbeat(office.on.ctx, Part.WORKER), persons=["dana"])
    for _ in range(6):
        office.on.clock.advance(minutes=1)
        await other.look()
        await office.on.work()
    assert len(office.heard()) == 2


async def test_the_service_hears_also_of_what_could_not_be_looked_at(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(self: Heartbeat) -> None:
        raise DatabaseUnavailable

    with monkeypatch.context() as broken, pytest.raises(DatabaseUnavailable):
        broken.setattr(Heartbeat, "beat", away)
        await office.watch.look()
    assert office.pinged.told == [["DatabaseUnavailable"]]
    office.pinged.away = True
    await office.watch.look()
    office.pinged.away = False
    await office.watch.look()
    assert office.pinged.told[1:] == [[]]


async def test_a_process_that_ends_as_it_should_leaves_nothing(office: Office) -> None:
    await office.watch.look()
    assert (await watching._running(_seen(office)))[0] != []
    await office.heartbeat.stop()
    assert await watching._running(_seen(office)) == ([], [])


def _seen(office: Office) -> watching._Installation:
    (office.folder / "config.toml").write_text("", encoding="utf-8")
    settings = load(office.folder / "config.toml")
    database, clock = office.on.ctx.database, office.on.clock
    return watching._Installation(settings=settings, database=database, campaigns=(), clock=clock)

"""The doctor's look at a bot that runs: its processes, what waits, its clocks, every alarm. Each has a time limit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.doctor.diagnosis import Diagnosis, advice, bad, good
from bot.doctor.safety import folders
from bot.settings.tables import Settings
from channels import registry
from checks.pool import runner
from domain.alarms import CLOCK_OFF, Alarm, Condition, ringing
from domain.campaigns.campaign import Campaign
from domain.clock import Clock, RealClock, RehearsalClock
from domain.processes import Part, Process, Vitals
from formats.operator import alarms as alarm_texts
from formats.spoken import left_text
from handlers.disks import free_bytes
from handlers.watching.condition import measure
from handlers.watching.hearers import hearers
from storage import backlog, people, processes, rehearsal
from storage.engine import integrity, migrate
from storage.engine.database import Database

#: One look, in seconds. The integrity of a large file takes longest.
LOOK_TIMEOUT = 20.0
#: What waits so long is told.
WAITS_LONG = timedelta(minutes=1)
#: A share of the descriptors from which on there may be none left when many come at once.
MANY_DESCRIPTORS = 0.8


@dataclass(frozen=True, kw_only=True)
class _Installation:
    """``ahead``: by how much this machine's clock is ahead of the platforms' time, as far as one has said it."""

    settings: Settings
    database: Database
    campaigns: Sequence[Campaign]
    clock: Clock
    ahead: timedelta | None = None


async def examine(
    settings: Settings, campaigns: Sequence[Campaign], ahead: timedelta | None
) -> AsyncIterator[Diagnosis]:
    """What can be seen from outside while it runs; without a database that is ready, only what needs none.

    ``ahead``: see ``_Installation``.
    """
    async for diagnosis in _limited("checks", _checks):
        yield diagnosis
    database = await _ready(settings)
    if database is None:
        if ahead is not None:
            now = datetime.now(UTC)
            yield _alarm(Alarm.CLOCK, Condition(now=now, clock_ahead=ahead), {})
        return
    try:
        clock = await _clock(settings, database)
        seen = _Installation(settings=settings, database=database, campaigns=campaigns, clock=clock, ahead=ahead)
        for name, look in _LOOKS.items():
            async for diagnosis in _limited(name, lambda look=look: look(seen)):  # type: ignore[misc]
                yield diagnosis
    finally:
        await database.close()


async def _limited(name: str, look: Callable[[], Awaitable[list[Diagnosis]]]) -> AsyncIterator[Diagnosis]:
    try:
        async with asyncio.timeout(LOOK_TIMEOUT):
            found = await look()
    except TimeoutError:
        found = [advice(name, "not_finished", seconds=f"{LOOK_TIMEOUT:g}")]
    except Exception as error:
        # One look that fails must not end the others.
        found = [bad(name, "not_seen", reason=type(error).__name__)]
    for diagnosis in found:
        yield diagnosis


async def _ready(settings: Settings) -> Database | None:
    if settings.database.file is not None and not settings.database.file.exists():
        return None  # opening would make it
    try:
        async with asyncio.timeout(LOOK_TIMEOUT):
            database = Database(settings.database.url, pool_size=2, pgbouncer=settings.database.pgbouncer)
            if (await migrate.state(database)).ready:
                return database
            await database.close()
    except Exception:
        return None  # told by who looks at the database itself
    return None


async def _clock(settings: Settings, database: Database) -> Clock:
    if settings.rehearsal is None:
        return RealClock()
    async with database.read() as connection:
        begun = await rehearsal.load(connection)
    return RehearsalClock(begun) if begun else RealClock()


async def _checks() -> list[Diagnosis]:
    try:
        return [good("checks") if await runner.try_worker() else advice("checks", "network")]
    except runner.WorkerNotStarted:
        return [bad("checks", "not_started")]


async def _integrity(seen: _Installation) -> list[Diagnosis]:
    try:
        await integrity.look(seen.database)
    except integrity.SchemaDamaged as error:
        return [bad("database.integrity", "table_gone", reason=type(error.__cause__).__name__)]
    found = await integrity.quick_check(seen.database)
    return [bad("database.integrity", "damaged", reason=found[:200]) if found else good("database.integrity")]


async def _clocks(seen: _Installation) -> list[Diagnosis]:
    async with seen.database.read() as connection:
        theirs = await integrity.clock_of(connection)
    off = timedelta() if theirs is None else datetime.now(UTC) - theirs
    return (
        [advice("database.clock", "differ", off=left_text(abs(off)))]
        if abs(off) >= CLOCK_OFF
        else [good("database.clock")]
    )


async def _processes(seen: _Installation) -> list[Diagnosis]:
    running, gone = await _running(seen)
    if not running and not gone:
        return [good("processes", "not_yet")]
    if not any(process.part in (Part.SERVE, Part.WORKER) for process in running):
        return [bad("processes", "no_worker")]
    parts = "、".join(f"{process.part}（{process.host}，{process.pid}）" for process in running)
    found = [advice("processes", "gone", number=len(gone))] if gone else []
    return [good("processes", parts=parts), *found]


async def _descriptors(seen: _Installation) -> list[Diagnosis]:
    running, _ = await _running(seen)
    crowded = [p for p in running if p.vitals.descriptors[0] > MANY_DESCRIPTORS * max(p.vitals.descriptors[1], 1)]
    if not crowded:
        return [good("descriptors")]
    open_, most = crowded[0].vitals.descriptors
    return [advice("descriptors", "many", open=open_, most=most)]


async def _running(seen: _Installation) -> tuple[list[Process], list[Process]]:
    """Those that are alive, and those that ended without saying so."""
    now = seen.clock.real()
    async with seen.database.read() as connection:
        every = await processes.all(connection)
    return [one for one in every if one.alive(now)], [one for one in every if not one.alive(now)]


async def _backlog(seen: _Installation) -> list[Diagnosis]:
    async with seen.database.read() as connection:
        boxes = await backlog.backlog(connection, now=seen.clock.now(), real=seen.clock.real())
    late = [
        advice("backlog", "late", box=box.value, number=its.waiting, oldest=left_text(its.oldest))
        for box, its in boxes.items()
        if its.oldest >= WAITS_LONG
    ]
    return late or [good("backlog", number=sum(its.waiting for its in boxes.values()))]


async def _hearers(seen: _Installation) -> list[Diagnosis]:
    alerts = seen.settings.alerts
    if seen.settings.rehearsal is None and not alerts.persons and not alerts.url:
        return [advice("alerts", "nobody")]
    async with seen.database.read() as connection:
        everybody = hearers(alerts.persons, await people.all(connection), list(seen.settings.in_force))
    if everybody.unknown:
        return [bad("alerts", "unknown", names="、".join(everybody.unknown))]
    return [good("alerts", number=len(everybody.found))]


async def _alarms(seen: _Installation) -> list[Diagnosis]:
    labels = {name: registry.label(name, seen.settings.in_force) for name in seen.settings.in_force}
    ahead = None if seen.ahead is None else seen.ahead.total_seconds()
    own = Vitals(free=free_bytes(folders(seen.settings)), clock_ahead=ahead)
    async with seen.database.read() as connection:
        condition = await measure(
            connection,
            clock=seen.clock,
            campaigns=seen.campaigns,
            channels=registry.monthly(seen.settings.in_force),
            own=own,
        )
    return [_alarm(alarm, condition, labels) for alarm in Alarm]


def _alarm(alarm: Alarm, condition: Condition, labels: Mapping[str, str]) -> Diagnosis:
    """Whether it rings. ``labels``: channel → what people call it."""
    ring = next((ring for ring in ringing(condition) if ring.alarm is alarm), None)
    if ring is None:
        return good(f"alarm.{alarm}", name=alarm_texts.name(alarm))
    sentence, remedy = alarm_texts.sentence(ring, labels), alarm_texts.remedy(alarm)
    return bad(f"alarm.{alarm}", "rings", sentence=sentence, remedy=remedy)


_LOOKS: dict[str, Callable[[_Installation], Awaitable[list[Diagnosis]]]] = {
    "database.integrity": _integrity,
    "database.clock": _clocks,
    "processes": _processes,
    "descriptors": _descriptors,
    "backlog": _backlog,
    "alerts": _hearers,
    "alarm": _alarms,
}

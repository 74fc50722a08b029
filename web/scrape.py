"""What is measured when /metrics is asked: readiness, backlog, alarms, and how this process is."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from domain.alarms import Alarm, ringing
from domain.messages import Unreachable
from domain.processes import Part, Vitals
from handlers.context import Context
from handlers.watching.condition import measure
from handlers.watching.vitals import Heartbeat
from storage import backlog, channel_states, processes, setbacks, unreachable
from storage.engine.database import Connection
from storage.states import Lane
from web.keys import CONTEXT, METRICS
from web.metrics import Metrics
from web.readiness import GOOD, PROBE_TIMEOUT, READINESS

#: Tells how this process is.
HEARTBEAT: web.AppKey[Heartbeat] = web.AppKey("heartbeat", Heartbeat)

log = structlog.get_logger()

_Measure = Callable[[Context, Connection, Metrics, Vitals], Awaitable[None]]


async def refresh(app: web.Application) -> None:
    """Measure everything now; what the database does not tell in time stays as it was told last."""
    metrics, heartbeat = app[METRICS], app[HEARTBEAT]
    ready = await app[READINESS].ask()
    metrics.measure("ready", {(name,): answer == GOOD for name, answer in ready.items()})
    own = heartbeat.vitals()
    _process(metrics, own, heartbeat)
    for part in (_backlog, _failed, _alarms):
        try:
            async with asyncio.timeout(PROBE_TIMEOUT), app[CONTEXT].database.read() as connection:
                await part(app[CONTEXT], connection, metrics, own)
        except Exception as error:
            log.warning("metrics.incomplete", what=part.__name__.strip("_"), error=type(error).__name__)


def _process(metrics: Metrics, own: Vitals, heartbeat: Heartbeat) -> None:
    metrics.measure("disk_free_bytes", {(place.value,): free for place, free in own.free.items()})
    metrics.measure("last_round_seconds", {(name,): since for name, since in own.rounds.items()})
    metrics.measure("clock_ahead_seconds", {} if own.clock_ahead is None else {(): own.clock_ahead})
    if heartbeat.checks is not None:
        metrics.measure("checks_under_way", {(): heartbeat.checks.under_way})
        metrics.measure("oldest_check_seconds", {(): heartbeat.checks.oldest})


async def _backlog(ctx: Context, connection: Connection, metrics: Metrics, own: Vitals) -> None:
    real = ctx.clock.real()
    boxes = await backlog.backlog(connection, now=ctx.clock.now(), real=real)
    metrics.measure("waiting", {(box.value,): its.waiting for box, its in boxes.items()})
    metrics.measure("oldest_seconds", {(box.value,): its.oldest.total_seconds() for box, its in boxes.items()})
    arrived = await backlog.last_arrival(connection)
    metrics.measure("last_message_seconds", {(): (real - arrived).total_seconds()} if arrived else {})
    resting = await channel_states.paused(ctx.database, now=real)
    metrics.measure("paused", {(channel, problem): 1 for channel, problem in resting.items()})


async def _failed(ctx: Context, connection: Connection, metrics: Metrics, own: Vitals) -> None:
    # Every lane and reason is named, so that a rule can watch it from the start.
    aside = {one.lane: one.count for one in await setbacks.set_aside(ctx.database, ctx.clock.real())}
    metrics.measure("set_aside", {(lane.value,): aside.get(lane, 0) for lane in Lane})
    lost = await unreachable.counts(ctx.database)
    metrics.measure("unreachable", {(reason.value,): lost.get(reason, 0) for reason in Unreachable})


async def _alarms(ctx: Context, connection: Connection, metrics: Metrics, own: Vitals) -> None:
    condition = await measure(
        connection, clock=ctx.clock, campaigns=ctx.campaigns.values(), channels=ctx.channels, own=own
    )
    rings = {ring.alarm for ring in ringing(condition)}
    metrics.measure("alarm", {(alarm.value,): alarm in rings for alarm in Alarm})
    real = ctx.clock.real()
    running = Counter(process.part for process in await processes.all(connection) if process.alive(real))
    metrics.measure("processes", {(part.value,): running[part] for part in Part})

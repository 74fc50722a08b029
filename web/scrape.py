"""What is measured when /metrics is asked: readiness, backlog, alarms, and how this process is."""

from __future__ import annotations

import asyncio

import structlog
from aiohttp import web

from domain.processes import Vitals
from handlers.watching.figures import FIGURES
from handlers.watching.vitals import Heartbeat
from web.keys import CONTEXT, METRICS
from web.metrics import Metrics
from web.readiness import GOOD, PROBE_TIMEOUT, READINESS

#: Tells how this process is.
HEARTBEAT: web.AppKey[Heartbeat] = web.AppKey("heartbeat", Heartbeat)

log = structlog.get_logger()


async def refresh(app: web.Application) -> None:
    """Measure everything now; what the database does not tell in time stays as it was told last."""
    metrics, heartbeat = app[METRICS], app[HEARTBEAT]
    ready = await app[READINESS].ask()
    metrics.measure("ready", {(name,): answer == GOOD for name, answer in ready.items()})
    own = heartbeat.vitals()
    _process(metrics, own, heartbeat)
    for figures in FIGURES:
        try:
            async with asyncio.timeout(PROBE_TIMEOUT):
                told = await figures(app[CONTEXT], own)
        except Exception as error:
            log.warning("metrics.incomplete", what=figures.__name__, error=type(error).__name__)
        else:
            for name, values in told.items():
                metrics.measure(name, values)


def _process(metrics: Metrics, own: Vitals, heartbeat: Heartbeat) -> None:
    metrics.measure("disk_free_bytes", {(place.value,): free for place, free in own.free.items()})
    metrics.measure("last_round_seconds", {(name,): since for name, since in own.rounds.items()})
    metrics.measure("clock_ahead_seconds", {} if own.clock_ahead is None else {(): own.clock_ahead})
    if heartbeat.checks is not None:
        metrics.measure("checks_under_way", {(): heartbeat.checks.under_way})
        metrics.measure("oldest_check_seconds", {(): heartbeat.checks.oldest})

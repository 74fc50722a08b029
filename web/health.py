"""Alive, ready, measured: what a supervisor process, a load balancer and Prometheus ask."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

import structlog
from aiohttp import web
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from storage import inbox, outbox, setbacks, unreachable
from storage.engine import migrate
from storage.engine.database import Database
from web.keys import CONTEXT, METRICS

#: Raises when the thing it asks about is not good.
Probe = Callable[[], Awaitable[None]]

PROBES: web.AppKey[Mapping[str, Probe]] = web.AppKey("probes")

#: Seconds a probe may take before it counts as failed.
PROBE_TIMEOUT = 5.0

log = structlog.get_logger()


async def alive(_request: web.Request) -> web.Response:
    """The process answers."""
    return web.Response(text="ok")


async def ready(request: web.Request) -> web.Response:
    """``{"ready": bool, "checks": {name: "ok" | reason}}``; 503 when not ready. Details go to the log alone."""
    probes = request.app[PROBES]
    results = await asyncio.gather(*(_ask(name, probe) for name, probe in probes.items()))
    checks = dict(zip(probes, results, strict=True))
    good = all(result == "ok" for result in checks.values())
    return web.json_response({"ready": good, "checks": checks}, status=200 if good else 503)


async def _ask(name: str, probe: Probe) -> str:
    try:
        async with asyncio.timeout(PROBE_TIMEOUT):
            await probe()
    except TimeoutError:
        reason = "timeout"
    except Exception as error:
        reason = type(error).__name__
        log.warning("ready.failed", check=name, error=reason, detail=str(error))
    else:
        return "ok"
    return reason


class SchemaBehind(Exception):
    """The tables are not this version's: ``baosong migrate`` was not run, or ran for a newer one."""


async def schema(database: Database) -> None:
    """Raises ``SchemaBehind``."""
    if not (await migrate.state(database)).ready:
        raise SchemaBehind


async def metrics(request: web.Request) -> web.Response:
    """Prometheus text. The backlog is measured now; when the database does not answer, the rest is still told."""
    ctx, measured = request.app[CONTEXT], request.app[METRICS]
    try:
        for box, waiting in (("inbox", inbox.waiting), ("outbox", outbox.waiting)):
            count, oldest = await waiting(ctx.database)
            measured.measure(box, count, oldest, ctx.clock.real())
        aside = await setbacks.set_aside(ctx.database, ctx.clock.real())
        measured.set_aside({one.lane: one.count for one in aside})
        measured.unreachable(await unreachable.counts(ctx.database))
    except Exception as error:
        log.warning("metrics.backlog_unknown", error=type(error).__name__)
    measured.clock(ctx.platform_time.ahead)
    with suppress(OSError):  # a process whose data is all elsewhere may have no such folder
        measured.space(shutil.disk_usage(ctx.scratch.parent).free)
    text = generate_latest(measured.registry)
    return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

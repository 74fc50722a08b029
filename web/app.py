"""The HTTP application: what hangs where. The whole map is the route table below."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from aiohttp import web

from domain.processes import Part
from handlers.changes import Watch
from handlers.context import Context
from handlers.watching.vitals import Heartbeat
from storage.simulator import SIMULATOR
from web import callbacks, desk, front, headers, health, simulator, tus, upload_page
from web.desk.access import PAGES_AT_ONCE, TURNS
from web.desk.enlarging import ENLARGING, Enlarging
from web.desk.presence import PRESENCE, Presence
from web.desk.unread import UNREAD, Unread
from web.events import STREAMS, EventStreams
from web.keys import CONTEXT, INBOX, METRICS, PROXIES, WAKE, Inbox
from web.metrics import Metrics
from web.readiness import READINESS, Probe, Readiness
from web.scrape import HEARTBEAT
from web.trouble import unavailable
from web.tus.gathering import GATHERING, Gatherings

STATIC = Path(__file__).with_name("static")

#: The largest callback, in bytes. The platforms send a few kilobytes of XML or JSON; media comes another way.
MAX_BODY = 256 * 1024


def build_app(
    ctx: Context,
    inbox: Inbox,
    *,
    wake: Callable[[], None],
    max_body: int = MAX_BODY,
    trusted_proxies: Iterable[str] = (),
    metrics: Metrics | None = None,
    heartbeat: Heartbeat | None = None,
    probes: Mapping[str, Probe] | None = None,
    poked: asyncio.Event | None = None,
) -> web.Application:
    """``wake`` tells the worker of this process that mail has come (does nothing where there is none).

    ``metrics`` and ``heartbeat``: those that the other rooms of this process measure with; ``probes`` adds to what
    /readyz asks; ``poked`` is set by whoever else of this process writes what open pages show.
    """
    app = web.Application(client_max_size=max_body, middlewares=[unavailable])
    app[CONTEXT] = ctx
    app[INBOX] = inbox
    app[WAKE] = wake
    app[PROXIES] = frozenset(trusted_proxies)
    # Callbacks are stored over a connection of their own.
    probes = {"inbox": lambda: inbox.check(), **(probes or {})}
    _watched(app, ctx, metrics or Metrics(), heartbeat or Heartbeat(ctx, Part.WEB), probes)
    app[STREAMS] = EventStreams(Watch(ctx), poked=poked)
    app[GATHERING] = Gatherings()
    app[ENLARGING] = Enlarging(ctx)
    app[PRESENCE] = Presence()
    app[UNREAD] = Unread()
    app[TURNS] = asyncio.Semaphore(PAGES_AT_ONCE)
    app.on_shutdown.append(_stop_streams)
    app.on_response_prepare.append(headers.secure)
    app.add_routes(_routes())
    app.add_routes(tus.routes())
    app.add_routes(upload_page.routes())
    app.add_routes(desk.routes())
    if SIMULATOR in ctx.channels:
        app.add_routes(simulator.routes())
    return app


def build_worker_app(ctx: Context, metrics: Metrics, heartbeat: Heartbeat) -> web.Application:
    """What a worker without pages serves: its health and its measures."""
    app = web.Application()
    app[CONTEXT] = ctx
    _watched(app, ctx, metrics, heartbeat, {})
    app.on_response_prepare.append(headers.secure)
    app.add_routes(health.routes())
    return app


def _watched(
    app: web.Application, ctx: Context, metrics: Metrics, heartbeat: Heartbeat, probes: Mapping[str, Probe]
) -> None:
    app[METRICS] = metrics
    app[HEARTBEAT] = heartbeat
    app[READINESS] = Readiness(
        {
            "database": heartbeat.beat,
            "files": ctx.objects.check,
            "schema": lambda: health.schema(ctx.database),
            **probes,
        }
    )


async def _stop_streams(app: web.Application) -> None:
    app[GATHERING].stop()
    await app[ENLARGING].stop()
    await app[STREAMS].stop()


def _routes() -> list[web.AbstractRouteDef]:
    return [
        # Whatever follows: consoles are given addresses by hand, and what is wrong with one is to be named.
        web.get("/callback/{channel:.+}", callbacks.verify, allow_head=False),
        web.post("/callback/{channel:.+}", callbacks.receive),
        *health.routes(),
        web.get("/", front.front),
        web.post("/rehearsal", front.enter),
        web.static("/static", STATIC),
    ]

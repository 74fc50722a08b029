"""Alive, ready, measured: what a supervisor process, a load balancer and Prometheus ask."""

from __future__ import annotations

from aiohttp import web
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from storage.engine import integrity, migrate
from storage.engine.database import Database
from web.keys import METRICS
from web.readiness import GOOD, READINESS
from web.scrape import refresh


async def alive(_request: web.Request) -> web.Response:
    """The process answers."""
    return web.Response(text="ok")


async def ready(request: web.Request) -> web.Response:
    """``{"ready": bool, "checks": {name: "ok" | reason}}``; 503 when not ready."""
    checks = await request.app[READINESS].ask()
    good = all(result == GOOD for result in checks.values())
    return web.json_response({"ready": good, "checks": checks}, status=200 if good else 503)


class SchemaBehind(Exception):
    """The tables are not this version's: ``baosong migrate`` was not run, or ran for a newer one."""


async def schema(database: Database) -> None:
    """Raises ``SchemaBehind``, and ``storage.engine.integrity.SchemaDamaged`` when a table or column is gone."""
    if not (await migrate.state(database)).ready:
        raise SchemaBehind
    await integrity.look(database)


async def metrics(request: web.Request) -> web.Response:
    """Prometheus text. When the database does not answer, the rest is still told."""
    await refresh(request.app)
    text = generate_latest(request.app[METRICS].registry)
    return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})


def routes() -> list[web.AbstractRouteDef]:
    """The three of every process, whatever else it serves."""
    return [web.get("/healthz", alive), web.get("/readyz", ready), web.get("/metrics", metrics)]

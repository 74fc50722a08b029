"""The figure beside 选材: asked for by open pages, counted by one process for each office at most so often."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web

from handlers.desk import unread
from handlers.desk.entering import Visitor
from web.keys import CONTEXT

#: For so long it may be behind.
KEPT_FOR = timedelta(seconds=10)


@dataclass
class Unread:
    """By office: the number, and when it was counted (real time)."""

    known: dict[int, tuple[int, datetime]] = field(default_factory=dict)


UNREAD = web.AppKey("unread", Unread)


async def number(request: web.Request, visitor: Visitor) -> web.Response:
    """Nothing is unread for whoever marks nothing."""
    if not visitor.reach.acts:
        return web.json_response({"unread": 0})
    ctx, known, office = request.app[CONTEXT], request.app[UNREAD].known, visitor.reach.office.id
    real = ctx.clock.real()
    found, at = known.get(office, (0, None))
    if at is None or not at <= real < at + KEPT_FOR:
        found = await unread.count(ctx, visitor.reach)
        known[office] = (found, real)
    return web.json_response({"unread": found})

"""The rehearsal clock on the chat page: what it shows, and moving it. It only goes forward."""

from __future__ import annotations

from datetime import datetime, timedelta

from aiohttp import web

from domain.clock import CHINA, RehearsalClock
from domain.stops import Stop, next_stop
from handlers.context import Context
from storage import rehearsal
from web.keys import CONTEXT, WAKE
from web.pages import fragment
from web.same_origin import same_origin
from web.simulator.problems import Code, refuse

#: A year typed wrong must not carry the rehearsal away: there is no way back.
FARTHEST = timedelta(days=366)

_STOPS = frozenset(stop.value for stop in Stop)


def rehearsing(ctx: Context) -> bool:
    return isinstance(ctx.clock, RehearsalClock)


def label(ctx: Context) -> str:
    """The campaign's day and time, to the minute."""
    now = ctx.clock.now()
    days = [campaign.days for campaign in ctx.campaigns.values()]
    number = next((span.index(now.date()) + 1 for span in days if now.date() in span), None)
    return fragment("simulator/clock_label.html", now=now, number=number)


async def move(request: web.Request) -> web.Response:
    """``step`` (a ``Stop``) or ``to`` (local, without zone, as browsers send it) → ``{"clock": label, "now"}``."""
    same_origin(request)
    ctx = request.app[CONTEXT]
    clock = ctx.clock
    if not isinstance(clock, RehearsalClock):
        return refuse(Code.NO_REHEARSAL)
    form = await request.post()
    real = clock.real()
    async with ctx.database.write() as connection:
        # Another process may have moved it: the database knows.
        line = await rehearsal.load(connection) or clock.rehearsal
        now = line.at(real)
        to = _destination(ctx, str(form.get("step", "")), str(form.get("to", "")), now)
        if isinstance(to, Code):
            return refuse(to)
        await rehearsal.move(connection, to=to, real=real)
    clock.rehearsal = line.moved(to, real)
    request.app[WAKE]()
    return web.json_response({"clock": label(ctx), "now": ctx.clock.now().strftime("%Y-%m-%dT%H:%M")})


def _destination(ctx: Context, step: str, to: str, now: datetime) -> datetime | Code:
    if step in _STOPS:
        return next_stop(Stop(step), ctx.campaigns.values(), now) or Code.NO_MORE
    try:
        wanted = datetime.fromisoformat(to)
    except ValueError:
        return Code.NO_TIME
    wanted = wanted if wanted.tzinfo else wanted.replace(tzinfo=CHINA)
    if wanted > now + FARTHEST:
        return Code.NO_TIME
    return wanted if wanted > now else Code.BACKWARDS

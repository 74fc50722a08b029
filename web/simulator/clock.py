"""The rehearsal clock on the simulator's pages: what it shows, and moving it."""

from __future__ import annotations

from aiohttp import web

from domain.clock import RehearsalClock
from handlers.context import Context
from handlers.simulator import clock
from handlers.simulator.problems import Code, Refused
from web.events import STREAMS
from web.keys import CONTEXT, WAKE
from web.pages import fragment
from web.same_origin import same_origin
from web.simulator.problems import reading_form, refuse


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
    try:
        with reading_form():
            form = await request.post()
        await clock.move(ctx, step=str(form.get("step", "")), to=str(form.get("to", "")))
    except Refused as refused:
        return refuse(refused.code)
    except (ValueError, LookupError):
        return refuse(Code.UNREADABLE)
    request.app[WAKE]()
    request.app[STREAMS].poke()
    return web.json_response({"clock": label(ctx), "now": ctx.clock.now().strftime("%Y-%m-%dT%H:%M")})

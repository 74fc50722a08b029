"""活动日历: the week as days with what happens on each, and the same as a file."""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web

from handlers.desk import activities, board
from handlers.desk.entering import Visitor
from web.desk.milestones import campaign_named
from web.desk.shell import Addresses, see_other, show
from web.keys import CONTEXT


async def page(request: web.Request, visitor: Visitor) -> web.Response:
    view = await activities.calendar_of(request.app[CONTEXT], visitor.reach, campaign_named(request))
    return show(visitor, "calendar.html", here="calendar", view=view)


async def nearest(request: web.Request, visitor: Visitor) -> web.Response:
    """That of the campaign nearest in time."""
    ctx = request.app[CONTEXT]
    found = board.nearest(ctx, ctx.clock.now())
    if found is None:
        return show(visitor, "no_campaign.html", here="calendar")
    return see_other(Addresses(visitor)(f"/w/{found[0].code}/calendar"))


async def to_keep(request: web.Request, visitor: Visitor) -> web.Response:
    campaign = campaign_named(request)
    content = await activities.calendar_to_keep(request.app[CONTEXT], visitor.reach, campaign)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'活动日历-{campaign.code}')}.ics",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(body=content, content_type="text/calendar", charset="utf-8", headers=headers)

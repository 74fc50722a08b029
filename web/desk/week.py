"""全周: the page of a whole campaign, and where the rail leads."""

from __future__ import annotations

from aiohttp import web

from domain.campaigns.campaign import Campaign
from formats.desk.week import Only, Shown
from handlers.desk import board, week
from handlers.desk.entering import Visitor
from web.desk.access import NotThere
from web.desk.shell import Addresses, see_other, show
from web.keys import CONTEXT

#: Digits of a part in an address.
_DIGITS = 15


async def page(request: web.Request, visitor: Visitor) -> web.Response:
    view = await week.week(request.app[CONTEXT], visitor.reach, campaign_named(request), shown(request))
    return show(visitor, "week.html", here="week", week=view)


async def nearest(request: web.Request, visitor: Visitor) -> web.Response:
    """The week of the campaign nearest in time."""
    ctx = request.app[CONTEXT]
    found = board.nearest(ctx, ctx.clock.now())
    if found is None:
        return show(visitor, "no_campaign.html", here="week")
    return see_other(Addresses(visitor)(f"/w/{found[0].code}/map"))


def campaign_named(request: web.Request) -> Campaign:
    campaign = board.campaign_named(request.app[CONTEXT], request.match_info["campaign"])
    if campaign is None:
        raise NotThere
    return campaign


def shown(request: web.Request) -> Shown:
    """What the address says; what is none of the choices is as without it."""
    asked = request.query
    only, part = asked.get("only", ""), asked.get("part", "")
    return Shown(
        only=Only(only) if only in {one.value for one in Only} else Only.ALL,
        kind=asked.get("kind", ""),
        line=asked.get("line", ""),
        part=int(part) if part.isascii() and part.isdigit() and len(part) <= _DIGITS else None,
        fold={"1": True, "0": False}.get(asked.get("fold", "")),
    )

"""今日: the board of a day, by itself the one of the campaign nearest in time."""

from __future__ import annotations

from datetime import date

from aiohttp import web

from domain.obligation import Standing
from formats.desk.allowing import refused_text
from handlers.desk import board, troubles
from handlers.desk.board import BoardQuestion
from handlers.desk.entering import Visitor
from web.desk.access import NotThere
from web.desk.shell import show
from web.keys import CONTEXT

#: What the list below the tiles can be of.
_LISTED = frozenset(standing.value for standing in Standing)


async def today(request: web.Request, visitor: Visitor) -> web.Response:
    ctx = request.app[CONTEXT]
    found = board.nearest(ctx, ctx.clock.now())
    if found is None:
        return show(visitor, "no_campaign.html", here="today")
    campaign, day = found
    return await _board(request, visitor, asked(request, BoardQuestion(campaign=campaign, day=day)))


async def of_day(request: web.Request, visitor: Visitor) -> web.Response:
    return await _board(request, visitor, asked(request, day_named(request)))


def day_named(request: web.Request) -> BoardQuestion:
    """The campaign and day that the address names. Raises ``NotThere``."""
    campaign = board.campaign_named(request.app[CONTEXT], request.match_info["campaign"])
    try:
        day = date.fromisoformat(request.match_info["day"])
    except ValueError as error:
        raise NotThere from error
    if campaign is None or day not in campaign.days:
        raise NotThere
    return BoardQuestion(campaign=campaign, day=day)


def asked(request: web.Request, question: BoardQuestion) -> BoardQuestion:
    """With what the address says of the list: ``list`` and ``part``; what is none of these is as without it."""
    listed, part = request.query.get("list", ""), request.query.get("part", "")
    standing = Standing(listed) if listed in _LISTED else question.standing
    branch = int(part) if part.isascii() and part.isdigit() and len(part) < 16 else None
    return BoardQuestion(campaign=question.campaign, day=question.day, standing=standing, branch=branch)


async def _board(request: web.Request, visitor: Visitor, question: BoardQuestion) -> web.Response:
    ctx = request.app[CONTEXT]
    view = await board.board(ctx, visitor.reach, question)
    wrong = await troubles.troubles(ctx, visitor.reach, question.campaign, question.day)
    asked = request.query
    return show(
        visitor,
        "today.html",
        here="today",
        board=view,
        ahead=await board.ahead(ctx, visitor.reach, question.campaign),
        troubles=wrong,
        refused=refused_text(asked.get("refused", "")),
        allow=asked.get("allow", ""),
        campaigns=board.others(ctx, question.campaign),
    )

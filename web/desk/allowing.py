"""Forms of exceptions: 延时 and 免报 of a day, 按合格处理 of an item, and 撤销 of either.

Each leads back to the page that it came from, ``back``; why nothing was done stands in its address as ``refused``.
"""

from __future__ import annotations

from datetime import date, datetime, time
from urllib.parse import parse_qsl, urlencode, urlsplit

from aiohttp import web

from domain.allowance import AllowanceKind
from domain.campaigns.campaign import Campaign
from domain.selection import Refusal
from handlers.desk import allowing, taking
from handlers.desk.allowing import NewAllowance
from handlers.desk.entering import Visitor
from web.desk.access import Fields, NotThere
from web.desk.shell import see_other
from web.desk.today import day_named
from web.keys import CONTEXT


async def allow(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    """``unit``: a code or name, else ``area``: a code, empty for all; ``only``: without what is below."""
    question = day_named(request)
    kind = _text(fields, "kind")
    if kind not in (AllowanceKind.MORE_TIME, AllowanceKind.EXEMPT):
        raise web.HTTPBadRequest
    unit = _text(fields, "unit")
    asked = NewAllowance(
        kind=AllowanceKind(kind),
        campaign=question.campaign,
        day=question.day,
        reason=_text(fields, "reason"),
        unit=unit or _text(fields, "area"),
        below=not fields.get("only"),
        until=_until(question.campaign, question.day, _text(fields, "until")),
    )
    done = await allowing.allow(request.app[CONTEXT], visitor.reach, asked)
    return see_other(_back(fields, done.refused))


async def take(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    number = int(request.match_info["number"])
    done = await taking.take(request.app[CONTEXT], visitor.reach, number, _text(fields, "reason"))
    if done.refused is Refusal.UNKNOWN:
        raise NotThere
    return see_other(_back(fields, done.refused))


async def take_back(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    ctx = request.app[CONTEXT]
    given = await allowing.find(ctx, visitor.reach, int(request.match_info["allowance"]))
    if given is None:
        raise NotThere
    if given.kind is AllowanceKind.ACCEPT:
        refused = (await taking.take_back(ctx, visitor.reach, given)).refused
    else:
        refused = (await allowing.take_back(ctx, visitor.reach, given)).refused
    if refused is Refusal.UNKNOWN:
        raise NotThere
    return see_other(_back(fields, refused))


def _until(campaign: Campaign, day: date, said: str) -> datetime | None:
    """A time of that day, as a browser sends it; None when it is none."""
    try:
        return campaign.at(day, time.fromisoformat(said).replace(tzinfo=None))
    except ValueError:
        return None


def _back(fields: Fields, refused: Refusal | None) -> str:
    """The page that the form stood on, never another site's."""
    said = urlsplit(_text(fields, "back"))
    query = [(name, value) for name, value in parse_qsl(said.query) if name != "refused"]
    query += [("refused", refused.value)] if refused else []
    own = said.path.startswith("/") and not said.path.startswith("//") and "\\" not in said.path
    return (said.path if own else "/") + (f"?{urlencode(query)}" if query else "")


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name, "")
    return value.strip() if isinstance(value, str) else ""

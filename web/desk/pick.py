"""选材: the page, its list of numbers, its tiles by the screen, and the marks it sets."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from aiohttp import web

from domain.campaigns.campaign import Campaign
from domain.clock import CHINA
from domain.findings import Kind
from domain.messages import made_storable
from domain.selection import MOST_STARS, Mark
from formats.chat.desk import refusal
from formats.desk.item import levels
from handlers.desk import board, marking, queue
from handlers.desk.entering import Visitor
from handlers.desk.marking import MOST, MarkChange, Marked
from storage.desk.queue import QueueFilter, QueueMark, QueueOrder
from storage.engine.changes import UNSET, Unset
from web.desk.access import Fields, NotThere
from web.desk.presence import PRESENCE
from web.desk.shell import Addresses, see_other, show
from web.keys import CONTEXT
from web.pages import render

_Choice = TypeVar("_Choice", bound=StrEnum)
#: What an address says of a queue, in this order.
QUEUE = ("day", "kind", "mark", "order", "unit", "category", "theme", "q")
#: Characters that are looked for.
_LONGEST_WORDS = 64
#: Digits of a number in what a page sends.
_DIGITS = 15
#: Of a Unix time, in seconds.
_DIGITS_OF_TIME = 10
#: What codes of categories and themes are made of; empty: none.
_CODE = re.compile(r"[a-z0-9-]{0,32}")


async def page(request: web.Request, visitor: Visitor) -> web.Response:
    campaign = _campaign(request)
    view = await queue.page(request.app[CONTEXT], visitor.reach, campaign, _asked(request))
    return show(visitor, "pick.html", here="pick", pick=view, levels=levels())


async def nearest(request: web.Request, visitor: Visitor) -> web.Response:
    """The desk of the campaign nearest in time, where the rail leads."""
    ctx = request.app[CONTEXT]
    found = board.nearest(ctx, ctx.clock.now())
    if found is None:
        return show(visitor, "no_campaign.html", here="pick")
    return see_other(Addresses(visitor)(f"/w/{found[0].code}/desk"))


async def listed(request: web.Request, visitor: Visitor) -> web.Response:
    """The numbers of the whole queue. Nothing in them is secret, so they are compressed."""
    response = web.json_response(await queue.listed(request.app[CONTEXT], visitor.reach, _asked(request)))
    response.enable_compression()
    return response


async def news(request: web.Request, visitor: Visitor) -> web.Response:
    """What is new ``since`` the queue was taken: marks of colleagues, what has come in; and who else is at it.

    ``screen``: which one the page shows.
    """
    ctx, asked = request.app[CONTEXT], _asked(request)
    since, screen = request.query.get("since", ""), request.query.get("screen", "")
    if not _is_number(since) or len(since) > _DIGITS_OF_TIME:
        raise web.HTTPBadRequest
    found = await queue.news(ctx, visitor.reach, asked, since=datetime.fromtimestamp(int(since), CHINA))
    others = request.app[PRESENCE].seen(
        f"{visitor.reach.office.code} {asked}",
        visitor.person.id,
        visitor.person.name,
        int(screen) if _is_number(screen) else 1,
        now=ctx.clock.real(),
    )
    marked = [[one.number, one.mark or "", one.stars, one.category, one.theme, one.who] for one in found.marks]
    return web.json_response({"marks": marked, "entries": found.listed, "others": others})


async def meter(request: web.Request, visitor: Visitor) -> web.Response:
    """How far the office is, and what it has chosen from where."""
    found = await queue.meter(request.app[CONTEXT], visitor.reach, _campaign(request), _asked(request))
    return render("desk/pick_meter.html", meter=found)


async def tiles(request: web.Request, visitor: Visitor) -> web.Response:
    """One screen: ``n`` are the numbers, with dots between them."""
    wanted = numbers_of(request.query.get("n", ""))
    found = await queue.tiles(request.app[CONTEXT], visitor.reach, _campaign(request), wanted)
    return render("desk/pick_tiles.html", tiles=found, query=Addresses(visitor)(""), can_mark=visitor.reach.acts)


async def mark(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    """Marks of a script (``changes``, JSON, answered with JSON), or of the plain form (``n`` …, ``mark``, ``back``)."""
    said = fields.get("changes")
    changes = _plain(fields) if said is None else _changes(said)
    done = await marking.mark_all(request.app[CONTEXT], visitor.reach, changes)
    if said is None:
        back = str(fields.get("back", ""))
        return see_other(back if back.startswith("/w/") else "/")
    return web.json_response({"now": {str(one.number): _now(one) for one in done}})


def _asked(request: web.Request) -> QueueFilter:
    """What the address says; without a day the campaign's current one, what is none of the choices as without it."""
    campaign = _campaign(request)
    kind = request.query.get("kind", "")
    return QueueFilter(
        campaign=campaign.code,
        day=_day(request, campaign),
        kind=Kind(kind) if kind in {one.value for one in Kind} else None,
        mark=_choice(QueueMark, request.query.get("mark", ""), QueueMark.UNSEEN),
        unit=request.query.get("unit", ""),
        category=request.query.get("category", ""),
        theme=request.query.get("theme", ""),
        words=made_storable(request.query.get("q", "").strip())[:_LONGEST_WORDS],
        order=_choice(QueueOrder, request.query.get("order", ""), QueueOrder.FAIR),
    )


def _campaign(request: web.Request) -> Campaign:
    campaign = board.campaign_named(request.app[CONTEXT], request.match_info["campaign"])
    if campaign is None:
        raise NotThere
    return campaign


def _day(request: web.Request, campaign: Campaign) -> date:
    said = request.query.get("day", "")
    if not said:
        return campaign.report_day(request.app[CONTEXT].clock.now())
    day = next((one for one in campaign.days if one.isoformat() == said), None)
    if day is None:
        raise NotThere
    return day


def _choice(choices: type[_Choice], said: str, otherwise: _Choice) -> _Choice:
    return choices(said) if said in {one.value for one in choices} else otherwise


def numbers_of(said: str) -> list[int]:
    """Numbers of items with dots between them; what is none is left out."""
    return [int(one) for one in said.split(".") if _is_number(one)]


def _is_number(said: str) -> bool:
    return said.isascii() and said.isdigit() and len(said) <= _DIGITS


def _plain(fields: Fields) -> list[MarkChange]:
    said, numbers = str(fields.get("mark", "")), [str(one) for one in fields.getall("n", [])]
    return [_change({"n": int(one), "mark": said}) for one in numbers[:MOST] if _is_number(one)]


def _changes(said: Any) -> list[MarkChange]:
    """Raises 400 for what our script does not send."""
    try:
        sent = json.loads(said)
    except (TypeError, ValueError) as error:
        raise web.HTTPBadRequest from error
    if not isinstance(sent, list) or len(sent) > MOST or not all(isinstance(one, dict) for one in sent):
        raise web.HTTPBadRequest
    return [_change(one) for one in sent]


def _change(said: dict[str, Any]) -> MarkChange:
    number, stars = said.get("n"), said.get("stars", UNSET)
    # Whether true counts as 1 is not ours to guess.
    if type(number) is not int or not 0 < number < 10**_DIGITS:
        raise web.HTTPBadRequest
    if not isinstance(stars, Unset) and (type(stars) is not int or not 0 <= stars <= MOST_STARS):
        raise web.HTTPBadRequest
    mark, was = (_mark(said[name]) if name in said else UNSET for name in ("mark", "was"))
    category, theme = (_label(said[name]) if name in said else UNSET for name in ("category", "theme"))
    return MarkChange(number=number, stars=stars, mark=mark, was=was, category=category, theme=theme)


def _label(said: Any) -> str:
    """The code of a category or theme; empty takes it off. Whether the campaign file still has it does not matter."""
    if not isinstance(said, str) or not _CODE.fullmatch(said):
        raise web.HTTPBadRequest
    return said


def _mark(said: Any) -> Mark | None:
    """Empty takes it off."""
    if said not in ("", *(one.value for one in Mark)):
        raise web.HTTPBadRequest
    return Mark(said) if said else None


def _now(marked: Marked) -> dict[str, Any]:
    """``who``: the colleague whose mark gave way; ``refused``: the sentence that says why not."""
    now = marked.now
    return {
        "mark": (now.mark or "") if now else "",
        "stars": now.stars if now else 0,
        "category": now.category if now else "",
        "theme": now.theme if now else "",
        "who": marked.replaced,
        "refused": refusal(marked.refused, marked.number) if marked.refused else "",
    }

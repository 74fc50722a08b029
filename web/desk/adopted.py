"""采用: what was published, one more of it by an item's number, and the taking back of what was recorded wrongly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from aiohttp import web

from domain.campaigns.campaign import Campaign
from domain.selection import Level, Refusal
from formats.desk import item as words
from formats.desk.pasted import saved
from formats.words.item import WRONG_NUMBER
from handlers.desk import adopted, adopting, board, item
from handlers.desk.adopting import Adopted
from handlers.desk.entering import Visitor
from storage.desk.adopted import AdoptionFilter, AdoptionOrder
from web.desk.access import Fields, NotThere
from web.desk.item import id_of, level_or_problem, text_of, typed_adoption
from web.desk.shell import Addresses, see_other, show
from web.keys import CONTEXT

#: What a form keeps of the address.
_CARRIED = ("level", "medium", "day", "order", "page")
_TYPED = ("number", "medium", "level", "url", "on_day")


async def page(request: web.Request, visitor: Visitor) -> web.Response:
    return await _shown(request, visitor)


async def nearest(request: web.Request, visitor: Visitor) -> web.Response:
    """The list of the campaign nearest in time, where the rail leads."""
    ctx = request.app[CONTEXT]
    found = board.nearest(ctx, ctx.clock.now())
    if found is None:
        return show(visitor, "no_campaign.html", here="adopted")
    return see_other(Addresses(visitor)(f"/w/{found[0].code}/adopted"))


async def record(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    """One item by its number; what is refused keeps what was typed."""
    campaign = campaign_named(request)
    typed = {**typed_adoption(fields), "number": text_of(fields, "number")}
    number = id_of(typed["number"])
    level, problem = level_or_problem(request, campaign.code, typed)
    if not number:
        problem = WRONG_NUMBER
    if level is None or not number:
        return await _shown(request, visitor, problem=problem, typed=typed)
    day = date.fromisoformat(typed["on_day"]) if typed["on_day"] else None
    done = await adopting.adopt_at_once(
        request.app[CONTEXT], visitor.reach, number, typed["medium"], level=level, url=typed["url"], on_day=day
    )
    if done.refused is not None:
        return await _shown(request, visitor, problem=_why(done), typed=typed)
    code = "known" if done.known else "adopted" if done.told else "adopted_untold"
    return see_other(_address(request, visitor, campaign, done=code))


async def revoke(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    campaign = campaign_named(request)
    number, adoption = (id_of(text_of(fields, name)) for name in ("number", "adoption"))
    done = await adopting.revoke_at_once(request.app[CONTEXT], visitor.reach, number, adoption)
    if done.refused is Refusal.UNKNOWN:
        raise NotThere
    if done.refused is not None:
        return await _shown(request, visitor, problem=_why(done))
    return see_other(_address(request, visitor, campaign, done="revoked"))


async def _shown(
    request: web.Request, visitor: Visitor, *, problem: str = "", typed: Mapping[str, str] | None = None
) -> web.Response:
    campaign = campaign_named(request)
    number = id_of(request.query.get("page", ""))
    view = await adopted.page(
        request.app[CONTEXT],
        visitor.reach,
        campaign,
        asked(request, campaign),
        number,
        units=request.query.get("units") == "all",
    )
    return show(
        visitor,
        "adopted.html",
        here="adopted",
        view=view,
        levels=words.levels(),
        pasted="",
        carried=_carried(request),
        done="" if problem else words.done(request.query.get("done", "")) or _saved(request),
        problem=problem,
        typed={**dict.fromkeys(_TYPED, ""), **(typed or {})},
    )


def _saved(request: web.Request) -> str:
    """What pasted lines have come to."""
    new, untold, known = (id_of(request.query.get(name, "")) for name in ("saved", "untold", "known"))
    return saved(new, untold, known)


def _why(done: Adopted) -> str:
    return item.refused(done.number, done.submission, done.refused) if done.refused else ""


def campaign_named(request: web.Request) -> Campaign:
    campaign = board.campaign_named(request.app[CONTEXT], request.match_info["campaign"])
    if campaign is None:
        raise NotThere
    return campaign


def asked(request: web.Request, campaign: Campaign) -> AdoptionFilter:
    """What the address says; what is none of the choices is as without it."""
    level, order, day = (request.query.get(name, "") for name in ("level", "order", "day"))
    return AdoptionFilter(
        campaign=campaign.code,
        level=Level(level) if level in {one.value for one in Level} else None,
        medium=request.query.get("medium", ""),
        day=_day(day),
        order=AdoptionOrder(order) if order in {one.value for one in AdoptionOrder} else AdoptionOrder.ROSTER,
    )


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _carried(request: web.Request) -> dict[str, str]:
    return {name: request.query[name] for name in _CARRIED if request.query.get(name)}


def _address(request: web.Request, visitor: Visitor, campaign: Campaign, **said: str) -> str:
    return Addresses(visitor)(f"/w/{campaign.code}/adopted", **_carried(request), **said)

"""导出: the form with what it would hold, the list of those made, one of them, its zips, and links to it outside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from aiohttp import web
from multidict import MultiMapping

from domain.campaigns.campaign import Campaign
from domain.findings import Kind
from formats.words import exports as words
from handlers.desk import board, export_sending, exports, sharing
from handlers.desk.entering import NoSuchOffice, Visitor
from handlers.desk.exports import ExportQuestion
from storage.desk.exports import ExportFilter, ExportMark, ExportSplit
from web.desk import zips
from web.desk.access import Fields, NotThere, visitor_of
from web.desk.adopted import campaign_named
from web.desk.item import id_of, text_of
from web.desk.shell import Addresses, see_other, show
from web.keys import CONTEXT

#: Of one zip, where nothing is chosen.
PART_BYTES = 4_000_000_000


async def nearest(request: web.Request, visitor: Visitor) -> web.Response:
    """The page of the campaign nearest in time, where the rail leads."""
    ctx = request.app[CONTEXT]
    found = board.nearest(ctx, ctx.clock.now())
    if found is None:
        return show(visitor, "no_campaign.html", here="exports")
    return see_other(Addresses(visitor)(f"/w/{found[0].code}/exports"))


async def page(request: web.Request, visitor: Visitor) -> web.Response:
    return await _shown(request, visitor, _question(campaign_named(request), request.query))


async def make(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    if not visitor.reach.acts:
        raise NotThere
    question = _question(campaign_named(request), fields)
    made = await exports.ask(request.app[CONTEXT], visitor.reach, question)
    if isinstance(made, str):
        return await _shown(request, visitor, question, problem=made)
    return see_other(Addresses(visitor)(f"/exports/{made}"))


async def one(request: web.Request, visitor: Visitor) -> web.Response:
    return await _shown_one(request, visitor)


async def part(request: web.Request, visitor: Visitor) -> web.StreamResponse:
    ctx, id_, number = request.app[CONTEXT], _id(request), int(request.match_info["zip"])
    found = await export_sending.of_office(ctx, visitor.reach, id_, number)
    if found is None:
        raise NotThere

    async def alive() -> bool:
        try:
            return await visitor_of(request) is not None
        except NoSuchOffice:
            return False

    return await zips.send(request, found, alive)


async def share(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    """The address is told once, on the page that answers: nobody can look it up afterwards."""
    label, hours = " ".join(text_of(fields, "label").split())[:100], id_of(text_of(fields, "hours"))
    if not visitor.reach.acts:
        raise NotThere
    ctx = request.app[CONTEXT]
    address = await sharing.make(ctx, visitor.reach, _id(request), label=label, hours=hours) if label else None
    return await _shown_one(request, visitor, address=address or "", problem="" if address else words.NO_SHARE)


async def revoke(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    if not await sharing.revoke(request.app[CONTEXT], visitor.reach, _id(request), int(request.match_info["share"])):
        raise NotThere
    return see_other(Addresses(visitor)(f"/exports/{_id(request)}"))


async def _shown(
    request: web.Request, visitor: Visitor, question: ExportQuestion, *, problem: str = ""
) -> web.Response:
    view = await exports.page(request.app[CONTEXT], visitor.reach, question, problem=problem)
    return show(visitor, "exports.html", here="exports", view=view)


async def _shown_one(request: web.Request, visitor: Visitor, *, address: str = "", problem: str = "") -> web.Response:
    view = await exports.one(request.app[CONTEXT], visitor.reach, _id(request))
    if view is None:
        raise NotThere
    return show(visitor, "export.html", here="exports", view=view, address=address, problem=problem)


def _question(campaign: Campaign, asked: MultiMapping[str] | Fields) -> ExportQuestion:
    """What address or form says; what is none of the choices is as without it."""
    kinds = {one.value for one in Kind}
    size = id_of(_last(asked, "size"))
    mark, category, split = _last(asked, "mark"), _last(asked, "category"), _last(asked, "split")
    return ExportQuestion(
        campaign=campaign,
        asked=ExportFilter(
            campaign=campaign.code,
            days=frozenset(day for day in map(_day, _all(asked, "day")) if day in campaign.days),
            kinds=frozenset(Kind(one) for one in _all(asked, "kind") if one in kinds),
            mark=ExportMark(mark) if mark in {one.value for one in ExportMark} else ExportMark.ALL,
            unit=_last(asked, "unit").strip()[:64],
            category=category if category in {one.code for one in campaign.categories} else "",
            split=ExportSplit(split) if split in {one.value for one in ExportSplit} else ExportSplit.KIND,
            shrunk=_last(asked, "photos") == "1600",
        ),
        part_bytes=size if size in words.PART_SIZES else PART_BYTES,
    )


def _all(asked: Mapping[str, object], name: str) -> list[str]:
    found = asked.getall(name, []) if hasattr(asked, "getall") else []
    return [one for one in found if isinstance(one, str)]


def _last(asked: Mapping[str, object], name: str) -> str:
    return (_all(asked, name) or [""])[-1]


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _id(request: web.Request) -> int:
    return int(request.match_info["export"])

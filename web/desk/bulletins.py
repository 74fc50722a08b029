"""通报: the list of a campaign's bulletins, a draft with its blocks, an issued one; and what is done with them."""

from __future__ import annotations

from datetime import date

from aiohttp import web

from domain import bulletin as rules
from domain.bulletin import BulletinKind, BulletinRefusal, over_at
from domain.campaigns.campaign import Campaign
from formats.desk import bulletins as views
from formats.spoken import due_text, local_date
from formats.words.bulletins import CHANGED
from handlers.desk import board, bulletin_highlights, bulletin_pages, bulletin_sending, bulletins
from handlers.desk.bulletins import OpenBulletin
from handlers.desk.entering import Visitor
from web.desk.access import Fields, NotThere
from web.desk.adopted import campaign_named
from web.desk.item import id_of, text_of
from web.desk.shell import Addresses, see_other, show
from web.keys import CONTEXT


async def nearest(request: web.Request, visitor: Visitor) -> web.Response:
    """The list of the campaign nearest in time, where the rail leads."""
    ctx = request.app[CONTEXT]
    found = board.nearest(ctx, ctx.clock.now())
    if found is None:
        return show(visitor, "no_campaign.html", here="bulletins")
    return see_other(Addresses(visitor)(f"/w/{found[0].code}/bulletins"))


async def listed(request: web.Request, visitor: Visitor) -> web.Response:
    """``kind`` and ``day``: what is proposed; chat leads here."""
    return await _list(request, visitor, campaign_named(request))


async def draft(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    campaign = campaign_named(request)
    kind, day = _kind(text_of(fields, "kind")), _day(campaign, text_of(fields, "day"))
    if kind is None or day is None:
        raise NotThere
    made = await bulletins.draft_at_once(request.app[CONTEXT], visitor.reach, campaign, kind, day)
    if isinstance(made, BulletinRefusal):
        return await _list(request, visitor, campaign, problem=views.refused_text(made))
    return see_other(Addresses(visitor)(f"/bulletins/{made}", done="drafted"))


async def page(request: web.Request, visitor: Visitor) -> web.Response:
    return await _shown(request, visitor, await opened(request, visitor))


async def write(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    """Blocks: by the page's script those that were changed, else all of the form, of which the unchanged are left."""
    ctx, found = request.app[CONTEXT], await opened(request, visitor)
    texts = {}
    for block in views.FIELDS:
        text = text_of(fields, block.value).replace("\r\n", "\n").rstrip()
        if block.value in fields and text_of(fields, f"had-{block.value}") != views.fingerprint(text):
            texts[block] = text
    done = await bulletins.write(ctx, visitor.reach, found.bulletin.id, texts) if texts else found.blocks
    by_script = "json" in request.headers.get("Accept", "")
    if isinstance(done, BulletinRefusal):
        problem = _why(found, request, done)
        if by_script:
            return web.json_response({"problem": problem}, status=409)
        return await _shown(request, visitor, found, problem=problem)
    if by_script:
        again = await opened(request, visitor)
        versions = {block.value: one.version for block, one in again.blocks.items()}
        return web.json_response({"revision": again.bulletin.revision, "versions": versions})
    return _back(visitor, found, done="saved")


async def switch(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    found = await opened(request, visitor)
    refused = await bulletins.switch(
        request.app[CONTEXT],
        visitor.reach,
        found.bulletin.id,
        names_missing=bool(text_of(fields, "names_missing")),
        by_kind=bool(text_of(fields, "by_kind")),
    )
    return await _after(request, visitor, found, refused, "saved")


async def highlight(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    """``how``: add, by one or several numbers; or what is done with one that is there."""
    ctx, found = request.app[CONTEXT], await opened(request, visitor)
    how, said = text_of(fields, "how"), text_of(fields, "said").strip()
    numbers = [id_of(one) for one in text_of(fields, "number").replace("、", " ").replace(",", " ").split()]
    if how != "add":
        number = numbers[0] if numbers else 0
        refused = await bulletin_highlights.change(ctx, visitor.reach, found.bulletin.id, number, how, said)
        return await _after(request, visitor, found, refused, "saved", number)
    for number in numbers or [0]:
        refused = await bulletin_highlights.add(ctx, visitor.reach, found.bulletin.id, number)
        if refused is not None:
            return await _after(request, visitor, found, refused, "", number)
    return _back(visitor, found, done="saved")


async def issue(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    found = await opened(request, visitor)
    revision = id_of(text_of(fields, "revision"))
    done = await bulletins.issue(request.app[CONTEXT], visitor.reach, found.bulletin.id, revision)
    if done.changed:
        return await _shown(request, visitor, await opened(request, visitor), problem=CHANGED)
    return await _after(request, visitor, found, done.refused, "issued")


async def send(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    found, to = await opened(request, visitor), text_of(fields, "to")
    if to not in ("supervisors", "liaisons"):
        raise NotThere
    ctx = request.app[CONTEXT]
    done = await bulletin_sending.send(ctx, visitor.reach, found.bulletin.id, liaisons=to == "liaisons")
    if done.refused is not None:
        return await _after(request, visitor, found, done.refused, "")
    code = "sent_before" if done.again else "sent_not_all" if done.others else "sent"
    return _back(visitor, found, done=code, told=str(done.number), untold=str(done.others))


async def correct(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    found = await opened(request, visitor)
    made = await bulletins.correct(request.app[CONTEXT], visitor.reach, found.bulletin.id)
    if isinstance(made, BulletinRefusal):
        return await _after(request, visitor, found, made, "")
    return see_other(Addresses(visitor)(f"/bulletins/{made}", done="corrected"))


async def drop(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    found = await opened(request, visitor)
    refused = await bulletins.drop(request.app[CONTEXT], visitor.reach, found.bulletin.id)
    if refused is not None:
        return await _after(request, visitor, found, refused, "")
    return see_other(Addresses(visitor)(f"/w/{found.campaign.code}/bulletins", done="dropped"))


async def opened(request: web.Request, visitor: Visitor) -> OpenBulletin:
    """The one that the address names. Raises ``NotThere``."""
    found = await bulletins.opened(request.app[CONTEXT], visitor.reach, int(request.match_info["bulletin"]))
    if found is None:
        raise NotThere
    return found


async def _list(request: web.Request, visitor: Visitor, campaign: Campaign, *, problem: str = "") -> web.Response:
    ctx = request.app[CONTEXT]
    kind = _kind(request.query.get("kind", "")) or BulletinKind.DAILY
    day = _day(campaign, request.query.get("day", "")) or campaign.report_day(ctx.clock.now())
    view = await bulletin_pages.listed(ctx, visitor.reach, campaign, kind, day)
    done = "" if problem else views.done_text(request.query.get("done", ""))
    return show(visitor, "bulletins.html", here="bulletins", view=view, problem=problem, done=done)


async def _shown(request: web.Request, visitor: Visitor, found: OpenBulletin, *, problem: str = "") -> web.Response:
    view = await bulletin_pages.page(request.app[CONTEXT], visitor.reach, found)
    asked = request.query
    done = views.done_text(
        asked.get("done", ""), str(id_of(asked.get("told", ""))), str(id_of(asked.get("untold", "")))
    )
    return show(
        visitor,
        "bulletin.html",
        here="bulletins",
        view=view,
        most_rows=views.MOST_ROWS,
        problem=problem,
        done="" if problem else done,
    )


async def _after(
    request: web.Request,
    visitor: Visitor,
    found: OpenBulletin,
    refused: BulletinRefusal | None,
    done: str,
    number: int = 0,
) -> web.Response:
    if refused is None:
        return _back(visitor, found, done=done)
    return await _shown(request, visitor, await opened(request, visitor), problem=_why(found, request, refused, number))


def _why(found: OpenBulletin, request: web.Request, refused: BulletinRefusal, number: int = 0) -> str:
    over = over_at(found.campaign, found.bulletin.kind, found.bulletin.day)
    due = due_text(over, local_date(request.app[CONTEXT].clock.now())) if over else ""
    most = rules.MOST_HIGHLIGHTS if refused is BulletinRefusal.TOO_MANY else rules.LONGEST_BLOCK
    return views.refused_text(refused, due=due, number=str(number or "—"), most=most)


def _back(visitor: Visitor, found: OpenBulletin, **said: str) -> web.Response:
    return see_other(Addresses(visitor)(f"/bulletins/{found.bulletin.id}", **said))


def _kind(said: str) -> BulletinKind | None:
    return BulletinKind(said) if said in {one.value for one in BulletinKind} else None


def _day(campaign: Campaign, said: str) -> date | None:
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return None
    return day if day in campaign.days else None

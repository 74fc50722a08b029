"""公告: written on a page, looked at once more, said; then what became of it."""

from __future__ import annotations

from aiohttp import web

from formats.words import announcing as words
from handlers.desk import announcing, nudging
from handlers.desk.entering import Visitor
from web.desk.access import Fields, NotThere
from web.desk.item import text_of
from web.desk.shell import Addresses, see_other, show
from web.keys import CONTEXT


async def page(request: web.Request, visitor: Visitor) -> web.Response:
    return await _shown(request, visitor)


async def announce(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    """Shows whom it would go to; said once ``moment`` comes along with it. ``edit``: back to the form."""
    if not visitor.reach.acts:
        raise NotThere
    ctx, moment = request.app[CONTEXT], text_of(fields, "moment")
    text = text_of(fields, "text").replace("\r\n", "\n").strip()
    if why := announcing.refused(text):
        return await _shown(request, visitor, typed=text, problem=why)
    if text_of(fields, "edit"):
        return await _shown(request, visitor, typed=text)
    if not (len(moment) == nudging.MOMENT_DIGITS and moment.isascii() and moment.isdigit()):
        preview = await announcing.preview(ctx, visitor.reach, text)
        if preview is None:
            nobody = words.NOBODY.format(office=visitor.reach.office.name)
            return await _shown(request, visitor, typed=text, problem=nobody)
        return show(visitor, "announce.html", here="people", view=preview)
    number = await announcing.send(ctx, visitor.reach, text, moment)
    if number is None:
        raise NotThere
    return see_other(Addresses(visitor)(f"/announcements/{number}"))


async def one(request: web.Request, visitor: Visitor) -> web.Response:
    view = await announcing.one(request.app[CONTEXT], visitor.reach, int(request.match_info["announcement"]))
    if view is None:
        raise NotThere
    return show(visitor, "announcement.html", here="people", view=view)


async def _shown(request: web.Request, visitor: Visitor, *, typed: str = "", problem: str = "") -> web.Response:
    view = await announcing.page(request.app[CONTEXT], visitor.reach, typed=typed, problem=problem)
    return show(visitor, "announcements.html", here="people", view=view)

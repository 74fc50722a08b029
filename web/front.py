"""The first page: the desk. Whoever is not logged in is led to the login; in a rehearsal a button comes in."""

from __future__ import annotations

from aiohttp import web

from handlers.desk import rehearsing
from handlers.desk.entering import NoSuchOffice
from storage.simulator import SIMULATOR
from web.desk.access import COOKIE, let_in, page, visitor_of
from web.desk.browser import browser_of
from web.desk.shell import not_found, see_other
from web.desk.today import today
from web.keys import CONTEXT
from web.pages import render
from web.same_origin import same_origin


async def front(request: web.Request) -> web.StreamResponse:
    ctx = request.app[CONTEXT]
    if rehearsing.open_to_all(ctx) and not await _is_in(request):
        return render("desk/rehearsal.html", who=await rehearsing.supervisor(ctx))
    if request.cookies.get(COOKIE) or SIMULATOR not in ctx.channels:
        return await page(today)(request)
    raise web.HTTPFound("/chat")


async def enter(request: web.Request) -> web.StreamResponse:
    """The button: there is none, and nothing behind it, where real people are served."""
    same_origin(request)
    session = await rehearsing.enter(request.app[CONTEXT], browser_of(request))
    if session is None:
        return not_found()
    response = see_other("/")
    let_in(request, response, session)
    return response


async def _is_in(request: web.Request) -> bool:
    try:
        return await visitor_of(request) is not None
    except NoSuchOffice:
        return True

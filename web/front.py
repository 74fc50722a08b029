"""The first page: the desk. Who is not logged in is led to the simulator where there is one, else to the login."""

from __future__ import annotations

from aiohttp import web

from storage.simulator import SIMULATOR
from web.desk.access import COOKIE, page
from web.desk.today import today
from web.keys import CONTEXT


async def front(request: web.Request) -> web.StreamResponse:
    if request.cookies.get(COOKIE) or SIMULATOR not in request.app[CONTEXT].channels:
        return await page(today)(request)
    raise web.HTTPFound("/chat")

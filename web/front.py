"""The first page. The dashboard will be here; until then it points at the simulator, or says where one is."""

from __future__ import annotations

from aiohttp import web

from storage.simulator import SIMULATOR
from web.keys import CONTEXT
from web.pages import render


async def front(request: web.Request) -> web.Response:
    if SIMULATOR in request.app[CONTEXT].channels:
        raise web.HTTPFound("/chat")
    return render("front.html")

"""设置: read only."""

from __future__ import annotations

from aiohttp import web

from handlers.desk import settings
from handlers.desk.entering import Visitor
from web.desk.access import NotThere
from web.desk.shell import show
from web.keys import CONTEXT


async def page(request: web.Request, visitor: Visitor) -> web.Response:
    view = await settings.settings(request.app[CONTEXT], visitor.reach)
    if view is None:
        raise NotThere
    return show(visitor, "settings.html", here="people", settings=view)

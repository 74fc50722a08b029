"""单位: the page of one unit."""

from __future__ import annotations

from aiohttp import web

from formats.desk.allowing import refused_text
from handlers.desk import unit
from handlers.desk.entering import Visitor
from web.desk.access import NotThere
from web.desk.shell import show
from web.keys import CONTEXT


async def page(request: web.Request, visitor: Visitor) -> web.Response:
    asked = request.query
    view = await unit.page(request.app[CONTEXT], visitor.reach, request.match_info["code"], asked.get("w", ""))
    if view is None:
        raise NotThere
    return show(visitor, "unit.html", here="week", unit=view, refused=refused_text(asked.get("refused", "")))

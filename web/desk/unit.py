"""单位: the page of one unit, and two of them side by side."""

from __future__ import annotations

from aiohttp import web

from domain.messages import made_storable
from formats.desk.allowing import refused_text
from handlers.desk import beside, unit
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


async def side_by_side(request: web.Request, visitor: Visitor) -> web.Response:
    """对比: with the unit of the code or name that ``with`` says; without one that is found the page asks for it."""
    asked, code = request.query, request.match_info["code"]
    view = await beside.page(
        request.app[CONTEXT], visitor.reach, code, made_storable(asked.get("with", "")).strip(), asked.get("w", "")
    )
    if view is None:
        raise NotThere
    return show(visitor, "beside.html", here="week", view=view, asked="with" in asked)

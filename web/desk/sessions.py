"""登录: the browsers that are logged in, and their end."""

from __future__ import annotations

from aiohttp import web

from handlers.desk import sessions
from handlers.desk.entering import Visitor
from web.desk.access import Fields, NotThere
from web.desk.shell import Addresses, see_other, show
from web.keys import CONTEXT


async def listed(request: web.Request, visitor: Visitor) -> web.Response:
    found = await sessions.listed(request.app[CONTEXT], visitor.reach, visitor.session)
    return show(visitor, "sessions.html", here="people", sessions=found)


async def end(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    if not await sessions.end(request.app[CONTEXT], visitor.reach, request.match_info["session"]):
        raise NotThere
    return see_other(Addresses(visitor)("/sessions"))

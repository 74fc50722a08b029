"""搜索: the field of the bar, and what it finds. A number leads to its item."""

from __future__ import annotations

from aiohttp import web

from domain.messages import made_storable
from handlers.desk import searching
from handlers.desk.entering import Visitor
from web.desk.shell import Addresses, see_other, show
from web.keys import CONTEXT

#: Characters of a search, and digits of a number.
LONGEST, _DIGITS = 64, 15


async def page(request: web.Request, visitor: Visitor) -> web.Response:
    words = made_storable(request.query.get("q", "")).strip()[:LONGEST]
    number = words.removesuffix("号").strip()
    if number.isascii() and number.isdigit() and len(number) <= _DIGITS:
        return see_other(Addresses(visitor)(f"/i/{int(number)}"))
    found = await searching.found(request.app[CONTEXT], visitor.reach, words)
    return show(visitor, "search.html", here="", words=words, found=found)

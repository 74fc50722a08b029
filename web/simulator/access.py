"""Who is on the page: whom the address names. Anybody may be anybody here, which is what the simulator is for."""

from __future__ import annotations

from aiohttp import web

from handlers.simulator import people
from handlers.simulator.people import Actor
from web.keys import CONTEXT


async def actor(request: web.Request) -> Actor:
    """Raises 404 for anybody who is not there."""
    found = await people.actor(request.app[CONTEXT], request.match_info["account"])
    if found is None:
        raise web.HTTPNotFound
    return found

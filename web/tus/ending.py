"""Giving an upload up (DELETE)."""

from __future__ import annotations

from aiohttp import web

from handlers.uploads import writing
from web.keys import CONTEXT
from web.tus.access import holder
from web.tus.answers import tus


@tus
async def terminate(request: web.Request) -> web.Response:
    await writing.abort(request.app[CONTEXT], await holder(request), request.match_info["upload"])
    return web.Response(status=204)

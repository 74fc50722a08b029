"""Clients whose surroundings know only GET and POST name their method in ``X-HTTP-Method-Override``."""

from __future__ import annotations

from aiohttp import web

from web.tus import ending, receiving, status
from web.tus.answers import Handler

_METHODS: dict[str, Handler] = {"PATCH": receiving.patch, "DELETE": ending.terminate, "HEAD": status.head}


async def overridden(request: web.Request) -> web.StreamResponse:
    handler = _METHODS.get(request.headers.get("X-HTTP-Method-Override", "").upper())
    if handler is None:
        raise web.HTTPMethodNotAllowed("POST", _METHODS)
    return await handler(request)

"""Never more connections than descriptors: the others (files, databases, platforms) must find some left, too.

How long a connection may say nothing, or half a request's head, is aiohttp's ``keepalive_timeout``.
"""

from __future__ import annotations

import asyncio

import structlog
from aiohttp import web

log = structlog.get_logger()

#: Seconds a connection may be silent before and between its requests; proxies keep theirs for 60.
SILENCE = 75.0
#: Descriptors that are left to everything else.
RESERVE = 256


def bound(server: web.Server, most: int) -> None:
    """From now on a connection beyond ``most`` is closed as soon as it is made."""
    made = server.connection_made

    def connection_made(handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        made(handler, transport)
        if len(server.connections) > most:
            log.warning("connections.too_many", most=most)
            transport.abort()

    server.connection_made = connection_made  # type: ignore[method-assign]

"""Who is calling, for the log. A proxy's word about it is taken only from proxies the settings name."""

from __future__ import annotations

from aiohttp import web

from web.keys import PROXIES


def client_address(request: web.Request) -> str:
    """The nearest address that is not a trusted proxy."""
    proxies = request.app[PROXIES]
    address = request.remote or ""
    claimed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    while address in proxies and claimed:
        address = claimed.pop()
    return address

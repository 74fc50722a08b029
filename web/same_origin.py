"""A foreign page in the same browser must not speak for anybody here, nor move the clock."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web


def same_origin(request: web.Request) -> None:
    """Browsers name the page that posts. Raises 403 when it is not ours."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise web.HTTPForbidden

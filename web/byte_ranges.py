"""Parts of what is handed out: what ``Range`` and ``If-Range`` ask for."""

from __future__ import annotations

from aiohttp import web


def part_wanted(request: web.Request, tag: str) -> slice | None:
    """None for everything: also for several parts at once, for what is no part, and for one of other bytes."""
    if "Range" not in request.headers or request.headers.get("If-Range", tag) != tag:
        return None
    try:
        return request.http_range
    except ValueError:
        return None

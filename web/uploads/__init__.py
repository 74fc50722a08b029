"""The upload page behind a personal link, and what its script asks and says: what hangs where."""

from __future__ import annotations

from aiohttp import web

from web.uploads import page


def routes() -> list[web.AbstractRouteDef]:
    return [
        web.get("/u/{token}", page.page),
    ]

"""The chat simulator: WeChat's manners in a browser, for rehearsals. It speaks through the same inbox and outbox."""

from __future__ import annotations

from aiohttp import web

from web.simulator import clock, files, news, pages, posting


def routes() -> list[web.RouteDef]:
    return [
        web.get("/chat", pages.choose),
        web.post("/chat/strangers", pages.new_stranger),
        web.post("/chat/clock", clock.move),
        web.get("/chat/news", news.show),
        web.get("/chat/stream", news.stream, allow_head=False),
        web.get("/chat/{account}", pages.talk),
        web.post("/chat/{account}/messages", posting.post),
        web.get("/chat/{account}/files/{bubble}", files.show, allow_head=False),
    ]

"""What has happened since a page last asked: new bubbles, the clock, who has unread mail. Streamed, or asked for.

Both ways carry the same JSON document:
``{"account", "bubbles": html, "last": id, "clock": label, "answers": {account: id of the bot's last bubble}}``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from aiohttp import web

from domain.clock import CHINA
from handlers.changes import ANSWERS, CLOCK, About, Topic
from handlers.context import Context
from handlers.simulator import conversation
from storage.simulator import Bubble
from web.events import STREAMS
from web.keys import CONTEXT
from web.pages import fragment
from web.simulator import clock


async def show(request: web.Request) -> web.Response:
    ctx = request.app[CONTEXT]
    answers = await conversation.answers(ctx)
    return web.json_response(await _news(ctx, request.query.get("as", ""), _after(request), answers))


async def stream(request: web.Request) -> web.StreamResponse:
    """Server-sent events; ends when the browser leaves or the server stops."""
    return await request.app[STREAMS].run(request, _LivePage(request))


class _LivePage:
    """One open page, as one account or as none."""

    def __init__(self, request: web.Request) -> None:
        self._ctx = request.app[CONTEXT]
        self._streams = request.app[STREAMS]
        self._account = request.query.get("as", "")
        self._after = _after(request)
        self._shown: dict[str, Any] | None = None
        self.topics = frozenset({Topic(About.ACCOUNT, self._account), ANSWERS, CLOCK})

    async def event(self) -> bytes | None:
        answers = await self._streams.once("answers", partial(conversation.answers, self._ctx))
        news = await _news(self._ctx, self._account, self._after, answers)
        if not _changed(news, self._shown):
            return None
        self._shown, self._after = news, news["last"]
        return f"id: {news['last']}\ndata: {json.dumps(news, ensure_ascii=False)}\n\n".encode()


def _changed(news: dict[str, Any], shown: dict[str, Any] | None) -> bool:
    return shown is None or bool(news["bubbles"]) or any(news[k] != shown[k] for k in ("clock", "answers"))


async def _news(ctx: Context, account: str, after: int, answers: Mapping[str, int]) -> dict[str, Any]:
    fresh = await conversation.fresh(ctx, account, after) if account else []
    return {
        "account": account,
        "bubbles": bubbles_html(fresh),
        "last": fresh[-1].id if fresh else after,
        "clock": clock.label(ctx),
        "answers": answers,
    }


def _after(request: web.Request) -> int:
    # A browser that reconnects says where it was.
    said = request.headers.get("Last-Event-ID") or request.query.get("after", "0")
    return min(int(said), 2**53) if said.isdecimal() and said.isascii() else 0


def bubbles_html(bubbles: Iterable[Bubble]) -> str:
    """As the page shows them: in local time."""
    local = [replace(bubble, at=bubble.at.astimezone(CHINA)) for bubble in bubbles]
    return fragment("simulator/bubbles.html", bubbles=local)

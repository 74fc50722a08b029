"""What has happened since a page last asked: new bubbles, the clock, who has unread mail. Streamed, or asked for.

Both ways carry the same JSON document:
``{"account", "bubbles": html, "last": id, "clock": label, "answers": {account: id of the bot's last bubble}}``.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from aiohttp import web

from domain.clock import CHINA
from handlers.context import Context
from handlers.simulator import conversation
from storage.simulator import Bubble
from web.keys import CONTEXT, STOPPING
from web.pages import fragment
from web.simulator import clock

#: Seconds between two looks, and between two signs of life on a quiet stream (proxies hang up on silence).
LOOK_EVERY = 0.4
SIGN_EVERY = 15.0


async def show(request: web.Request) -> web.Response:
    return web.json_response(await _news(request.app[CONTEXT], request.query.get("as", ""), _after(request)))


async def stream(request: web.Request) -> web.StreamResponse:
    """Server-sent events; ends when the browser leaves or the server stops."""
    ctx, account, after = request.app[CONTEXT], request.query.get("as", ""), _after(request)
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
    await response.prepare(request)
    shown: dict[str, Any] | None = None
    quiet = 0.0
    while not request.app[STOPPING].is_set() and request.transport and not request.transport.is_closing():
        news = await _news(ctx, account, after)
        quiet += LOOK_EVERY
        if _changed(news, shown):
            await response.write(f"id: {news['last']}\ndata: {json.dumps(news, ensure_ascii=False)}\n\n".encode())
            shown, after, quiet = news, news["last"], 0.0
        elif quiet >= SIGN_EVERY:
            await response.write(b":\n\n")
            quiet = 0.0
        await _pause(request.app[STOPPING], LOOK_EVERY)
    return response


async def _pause(stopping: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stopping.wait()
    except TimeoutError:
        return


def _changed(news: dict[str, Any], shown: dict[str, Any] | None) -> bool:
    return shown is None or bool(news["bubbles"]) or any(news[k] != shown[k] for k in ("clock", "answers"))


async def _news(ctx: Context, account: str, after: int) -> dict[str, Any]:
    news = await conversation.news(ctx, account, after)
    return {
        "account": account,
        "bubbles": bubbles_html(news.fresh),
        "last": news.last,
        "clock": clock.label(ctx),
        "answers": news.answers,
    }


def _after(request: web.Request) -> int:
    # A browser that reconnects says where it was.
    said = request.headers.get("Last-Event-ID") or request.query.get("after", "0")
    return min(int(said), 2**53) if said.isdecimal() and said.isascii() else 0


def bubbles_html(bubbles: Iterable[Bubble]) -> str:
    """As the page shows them: in local time."""
    local = [replace(bubble, at=bubble.at.astimezone(CHINA)) for bubble in bubbles]
    return fragment("simulator/bubbles.html", bubbles=local)

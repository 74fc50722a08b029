"""The one webhook route of every platform: verify, store, acknowledge.

Verification is a step here for every verb of every channel, before anything is believed. 200 is only said after the
messages are on disk; whatever is not stored is not 200, so the platform sends it again. This is the hot path.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from traceback import extract_tb

import structlog
from aiohttp import web

from channels.contract import EMPTY, Callback, Channel
from channels.preparing import preparing
from domain.messages import Forged, Malformed, Stale
from storage import connections
from storage.engine.database import DatabaseUnavailable
from storage.simulator import SIMULATOR
from web.keys import CONTEXT, INBOX, METRICS, WAKE
from web.metrics import STORED
from web.remote import client_address

#: Seconds a caller may take to hand over its body. The platforms hang up after 5.
BODY_TIMEOUT = 5.0

#: Characters of a path that nobody knows in the log.
_LONGEST_PATH = 100

log = structlog.get_logger()


async def verify(request: web.Request) -> web.Response:
    """GET: the console's URL check."""
    channel = _channel(request)
    if isinstance(channel, web.Response):
        return channel
    try:
        answer = channel.verify(_callback(request, b""))
    except Exception as error:
        return _refuse(request, channel.name, error)
    request.app[METRICS].callback(channel.name, "verified")
    return web.Response(text=answer)


async def receive(request: web.Request) -> web.Response:
    """POST: one delivery. 200, with what the platform wants to hear, once everything in it is durable."""
    channel = _channel(request)
    if isinstance(channel, web.Response):
        return channel
    app = request.app
    try:
        callback = _callback(request, await _body(request))
        if (one := preparing(channel)) is not None:
            await one.prepare()
        received = channel.receive(callback)
        if received.messages:
            await app[INBOX].put(received.messages, arrived=callback.at)
        if received.hint:
            await connections.called(app[CONTEXT].database, channel.name, received.hint)
    except Exception as error:
        return _refuse(request, channel.name, error)
    app[WAKE]()
    app[METRICS].callback(channel.name, STORED)
    answer = received.answer
    if answer is EMPTY:
        return web.Response()
    return web.Response(body=answer.body, content_type=answer.content_type)


def _channel(request: web.Request) -> Channel | web.Response:
    # The simulator proves nothing about its caller, so it has no webhook: only /chat may speak for it.
    name = request.match_info["channel"].strip("/").lower()
    channel = request.app[CONTEXT].channels.get(name) if name != SIMULATOR else None
    if channel is None:
        log.warning("callback.unknown", path=request.path[:_LONGEST_PATH], remote=client_address(request))
        request.app[METRICS].callback("unknown", "unknown")
        return web.Response(status=404)
    return channel


async def _body(request: web.Request) -> bytes:
    # Nearly every callback has come whole by now; only one that has not needs a timer.
    if request.content.is_eof():
        return await request.read()
    async with asyncio.timeout(BODY_TIMEOUT):
        return await request.read()


def _callback(request: web.Request, body: bytes) -> Callback:
    at = request.app[CONTEXT].clock.real()
    return Callback(query=request.query, headers=request.headers, body=body, at=at)


#: What stops a callback → status, outcome. Anything else is our own fault: not stored, so the platform repeats it.
_REFUSALS: tuple[tuple[type[Exception], int, str], ...] = (
    (Stale, 403, "stale"),
    (Forged, 403, "forged"),
    (Malformed, 400, "malformed"),
    (web.HTTPRequestEntityTooLarge, 413, "too_large"),
    (TimeoutError, 408, "too_slow"),
    (ConnectionError, 400, "broken_off"),
    (DatabaseUnavailable, 503, "not_stored"),
)


def _refuse(request: web.Request, channel: str, error: Exception) -> web.Response:
    """Log without body, query or message of the error: any of them may hold a secret or a person's words."""
    status, outcome = next(((s, o) for kind, s, o in _REFUSALS if isinstance(error, kind)), (503, "failed"))
    level: Callable[..., None] = log.error if status == 503 else log.warning
    where = extract_tb(error.__traceback__)[-1]
    level(
        "callback.refused",
        channel=channel,
        outcome=outcome,
        error=type(error).__name__,
        where=f"{where.name}:{where.lineno}",
        remote=client_address(request),
        **_hints(request, error),
    )
    request.app[METRICS].callback(channel, outcome)
    return web.Response(status=status)


def _hints(request: web.Request, error: Exception) -> dict[str, object]:
    """What is told beside the outcome, so that whoever looks need not guess."""
    if isinstance(error, Stale):
        return {"ahead_seconds": round(error.ahead)}
    # Base64 has no blanks: a proxy has decoded the query, and handed it on without encoding it again.
    blank = isinstance(error, Forged | Malformed) and any(" " in value for value in request.query.values())
    return {"hint": "plus_became_blank"} if blank else {}

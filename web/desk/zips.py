"""A planned zip over HTTP: its exact length, any part of it, resumed by its tag, and cut when it cannot be true."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from urllib.parse import quote

import structlog
from aiohttp import web

from handlers.desk import export_sending, exports
from handlers.desk.export_sending import ZipToSend
from handlers.desk.exporting import ExportChanged
from storage.engine.database import DatabaseUnavailable
from storage.engine.objects import ObjectsUnavailable
from web.byte_ranges import part_wanted
from web.keys import CONTEXT

log = structlog.get_logger()

#: Seconds after which a download that is under way is asked again whether it may go on.
ASK_EVERY = 5.0

Alive = Callable[[], Awaitable[bool]]


def beginning(request: web.Request, found: ZipToSend) -> bool:
    """The first byte is asked for: a download begins here, and is not gone on with."""
    wanted = part_wanted(request, _tag(found))
    return request.method == "GET" and (wanted is None or wanted.indices(found.outline.size)[0] == 0)


async def send(request: web.Request, found: ZipToSend, alive: Alive) -> web.StreamResponse:
    """``alive``: whoever asked may still have it; asked again and again while it is sent."""
    size, tag = found.outline.size, _tag(found)
    headers = {
        "Content-Type": "application/zip",
        "Content-Disposition": f"attachment; filename=\"{found.export_id}.zip\"; filename*=UTF-8''{quote(found.name)}",
        "Cache-Control": "private, no-store",
        "Accept-Ranges": "bytes",
        "ETag": tag,
        # What goes by a proxy goes on at once, and is kept nowhere.
        "X-Accel-Buffering": "no",
    }
    wanted = part_wanted(request, tag)
    start, stop, _ = (wanted or slice(None)).indices(size)
    if start >= stop:
        return web.Response(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = web.StreamResponse(status=206 if wanted else 200, headers=headers)
    if wanted:
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    response.content_length = stop - start
    await response.prepare(request)
    if request.method != "HEAD":
        await _write(request, response, found, (start, stop), alive)
    return response


async def _write(
    request: web.Request, response: web.StreamResponse, found: ZipToSend, span: tuple[int, int], alive: Alive
) -> None:
    ctx = request.app[CONTEXT]
    asked = time.monotonic()
    try:
        async for chunk in export_sending.stream(ctx, found, *span):
            await response.write(chunk)
            if time.monotonic() - asked >= ASK_EVERY:
                asked = time.monotonic()
                if not await alive():
                    return _cut(request, found, "over")
    except ExportChanged:
        await exports.note_changed(ctx, found.export_id)
        _cut(request, found, "changed")
    except (ObjectsUnavailable, DatabaseUnavailable) as error:
        _cut(request, found, type(error).__name__)


def _cut(request: web.Request, found: ZipToSend, reason: str) -> None:
    """Hang up: whoever gets it sees that it is not whole, and may go on with it later."""
    log.warning("download_cut", export=found.export_id, reason=reason)
    if request.transport is not None:
        request.transport.abort()


def _tag(found: ZipToSend) -> str:
    return f'"{found.outline.etag}"'

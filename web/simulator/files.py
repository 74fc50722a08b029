"""The photos and files of a conversation, given back. Only what is surely a picture is shown as one."""

from __future__ import annotations

from aiohttp import web

from domain.messages import MessageKind
from handlers.simulator import conversation
from storage import simulator
from storage.engine.objects import ObjectsUnavailable
from web.keys import CONTEXT

#: First bytes → type. Everything else is a download: a page of somebody's making must not run here.
_PICTURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n", "image/png"),
    (b"GIF8", "image/gif"),
)


async def show(request: web.Request) -> web.StreamResponse:
    ctx = request.app[CONTEXT]
    wanted = request.match_info["bubble"]
    if not (wanted.isascii() and wanted.isdecimal()) or len(wanted) > 15:
        raise web.HTTPNotFound
    bubble = await conversation.find(ctx, request.match_info["account"], int(wanted))
    if bubble is None or bubble.kind is MessageKind.TEXT:
        raise web.HTTPNotFound
    chunks = aiter(simulator.file_chunks(ctx.objects, bubble.text))
    try:
        first = await anext(chunks, b"")
    except ObjectsUnavailable as error:
        raise web.HTTPNotFound from error
    response = web.StreamResponse(headers=_headers(first))
    await response.prepare(request)
    await response.write(first)
    async for chunk in chunks:
        await response.write(chunk)
    return response


def _headers(first: bytes) -> dict[str, str]:
    kind = next((kind for start, kind in _PICTURES if first.startswith(start)), None)
    headers = {
        "Content-Type": kind or "application/octet-stream",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        # A bubble never changes.
        "Cache-Control": "private, max-age=86400, immutable",
    }
    if kind is None:
        headers["Content-Disposition"] = "attachment"
    return headers

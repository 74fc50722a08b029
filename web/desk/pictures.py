"""What an item looks like: small for lists, larger for the loupe, and its bytes as they came."""

from __future__ import annotations

from pathlib import PurePath

from aiohttp import web

from handlers.desk import pictures
from handlers.desk.entering import Visitor
from storage.desk.pictures import Kept
from storage.engine.objects import ObjectGone
from web.byte_ranges import part_wanted
from web.desk.access import NotThere
from web.desk.enlarging import ENLARGING
from web.keys import CONTEXT

#: A picture under an address never becomes another one.
FOR_EVER = "private, max-age=31536000, immutable"
#: One that a better picture will take the place of.
FOR_NOW = "private, no-cache"
#: Read at a time of a part.
PIECE_BYTES = 1024 * 1024
#: A file of somebody's making is only ever saved, never shown.
SANDBOX = "default-src 'none'; sandbox"


async def small(request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """320 pixels at the longer side; of items from before there were such pictures, and of videos, the thumbnail."""
    kept = await _kept(request, visitor)
    return await _picture(request, kept, kept.small or kept.thumbnail, FOR_EVER)


async def preview(request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """1600 pixels; until that is made, which it is for who asks, the thumbnail."""
    kept = await _kept(request, visitor)
    if not kept.preview and kept.thumbnail and kept.original:
        request.app[ENLARGING].want(kept.number)
    return await _picture(request, kept, kept.preview or kept.thumbnail, FOR_EVER if kept.preview else FOR_NOW)


async def original(request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """The bytes as they came, to be saved under the item's number; any part of them, which players of films ask for."""
    kept = await _kept(request, visitor)
    name = f"{kept.number}{PurePath(kept.original).suffix}"
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": SANDBOX,
        "Cache-Control": FOR_EVER,
        "ETag": f'"{kept.sha256}"',
        "Accept-Ranges": "bytes",
    }
    wanted = part_wanted(request, headers["ETag"])
    if wanted is None or not kept.original:
        return await _stream(request, kept.original, headers)
    return await _part(request, kept.original, wanted, headers)


async def _part(request: web.Request, key: str, wanted: slice, headers: dict[str, str]) -> web.StreamResponse:
    objects = request.app[CONTEXT].objects
    try:
        size = await objects.size(key)
    except ObjectGone as error:
        raise NotThere from error
    start, stop, _ = wanted.indices(size)
    if start >= stop:
        return web.Response(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = web.StreamResponse(status=206, headers=headers | {"Content-Range": f"bytes {start}-{stop - 1}/{size}"})
    response.content_length = stop - start
    await response.prepare(request)
    for begun in range(start, stop, PIECE_BYTES):
        await response.write(await objects.part(key, begun, min(begun + PIECE_BYTES, stop)))
    return response


async def _kept(request: web.Request, visitor: Visitor) -> Kept:
    kept = await pictures.kept(request.app[CONTEXT], visitor.reach, int(request.match_info["number"]))
    if kept is None:
        raise NotThere
    return kept


async def _picture(request: web.Request, kept: Kept, key: str, caching: str) -> web.StreamResponse:
    # Which of the pictures it is belongs to its tag: a preview takes the place of a thumbnail.
    tag = f'"{kept.sha256}-{PurePath(key).stem}"'
    return await _stream(request, key, {"Content-Type": "image/jpeg", "Cache-Control": caching, "ETag": tag})


async def _stream(request: web.Request, key: str, headers: dict[str, str]) -> web.StreamResponse:
    if not key:
        raise NotThere
    if headers["ETag"] in request.headers.get("If-None-Match", "").split(", "):
        kept = {name: headers[name] for name in ("ETag", "Cache-Control")}
        return web.Response(status=304, headers=kept)
    chunks = aiter(request.app[CONTEXT].objects.stream(key))
    try:
        first = await anext(chunks, b"")
    except ObjectGone as error:
        raise NotThere from error
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    await response.write(first)
    async for chunk in chunks:
        await response.write(chunk)
    return response

"""对外链接 opened by somebody without an account. Whatever opens nothing is one answer, byte for byte."""

from __future__ import annotations

from aiohttp import web

from handlers.desk import sharing
from web.desk import zips
from web.desk.item import id_of
from web.desk.shell import not_found
from web.keys import CONTEXT
from web.pages import render


async def page(request: web.Request) -> web.Response:
    number = max(id_of(request.query.get("page", "")), 1)
    view = await sharing.page(request.app[CONTEXT], request.match_info["token"], number)
    if view is None:
        return not_found()
    response = render("desk/shared.html", view=view, path=request.path)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


async def part(request: web.Request) -> web.StreamResponse:
    ctx, token = request.app[CONTEXT], request.match_info["token"]
    found = await sharing.opened(ctx, token)
    zip_ = await sharing.zip_of(ctx, found, int(request.match_info["zip"])) if found else None
    if found is None or zip_ is None:
        return not_found()
    if zips.beginning(request, zip_):
        await sharing.note_download(ctx, found)

    async def alive() -> bool:
        return await sharing.opened(ctx, token) is not None

    return await zips.send(request, zip_, alive)

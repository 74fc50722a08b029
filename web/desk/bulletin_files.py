"""The files of a bulletin: of an issued one the bytes that were frozen, of a draft what it would be now."""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web

from handlers.desk import bulletin_papers as papers
from handlers.desk import bulletin_sending
from handlers.desk.entering import Visitor
from storage.engine.objects import ObjectGone
from web.desk.access import NotThere
from web.desk.bulletins import opened
from web.desk.item import id_of
from web.desk.pictures import FOR_EVER, SANDBOX
from web.desk.shell import not_found
from web.keys import CONTEXT

_OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    papers.DOCX: f"{_OFFICE}.wordprocessingml.document",
    papers.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    papers.PNG: "image/png",
}


async def file(request: web.Request, visitor: Visitor) -> web.Response:
    """``page``: of several pictures."""
    found, ending = await opened(request, visitor), request.match_info["ending"]
    page = max(id_of(request.query.get("page", "")), 1)
    objects = request.app[CONTEXT].objects
    if found.snapshot is not None:
        kept = found.snapshot.paper(ending, page)
        if kept is None:
            raise NotThere
        try:
            content = await objects.get(kept.key)
        except ObjectGone as error:
            raise NotThere from error
        return _answer(ending, kept.name, content, {"Cache-Control": FOR_EVER, "ETag": f'"{kept.sha256}"'})
    made = await papers.papers(objects, found.written, request.app[CONTEXT].clock.now(), [ending])
    one = next((paper for paper in made if paper.page == page), None)
    if one is None:
        raise NotThere
    return _answer(ending, one.name, one.content, {"Cache-Control": "private, no-store"})


async def issued(request: web.Request) -> web.Response:
    """The Word file that somebody was given the link of; without a login, and nothing else of the bulletin."""
    ctx = request.app[CONTEXT]
    kept = await bulletin_sending.issued_paper(ctx, request.match_info["sha256"])
    if kept is None:
        return not_found()
    try:
        content = await ctx.objects.get(kept.key)
    except ObjectGone:
        return not_found()
    headers = {"Cache-Control": FOR_EVER, "X-Robots-Tag": "noindex", "ETag": f'"{kept.sha256}"'}
    return _answer(kept.ending, kept.name, content, headers)


def _answer(ending: str, name: str, content: bytes, headers: dict[str, str]) -> web.Response:
    headers |= {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(body=content, content_type=TYPES[ending], headers=headers)

"""Beginning an upload (POST): admitted before its first byte, which may come in the same request."""

from __future__ import annotations

from aiohttp import web

from domain.upload import UploadProblem, UploadRefused
from handlers.uploads import writing
from handlers.uploads.writing import Wanted
from web.keys import CONTEXT, WAKE
from web.tus import protocol
from web.tus.access import holder
from web.tus.answers import tus
from web.tus.receiving import receive
from web.tus.status import progress


@tus
async def create(request: web.Request) -> web.Response:
    whose = await holder(request)
    if "Upload-Defer-Length" in request.headers or "Upload-Concat" in request.headers:
        raise UploadRefused(UploadProblem.UNSUPPORTED)
    wanted = _wanted(request)
    with_bytes = request.body_exists and request.content_type == protocol.CHUNK_TYPE
    checksum = protocol.checksum(request) if with_bytes else None
    if with_bytes and (request.content_length or 0) > wanted.length:
        raise UploadRefused(UploadProblem.OVERLONG)
    ctx = request.app[CONTEXT]
    upload = await writing.begin(ctx, whose, wanted)
    if with_bytes and not upload.complete:
        upload = await receive(request, await writing.lock(ctx, upload, 0), checksum)
    if upload.complete:
        request.app[WAKE]()
    return web.Response(status=201, headers={"Location": f"{protocol.BASE}{upload.id}", **progress(upload)})


def _wanted(request: web.Request) -> Wanted:
    header = request.headers.get("Upload-Metadata", "")
    said = protocol.metadata(header)
    unit = said.get("organisation", "")
    if unit and not (unit.isascii() and unit.isdecimal() and len(unit) <= 15):
        raise UploadRefused(UploadProblem.UNIT)
    return Wanted(
        file_name=said.get("filename") or said.get("name", ""),
        length=protocol.number(request, "Upload-Length"),
        organisation_id=int(unit) if unit else None,
        item=said.get("item", ""),
        metadata=header,
    )

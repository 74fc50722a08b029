"""What the endpoint offers (OPTIONS), and how far an upload has come (HEAD): always what is counted, also meanwhile."""

from __future__ import annotations

from email.utils import format_datetime

from aiohttp import web

from storage.uploads import Upload
from web.keys import CONTEXT
from web.tus import protocol
from web.tus.access import own_upload
from web.tus.answers import tus


async def options(request: web.Request) -> web.Response:
    return web.Response(
        status=204,
        headers={
            "Tus-Resumable": protocol.VERSION,
            "Tus-Version": protocol.VERSION,
            "Tus-Extension": protocol.EXTENSIONS,
            "Tus-Max-Size": str(request.app[CONTEXT].uploads.most_bytes),
            "Tus-Checksum-Algorithm": ",".join(protocol.ALGORITHMS),
        },
    )


@tus
async def head(request: web.Request) -> web.Response:
    upload = await own_upload(request)
    headers = {"Upload-Length": str(upload.length), "Cache-Control": "no-store", **progress(upload)}
    if upload.metadata:
        headers["Upload-Metadata"] = upload.metadata
    return web.Response(headers=headers)


def progress(upload: Upload) -> dict[str, str]:
    """The headers every answer about an upload under way carries."""
    headers = {"Upload-Offset": str(upload.received)}
    if not upload.complete:
        headers["Upload-Expires"] = format_datetime(upload.expires_at, usegmt=True)
    return headers

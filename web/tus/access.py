"""Who is uploading: a tus client proves itself with its link's token, ``Authorization: Bearer …``, and nothing else.

A header no foreign page can set: there is nothing here that a browser would send along by itself.
"""

from __future__ import annotations

from aiohttp import web

from domain.upload import UploadProblem, UploadRefused
from handlers import upload_links
from handlers.upload_links import Holder
from handlers.uploads import writing
from storage.uploads import Upload
from web.keys import CONTEXT


async def holder(request: web.Request) -> Holder:
    """Raises ``UploadRefused``."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise UploadRefused(UploadProblem.LINK_UNKNOWN)
    return await upload_links.holder(request.app[CONTEXT], token.strip())


async def own_upload(request: web.Request) -> Upload:
    """The upload of the address, if it is the caller's own. Raises ``UploadRefused``."""
    return await writing.find(request.app[CONTEXT], await holder(request), request.match_info["upload"])

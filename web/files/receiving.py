"""Bytes come in (PATCH): gathered into segments, stored while the next one comes, counted in order.

Never the whole file in memory: one segment comes while the one before is stored. Whatever ends the request — the
client is gone, the server stops, nothing came for a while — what has come by then is stored and counted, unless a
checksum over the whole was promised, which then cannot be kept.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from aiohttp import web

from domain.upload import UploadProblem, UploadRefused
from handlers import uploading
from handlers.context import Context
from storage.uploads import Segment, Upload
from web.files import protocol
from web.files.access import own_upload
from web.files.answers import tus
from web.files.gathering import GATHERING, Gathering, Portion
from web.files.telling import progress
from web.keys import CONTEXT, WAKE


@tus
async def patch(request: web.Request) -> web.Response:
    protocol.check_chunk_type(request)
    offset, checksum = protocol.number(request, "Upload-Offset"), protocol.checksum(request)
    upload = await own_upload(request)
    if (request.content_length or 0) > upload.length - offset:
        raise UploadRefused(UploadProblem.OVERLONG if offset <= upload.length else UploadProblem.OFFSET)
    if not upload.complete or offset != upload.received:
        ctx = request.app[CONTEXT]
        upload = await receive(request, await uploading.lock(ctx, upload, offset), checksum)
        if upload.complete:
            request.app[WAKE]()
    return web.Response(status=204, headers=progress(upload))


async def receive(request: web.Request, upload: Upload, checksum: protocol.Checksum | None) -> Upload:
    """Take the body of ``request`` into the locked upload. Raises ``UploadRefused``; counts what it can before."""
    ctx = request.app[CONTEXT]
    with request.app[GATHERING].request(request) as gathering:
        reception = _Reception(ctx, upload, checksum)
        try:
            return await reception.run(gathering)
        finally:
            await reception.leave()


class _Reception:
    """One request's bytes on their way into one upload."""

    def __init__(self, ctx: Context, upload: Upload, checksum: protocol.Checksum | None) -> None:
        self._ctx = ctx
        self._upload = upload
        self._checksum = checksum
        self._hasher: Any = checksum.hasher() if checksum else None
        self._uncounted: list[Segment] = []
        self._end = upload.received
        self._storing: asyncio.Task[None] | None = None
        self._held = True

    async def run(self, gathering: Gathering) -> Upload:
        while True:
            portion = await gathering.portion()
            await self._stored()
            if self._end + len(portion.data) > self._upload.length:
                raise UploadRefused(UploadProblem.OVERLONG)
            if not portion.last:
                self._storing = asyncio.create_task(self._store(portion, last=False))
                continue
            await self._store(portion, last=True)
            if portion.problem is not None:
                raise UploadRefused(portion.problem)
            return self._upload

    async def leave(self) -> None:
        """Nothing of this request goes on after it."""
        if self._storing is not None:
            with suppress(UploadRefused, OSError):
                await self._storing
        if self._held:
            await uploading.let_go(self._ctx, self._upload)

    async def _stored(self) -> None:
        if self._storing is not None:
            storing, self._storing = self._storing, None
            await storing

    async def _store(self, portion: Portion, *, last: bool) -> None:
        if portion.data:
            if self._hasher is not None:
                await asyncio.to_thread(self._hasher.update, portion.data)
            start, self._end = self._end, self._end + len(portion.data)
            self._uncounted.append(await uploading.keep(self._ctx, self._upload, start, portion.data))
        if self._checksum is None or last:
            await self._count(portion, last=last)
        else:
            await uploading.hold(self._ctx, self._upload)

    async def _count(self, portion: Portion, *, last: bool) -> None:
        if self._checksum is not None:
            if portion.problem is not None:
                return
            if self._hasher.digest() != self._checksum.digest:
                raise UploadRefused(UploadProblem.CHECKSUM)
        stored, self._uncounted = self._uncounted, []
        self._upload = await uploading.count(self._ctx, self._upload, stored, last=last)
        self._held = not (last or self._upload.complete)

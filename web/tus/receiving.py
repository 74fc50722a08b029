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
from handlers.context import Context
from handlers.uploads import writing
from handlers.uploads.writing import SegmentDraft
from storage.uploads import Segment, Upload
from web.keys import CONTEXT, WAKE
from web.tus import protocol
from web.tus.access import own_upload
from web.tus.answers import tus
from web.tus.gathering import GATHERING, Gathering, Gatherings, Portion
from web.tus.status import progress


@tus
async def patch(request: web.Request) -> web.Response:
    protocol.check_chunk_type(request)
    offset, checksum = protocol.number(request, "Upload-Offset"), protocol.checksum(request)
    upload = await own_upload(request)
    if (request.content_length or 0) > upload.length - offset:
        raise UploadRefused(UploadProblem.OVERLONG if offset <= upload.length else UploadProblem.OFFSET)
    if not upload.complete or offset != upload.received:
        ctx = request.app[CONTEXT]
        upload = await receive(request, await writing.lock(ctx, upload, offset), checksum)
        if upload.complete:
            request.app[WAKE]()
    return web.Response(status=204, headers=progress(upload))


async def receive(request: web.Request, upload: Upload, checksum: protocol.Checksum | None) -> Upload:
    """Take the body of ``request`` into the locked upload. Raises ``UploadRefused``; counts what it can before."""
    ctx = request.app[CONTEXT]
    gatherings = request.app[GATHERING]
    with gatherings.request(request) as gathering:
        reception = _Reception(ctx, upload, checksum, gatherings)
        try:
            return await reception.run(gathering)
        finally:
            await reception.leave()


class _Reception:
    """One request's bytes on their way into one upload."""

    def __init__(
        self, ctx: Context, upload: Upload, checksum: protocol.Checksum | None, gatherings: Gatherings
    ) -> None:
        self._ctx = ctx
        self._upload = upload
        self._checksum = checksum
        self._hasher: Any = checksum.hasher() if checksum else None
        self._gatherings = gatherings
        self._draft: SegmentDraft | None = None
        self._began = 0.0
        self._uncounted: list[Segment] = []
        self._end = upload.received
        self._storing: asyncio.Task[None] | None = None
        self._held = True

    async def run(self, gathering: Gathering) -> Upload:
        while True:
            portion = await gathering.portion()
            await self._stored()
            if self._end + portion.size > self._upload.length:
                raise UploadRefused(UploadProblem.OVERLONG)
            if not portion.last:
                self._storing = asyncio.create_task(self._store(portion))
                continue
            await self._store(portion)
            if portion.problem is not None:
                raise UploadRefused(portion.problem)
            return self._upload

    async def leave(self) -> None:
        """Nothing of this request goes on after it."""
        with suppress(UploadRefused, OSError):
            await self._stored()
        if self._draft is not None:
            await self._draft.discard()
        if self._held:
            await writing.let_go(self._ctx, self._upload)

    async def _stored(self) -> None:
        if self._storing is not None:
            storing, self._storing = self._storing, None
            await storing

    async def _store(self, portion: Portion) -> None:
        """Write what came; count it when it is a segment's worth, when it has waited long enough, at the end."""
        if portion.chunks:
            await self._write(portion)
        old = asyncio.get_running_loop().time() - self._began >= self._gatherings.patience
        if self._draft is not None and (portion.last or old or self._draft.full or self._whole):
            draft, self._draft = self._draft, None
            self._uncounted.append(await draft.finish())
            if self._checksum is not None and not portion.last:
                await writing.extend_lock(self._ctx, self._upload)
        if portion.last or (self._uncounted and self._checksum is None):
            await self._count(portion)

    @property
    def _whole(self) -> bool:
        return self._end == self._upload.length

    async def _write(self, portion: Portion) -> None:
        if self._draft is None:
            self._draft = SegmentDraft(self._ctx, self._upload, self._end, in_memory=self._gatherings.segment_size)
            self._began = asyncio.get_running_loop().time()
        if self._hasher is not None:
            for chunk in portion.chunks:
                await asyncio.to_thread(self._hasher.update, chunk)
        await self._draft.write(portion.chunks)
        self._end += portion.size

    async def _count(self, portion: Portion) -> None:
        if self._upload.complete:
            # The last byte came with the portion before; this one only tells that the body has ended.
            return
        if self._checksum is not None:
            if portion.problem is not None:
                return
            if self._hasher.digest() != self._checksum.digest:
                raise UploadRefused(UploadProblem.CHECKSUM)
        stored, self._uncounted = self._uncounted, []
        self._upload = await writing.count(self._ctx, self._upload, stored, last=portion.last)
        self._held = not (portion.last or self._upload.complete)

"""A resumable upload from its first byte to its last: admitted, locked, counted, and handed to the story of files.

The finished upload becomes one inbox row in the transaction that counts its last byte, and from there on it is a file
like any other. Everything here that cannot be done raises ``UploadRefused``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from domain.campaigns.campaign import DAILY
from domain.campaigns.evidence import Evidence
from domain.messages import Incoming, MessageKind
from domain.organisation import Person
from domain.upload import Space, UploadProblem, UploadRefused, admit, clean_name
from handlers.context import Context
from handlers.upload_links import Holder
from storage import inbox, uploads
from storage.engine import objects
from storage.engine.database import Connection
from storage.engine.segment_writers import segment_writer
from storage.states import UploadState
from storage.uploads import Segment, Upload

#: A writer whose bytes have stopped for this long can be replaced by another (a phone that changed networks).
LEASE = timedelta(seconds=6)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody wants to upload; ``organisation_id`` and ``item`` as chosen on the page, or None and ''."""

    file_name: str
    length: int
    organisation_id: int | None = None
    item: str = ""
    metadata: str = ""


async def begin(ctx: Context, holder: Holder, wanted: Wanted) -> Upload:
    """Admit an upload before its first byte. An empty one is finished at once (and its check will say so)."""
    _check_choice(ctx, holder.person, wanted)
    name, real = clean_name(wanted.file_name), ctx.clock.real()
    free = await asyncio.to_thread(ctx.objects.free_bytes)
    async with ctx.database.write() as connection:
        usage = await uploads.usage(connection, holder.person.id, real - A_DAY)
        coming = await uploads.coming(connection)
        kept = await uploads.kept(connection) if ctx.uploads.quota_bytes else 0
        admit(ctx.uploads, name, wanted.length, usage, Space(free=free, coming=coming, kept=kept))
        upload = Upload(
            id=uploads.fresh_id(),
            person_id=holder.person.id,
            channel=holder.link.channel,
            account=holder.link.account,
            organisation_id=wanted.organisation_id,
            item=wanted.item,
            file_name=name,
            length=wanted.length,
            metadata=wanted.metadata,
            state=UploadState.NEW if wanted.length else UploadState.FINISHED,
            created_at=real,
            expires_at=real + ctx.uploads.upload_life,
        )
        await uploads.create(connection, upload)
        if upload.complete:
            await _hand_over(ctx, connection, upload)
    return upload


async def find(ctx: Context, holder: Holder, upload_id: str) -> Upload:
    """One of this person's own uploads that has not ended without being finished."""
    async with ctx.database.read() as connection:
        upload = await uploads.get(connection, upload_id)
    if upload is None or upload.person_id != holder.person.id:
        raise UploadRefused(UploadProblem.NOT_FOUND)
    late = upload.state is UploadState.NEW and upload.expires_at <= ctx.clock.real()
    if late or upload.state in uploads.UNFINISHED:
        raise UploadRefused(UploadProblem.GONE)
    return upload


async def lock(ctx: Context, upload: Upload, offset: int) -> Upload:
    """Become the one writer, at the offset the client says."""
    if offset != upload.received:
        raise UploadRefused(UploadProblem.OFFSET)
    real = ctx.clock.real()
    async with ctx.database.write() as connection:
        taken = await uploads.lock(connection, upload.id, now=real, until=real + LEASE)
    if taken is None:
        raise UploadRefused(UploadProblem.LOCKED)
    if taken.received != offset:
        await let_go(ctx, taken)
        raise UploadRefused(UploadProblem.OFFSET)
    return taken


class SegmentDraft:
    """One segment being written: its bytes are stored as they come, and count only after ``count``."""

    def __init__(self, ctx: Context, upload: Upload, start: int, *, in_memory: int) -> None:
        self._key = uploads.segment_key(upload, start)
        self._start = start
        self._writer = segment_writer(ctx.objects, self._key, in_memory=in_memory)
        self.length = 0

    @property
    def full(self) -> bool:
        return self.length >= self._writer.most

    async def write(self, chunks: Sequence[bytes]) -> None:
        with _stored():
            await self._writer.write(chunks)
        self.length += sum(map(len, chunks))

    async def finish(self) -> Segment:
        with _stored():
            await self._writer.finish()
        return Segment(start=self._start, length=self.length, key=self._key)

    async def discard(self) -> None:
        await self._writer.discard()


async def keep(ctx: Context, upload: Upload, start: int, data: bytes) -> Segment:
    """Store bytes that are here already as one segment; they count only after ``count``."""
    draft = SegmentDraft(ctx, upload, start, in_memory=len(data))
    await draft.write([data])
    return await draft.finish()


@contextmanager
def _stored() -> Iterator[None]:
    try:
        yield
    except objects.ObjectsFull as error:
        raise UploadRefused(UploadProblem.NO_SPACE) from error
    except objects.ObjectsUnavailable as error:
        raise UploadRefused(UploadProblem.STORE) from error


async def extend_lock(ctx: Context, upload: Upload) -> None:
    """Bytes flow that are not counted yet (their checksum comes last): keep the lock."""
    async with ctx.database.write() as connection:
        try:
            await uploads.extend_lock(connection, upload, until=ctx.clock.real() + LEASE)
        except uploads.LockLost as error:
            raise UploadRefused(UploadProblem.LOCKED) from error


async def count(ctx: Context, upload: Upload, stored: Sequence[Segment], *, last: bool) -> Upload:
    """Move the offset over what is stored. ``last``: the writer goes. The last byte of all makes it a message."""
    real = ctx.clock.real()
    until, expires_at = None if last else real + LEASE, real + ctx.uploads.upload_life
    try:
        async with ctx.database.write() as connection:
            counted = await uploads.advance(connection, upload, stored, until=until, expires_at=expires_at)
            if counted.complete:
                await _hand_over(ctx, connection, counted)
    except uploads.LockLost as error:
        raise UploadRefused(UploadProblem.LOCKED) from error
    return counted


async def let_go(ctx: Context, upload: Upload) -> None:
    """The writer goes without having anything more to count."""
    async with ctx.database.write() as connection:
        try:
            await uploads.unlock(connection, upload)
        except uploads.LockLost:
            # Another writer has it already, or it has ended: nothing is held any more.
            return


async def abort(ctx: Context, holder: Holder, upload_id: str) -> None:
    """Give an upload up; whoever writes it counts nothing more."""
    upload = await find(ctx, holder, upload_id)
    async with ctx.database.write() as connection:
        ended = await uploads.abort(connection, upload.id)
    if not ended:
        raise UploadRefused(UploadProblem.FINISHED)


async def _hand_over(ctx: Context, connection: Connection, upload: Upload) -> None:
    """The same story as a file from chat: one row in the inbox, in the transaction of the last byte.

    Its send time is when it was begun, which counts as far as a platform's own send time would (``domain.days``).
    """
    name = f"{inbox.UPLOAD}{upload.id}"
    message = Incoming(
        channel=upload.channel,
        external_id=name,
        sender=upload.account,
        kind=MessageKind.FILE,
        sent_at=upload.created_at,
        media=name,
        file_name=upload.file_name,
    )
    await inbox.add(connection, message, arrived=ctx.clock.real(), clock=ctx.clock)


def _check_choice(ctx: Context, person: Person, wanted: Wanted) -> None:
    units = {unit.id for unit in person.reports_for}
    if wanted.organisation_id is not None and wanted.organisation_id not in units:
        raise UploadRefused(UploadProblem.UNIT)
    known = {DAILY, ""} | {m.code for c in ctx.campaigns.values() for m in c.milestones if Evidence.FILE in m.accepts}
    if wanted.item not in known:
        raise UploadRefused(UploadProblem.ITEM)

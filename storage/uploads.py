"""Resumable uploads: a row with the offset and the lock, and the segments that have come, one object each.

A segment's bytes are stored first, under a key of its writer's own; then one conditional UPDATE moves the offset. So
any process serves any chunk, a process that dies leaves at most an object nobody counts, and two that write at once
cannot mix: only who holds the lock and stands at the offset counts.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Executable, RowMapping, delete, func, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.upload import Usage
from storage import setbacks
from storage.engine.changes import UNSET, Unset, columns
from storage.engine.objects import Objects
from storage.engine.prepared import prepared
from storage.inbox import UPLOAD
from storage.states import InboxState, Lane, UploadState
from storage.tables import inbox, segments, submissions, uploads

#: It ended without being finished.
UNFINISHED = (UploadState.ABORTED, UploadState.EXPIRED)


class LockLost(Exception):
    """Somebody else writes this upload now, or it has ended: what was in hand must not count."""


@dataclass(frozen=True, kw_only=True)
class Upload:
    """``received`` is the offset. ``lock`` is only known to who took it. Times are real."""

    id: str
    person_id: int
    channel: str
    account: str
    organisation_id: int | None
    item: str
    file_name: str
    length: int
    received: int = 0
    metadata: str
    state: UploadState = UploadState.NEW
    created_at: datetime
    expires_at: datetime
    lock: str | None = None

    @property
    def complete(self) -> bool:
        return self.received == self.length


@dataclass(frozen=True, kw_only=True)
class Segment:
    start: int
    length: int
    key: str


@dataclass(frozen=True, kw_only=True)
class _Change:
    """What a writer's step changes of its upload."""

    received: int | Unset = UNSET
    state: UploadState | Unset = UNSET
    expires_at: datetime | Unset = UNSET
    lock: str | Unset | None = UNSET
    locked_until: datetime | Unset | None = UNSET


def fresh_id() -> str:
    return secrets.token_hex(16)


def folder(upload_id: str) -> str:
    return f"uploads/{upload_id}"


def segment_key(upload: Upload, start: int) -> str:
    """Of its own for every writer: a late write of one that lost the lock must not replace what counts."""
    return f"{folder(upload.id)}/{start:014d}-{upload.lock}"


async def create(connection: AsyncConnection, upload: Upload) -> None:
    await connection.execute(insert(uploads).values(columns(upload)))


async def get(connection: AsyncConnection, upload_id: str) -> Upload | None:
    row = (await connection.execute(select(uploads).where(uploads.c.id == upload_id))).mappings().one_or_none()
    return _upload(row) if row else None


async def lock(connection: AsyncConnection, upload_id: str, *, now: datetime, until: datetime) -> Upload | None:
    """Take the lock of an upload under way; None while another writer's bytes flow (its lease runs)."""
    # No lock that this clock has given lasts so long: the clock was set back since.
    set_back = uploads.c.locked_until > until + timedelta(minutes=1)
    free = or_(uploads.c.lock.is_(None), uploads.c.locked_until < now, set_back)
    mine = (uploads.c.id == upload_id) & (uploads.c.state == UploadState.NEW) & free
    taken = update(uploads).where(mine).values(lock=secrets.token_hex(8), locked_until=until).returning(uploads)
    row = (await connection.execute(taken)).mappings().one_or_none()
    return _upload(row) if row else None


async def extend_lock(connection: AsyncConnection, upload: Upload, *, until: datetime) -> None:
    """Bytes flow: keep the lock. Raises ``LockLost``."""
    await _update_held(connection, upload, _Change(locked_until=until))


async def advance(
    connection: AsyncConnection,
    upload: Upload,
    stored: Sequence[Segment],
    *,
    until: datetime | None,
    expires_at: datetime,
) -> Upload:
    """Count segments that begin at the offset and follow each other. Raises ``LockLost``.

    The lock is kept until then; None: the writer goes. With its last byte the upload is finished.
    """
    end = stored[-1].start + stored[-1].length if stored else upload.received
    change = _Change(received=end, expires_at=expires_at, locked_until=until, lock=upload.lock if until else None)
    if end == upload.length:
        change = replace(change, state=UploadState.FINISHED, lock=None, locked_until=None)
    counted = await _update_held(connection, upload, change)
    if stored:
        rows = [{"upload_id": upload.id, "start": s.start, "length": s.length, "key": s.key} for s in stored]
        await connection.execute(insert(segments), rows)
    return counted


async def unlock(connection: AsyncConnection, upload: Upload) -> None:
    """The writer goes. Raises ``LockLost``."""
    await _update_held(connection, upload, _Change(lock=None))


async def abort(connection: AsyncConnection, upload_id: str) -> bool:
    """Its sender gives it up, whoever is writing; False when it had ended before."""
    ending = update(uploads).where(uploads.c.id == upload_id, uploads.c.state == UploadState.NEW)
    return bool(
        (await connection.execute(ending.values(state=UploadState.ABORTED, lock=None, locked_until=None))).rowcount
    )


async def expire(connection: AsyncConnection, now: datetime) -> int:
    """End what has run out of time; returns how many that were."""
    late = (uploads.c.state == UploadState.NEW) & ~uploads.c.freed & (uploads.c.expires_at < now)
    ending = update(uploads).where(late).values(state=UploadState.EXPIRED, lock=None, locked_until=None)
    return (await connection.execute(ending)).rowcount


async def usage(connection: AsyncConnection, person_id: int, since: datetime) -> Usage:
    """What this person has begun since then, given up or not."""
    query = select(func.count(), func.coalesce(func.sum(uploads.c.length), 0)).where(
        uploads.c.person_id == person_id, uploads.c.created_at >= since
    )
    count, total = (await connection.execute(query)).one()
    return Usage(count=count, bytes=int(total))


async def coming(connection: AsyncConnection) -> int:
    """Bytes still to come of all uploads under way. One of which nothing has come has only been announced."""
    query = select(func.coalesce(func.sum(uploads.c.length - uploads.c.received), 0)).where(
        uploads.c.state == UploadState.NEW, ~uploads.c.freed, uploads.c.received > 0
    )
    return int((await connection.execute(query)).scalar_one())


async def kept(connection: AsyncConnection) -> int:
    """Bytes of all material, and of all uploads that are not material yet and of which something has come."""
    held = select(func.coalesce(func.sum(uploads.c.length), 0)).where(~uploads.c.freed, uploads.c.received > 0)
    stored = select(func.coalesce(func.sum(submissions.c.size), 0))
    return int((await connection.execute(held)).scalar_one()) + int((await connection.execute(stored)).scalar_one())


async def under_way(connection: AsyncConnection, person_id: int, now: datetime) -> list[Upload]:
    """This person's uploads that can be gone on with."""
    query = select(uploads).where(
        uploads.c.person_id == person_id, uploads.c.state == UploadState.NEW, uploads.c.expires_at > now
    )
    return [_upload(row) for row in (await connection.execute(query.order_by(uploads.c.created_at))).mappings()]


async def numbers(connection: AsyncConnection, submission_ids: Sequence[int]) -> dict[int, str]:
    """Submission → the upload it came by; those from chat are not in it."""
    if not submission_ids:
        return {}
    query = (
        select(submissions.c.id, inbox.c.external_id)
        .join(inbox, inbox.c.id == submissions.c.inbox_id)
        .where(submissions.c.id.in_(submission_ids), inbox.c.external_id.startswith(UPLOAD))
    )
    return {number: external.removeprefix(UPLOAD) for number, external in await connection.execute(query)}


async def next_to_free(connection: AsyncConnection, now: datetime) -> str | None:
    """The next one whose segments nobody needs: it ended unfinished, or its message was worked on to its end.

    ``now`` is real time.
    """
    found: str | None = (await connection.execute(*_to_free(now=now))).scalar_one_or_none()
    return found


@prepared
def _to_free(*, now: Any) -> Executable:
    worked = (
        select(inbox.c.id)
        .where(
            inbox.c.channel == uploads.c.channel,
            inbox.c.external_id == literal(UPLOAD).concat(uploads.c.id),
            inbox.c.state == InboxState.DONE,
        )
        .exists()
    )
    over = uploads.c.state.in_(UNFINISHED) | ((uploads.c.state == UploadState.FINISHED) & worked)
    due = ~setbacks.held_back(Lane.CLEANING, uploads.c.id, now)
    return select(uploads.c.id).where(~uploads.c.freed, over, due).limit(1)


async def freed(connection: AsyncConnection, upload_id: str) -> None:
    """Its objects are gone; the row stays for the day's count."""
    await connection.execute(delete(segments).where(segments.c.upload_id == upload_id))
    await connection.execute(update(uploads).where(uploads.c.id == upload_id).values(freed=True))
    await setbacks.over(connection, Lane.CLEANING, upload_id)


async def stored_segments(connection: AsyncConnection, upload_id: str) -> list[Segment]:
    query = select(segments).where(segments.c.upload_id == upload_id).order_by(segments.c.start)
    rows = (await connection.execute(query)).mappings()
    return [Segment(start=row["start"], length=row["length"], key=row["key"]) for row in rows]


async def chunks(objects: Objects, stored: Sequence[Segment]) -> AsyncIterator[bytes]:
    """The bytes, segment by segment. Raises ``ObjectsUnavailable``."""
    for segment in stored:
        async for chunk in objects.stream(segment.key):
            yield chunk


async def _update_held(connection: AsyncConnection, upload: Upload, change: _Change) -> Upload:
    held = (uploads.c.id == upload.id) & (uploads.c.lock == upload.lock) & (uploads.c.state == UploadState.NEW)
    at_offset = held & (uploads.c.received == upload.received)
    result = await connection.execute(update(uploads).where(at_offset).values(columns(change)).returning(uploads))
    row = result.mappings().one_or_none()
    if row is None:
        raise LockLost(upload.id)
    return _upload(row)


def _upload(row: RowMapping) -> Upload:
    return Upload(**{name: row[name] for name in Upload.__dataclass_fields__})

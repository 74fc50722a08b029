"""Bringing a backup back into an empty place: the files first, then the database; interrupted, it goes on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import rehearsal
from storage.backup import loading
from storage.backup.making import SECRET_KEY, each
from storage.backup.manifest import KeptFile, Manifest
from storage.backup.place import Place, Side, object_key, part_key, troubles
from storage.backup.verifying import Fault, Wrong, wrong_parts
from storage.engine import migrate, private
from storage.engine.database import Database
from storage.engine.objects import ObjectGone, Objects
from storage.states import InboxState, NoticeState, OutboxState, ReceiptState
from storage.tables import inbox, outbox, processes, receipts, scheduled_notices

#: Why a message that waited at the time of the backup is not sent any more.
RESTORED = "restored"


class NotEmpty(Exception):
    """Something is there already: ``what`` is ``database``, ``files`` or ``secret_key``, ``at`` the first of it."""

    def __init__(self, what: str, at: str) -> None:
        super().__init__(what, at)
        self.what, self.at = what, at


class DumpDamaged(Exception):
    """The dump of the database is not what it was; nothing was changed."""

    def __init__(self, wrong: list[Wrong]) -> None:
        super().__init__(wrong)
        self.wrong = wrong


@dataclass(frozen=True, kw_only=True)
class Restored:
    """``wrong``: files that could not be brought back. ``silenced``: messages and notices that are not said again;
    ``unanswered``: messages that had come in and are worked on now."""

    rows: int
    files: int
    wrong: tuple[Wrong, ...]
    silenced: int
    unanswered: int


async def check_empty(
    database: Database, objects: Objects, manifest: Manifest, *, secret_key: Path | None, key_given: str
) -> None:
    """Raises ``NotEmpty``, ``loading.OtherKind``, ``migrate.SchemaTooNew``.

    ``key_given``: what the backup's own secret key is, empty when it has none. Files of this backup that a restore
    before has brought are no obstacle.
    """
    if not loading.fits(database, manifest.dump):
        raise loading.OtherKind
    if not migrate.is_known(manifest.dump.revision):
        raise migrate.SchemaTooNew(manifest.dump.revision)
    if not await loading.is_empty(database):
        raise NotEmpty("database", str(database.file or database.url.database))
    kept = secret_key.read_text(encoding="ascii").strip() if secret_key and secret_key.exists() else key_given
    if key_given and kept != key_given:
        raise NotEmpty("secret_key", str(secret_key))
    ours = {one.key for one in manifest.files}
    with troubles(Side.FILES):
        async for found in objects.list():
            if found.key not in ours:
                raise NotEmpty("files", found.key)


async def restore(
    place: Place,
    manifest: Manifest,
    database: Database,
    objects: Objects,
    *,
    secret_key: Path | None,
    scratch: Path,
    now: datetime,
    silence: bool,
) -> Restored:
    """What ``check_empty`` found empty is filled, and the database brought to this version.

    ``silence``: what had waited to be said at the time of the backup is not said, because the program went on then;
    nor is any notice that was due before ``now`` (real time). Raises ``DumpDamaged`` before anything is changed.
    """
    if wrong := await wrong_parts(place, manifest):
        raise DumpDamaged(wrong)
    files = _Bringing(place=place, objects=objects, scratch=scratch)
    with troubles(Side.FILES):
        files.there = {found.key: found.size async for found in objects.list()}
    await each(manifest.files, files.bring)
    parts = await _fetched(place, manifest, scratch)
    if SECRET_KEY in parts and secret_key is not None and not secret_key.exists():
        private.make_folder(secret_key.parent)
        private.make_file(secret_key)
        secret_key.write_bytes(parts[SECRET_KEY].read_bytes())
    await loading.load(database, manifest.dump, parts)
    await migrate.upgrade(database)
    async with database.write() as connection:
        # What ran where the backup was made does not run here.
        await connection.execute(delete(processes))
        silenced = await _silence(connection, now) if silence else 0
        waiting = select(func.count()).where(inbox.c.state == InboxState.NEW)
        unanswered = (await connection.execute(waiting)).scalar_one()
    return Restored(
        rows=sum(manifest.dump.rows.values()),
        files=len(manifest.files) - len(files.wrong),
        wrong=tuple(files.wrong),
        silenced=silenced,
        unanswered=unanswered,
    )


async def secret_key_of(place: Place, manifest: Manifest) -> str:
    """The key that the backup has; empty when it has none, or none that can be read."""
    if SECRET_KEY not in {part.name for part in manifest.parts}:
        return ""
    try:
        chunks = [chunk async for chunk in place.stream(part_key(manifest.name, SECRET_KEY))]
    except ObjectGone:
        return ""
    return b"".join(chunks).decode("ascii", errors="replace").strip()


async def _fetched(place: Place, manifest: Manifest, scratch: Path) -> dict[str, Path]:
    """The parts as files, by name."""
    fetched = {}
    for number, part in enumerate(manifest.parts):
        path = scratch / f"part-{number}"
        with path.open("wb") as file:
            async for chunk in place.stream(part_key(manifest.name, part.name)):
                file.write(chunk)
        fetched[part.name] = path
    return fetched


@dataclass(kw_only=True)
class _Bringing:
    """The files on their way back; ``there``: key → bytes of what the store has already."""

    place: Place
    objects: Objects
    scratch: Path
    there: dict[str, int] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=count)

    async def bring(self, file: KeptFile) -> None:
        if self.there.get(file.key) == file.size and await self._is_good(file):
            return
        path, at = self.scratch / f"file-{next(self._numbers)}", object_key(file.sha256)
        digest, size = hashlib.sha256(), 0
        try:
            with path.open("wb") as target:
                async for chunk in self.place.stream(at):
                    digest.update(chunk)
                    size += len(chunk)
                    target.write(chunk)
            if (size, digest.hexdigest()) == (file.size, file.sha256):
                with troubles(Side.FILES):
                    await self.objects.put_file(file.key, path)
                return
            fault = Fault.CHANGED if size == file.size else Fault.LENGTH
            self.wrong.append(Wrong(what=file.key, at=at, fault=fault, found=size, wanted=file.size))
        except ObjectGone:
            self.wrong.append(Wrong(what=file.key, at=at, fault=Fault.MISSING))
        finally:
            path.unlink(missing_ok=True)

    async def _is_good(self, file: KeptFile) -> bool:
        digest = hashlib.sha256()
        with troubles(Side.FILES):
            async for chunk in self.objects.stream(file.key):
                digest.update(chunk)
        return digest.hexdigest() == file.sha256


async def _silence(connection: AsyncConnection, now: datetime) -> int:
    """How many messages, receipts and notices are not said any more."""
    begun = await rehearsal.load(connection)
    campaign_now = begun.at(now) if begun else now
    unsent = update(outbox).where(outbox.c.state.in_((OutboxState.NEW, OutboxState.PARKED)))
    gathered = update(receipts).where(receipts.c.state.in_((ReceiptState.OPEN, ReceiptState.CLOSED)))
    due = (scheduled_notices.c.state == NoticeState.NEW) & (scheduled_notices.c.run_at <= campaign_now)
    done = (
        unsent.values(state=OutboxState.DROPPED, error=RESTORED, text=""),
        gathered.values(state=ReceiptState.SENT),
        update(scheduled_notices).where(due).values(state=NoticeState.DROPPED),
    )
    return sum([(await connection.execute(one)).rowcount for one in done])

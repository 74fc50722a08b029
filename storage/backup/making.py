"""Making a backup while the program runs: the database first, then the files, of which only new ones are read.

A file that is moved in between is found under its new key and kept under the one that the dump names.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select

from storage.backup import dumping
from storage.backup.dumping import Named
from storage.backup.manifest import KeptFile, Manifest, ManifestDamaged, name_at
from storage.backup.place import NoBackup, Place, Side, troubles
from storage.engine.database import Database
from storage.engine.objects import Found, ObjectGone, Objects
from storage.tables import submissions

T = TypeVar("T")

#: Files that are copied at a time.
_AT_ONCE = 4
#: A file may be moved again while it is looked for.
_LOOKS = 3
SECRET_KEY = "secret_key"


@dataclass(frozen=True, kw_only=True)
class Made:
    """``new`` files of ``new_bytes`` were copied; the others were there."""

    manifest: Manifest
    new: int
    new_bytes: int


async def make(
    place: Place,
    database: Database,
    objects: Objects,
    *,
    revision: str,
    program: str,
    secret_key: Path | None,
    scratch: Path,
    now: datetime,
) -> Made:
    """``secret_key``: the file of it, where it is kept in one. ``scratch``: a folder for what is on its way.

    Raises ``StoreTrouble``, ``DatabaseUnavailable`` and ``dumping.SourceDamaged``.
    """
    name = name_at(now)
    with troubles(Side.BACKUP):
        dumped = await dumping.dump(database, scratch, revision=revision)
    files = dict(dumped.files)
    if secret_key is not None and secret_key.exists():
        with troubles(Side.BACKUP):
            copy = scratch / SECRET_KEY
            copy.write_bytes(secret_key.read_bytes())
        files[SECRET_KEY] = copy
    parts = []
    for part, path in files.items():
        parts.append(await place.keep_part(name, part, path))
        path.unlink()
    copying = _Copying(place=place, objects=objects, scratch=scratch, held=await place.held())
    copying.known = await _known(place)
    gone = await copying.everything(database, dumped.named)
    manifest = Manifest(
        name=name,
        made_at=now,
        program=program,
        dump=dumped.dump,
        parts=tuple(parts),
        files=tuple(sorted(copying.kept.values(), key=lambda one: one.key)),
        gone=tuple(gone),
    )
    await place.finish(manifest)
    return Made(manifest=manifest, new=copying.new, new_bytes=copying.new_bytes)


async def _known(place: Place) -> dict[str, KeptFile]:
    """What the newest backup says of each key."""
    for name in reversed(await place.names()):
        try:
            return {one.key: one for one in (await place.manifest(name)).files}
        except (ManifestDamaged, NoBackup):
            continue
    return {}


@dataclass(kw_only=True)
class _Copying:
    """The files of one backup on their way; ``kept`` by key."""

    place: Place
    objects: Objects
    scratch: Path
    #: Hash → bytes of what is at the place already.
    held: dict[str, int]
    known: dict[str, KeptFile] = field(default_factory=dict)
    kept: dict[str, KeptFile] = field(default_factory=dict)
    new: int = 0
    new_bytes: int = 0
    _numbers: count[int] = field(default_factory=count)

    async def everything(self, database: Database, named: Iterable[Named]) -> list[str]:
        """Copy what the store holds; the keys that rows name and that are nowhere."""
        hashes = {one.key: one.sha256 for one in named}
        with troubles(Side.FILES):
            found = [one async for one in self.objects.list() if not one.key.startswith(".probe-")]
        await each(found, lambda one: self._keep_found(one, hashes.get(one.key, "")))
        missing = [one for one in named if one.key not in self.kept]
        for _ in range(_LOOKS):
            if not missing:
                break
            missing = await self._moved(database, missing)
        return [one.key for one in missing]

    async def _keep_found(self, found: Found, sha256: str) -> None:
        before = self.known.get(found.key)
        if before is not None and (before.size, before.mark) == (found.size, found.mark):
            sha256 = before.sha256
        if sha256 and self.held.get(sha256) == found.size:
            self.kept[found.key] = KeptFile(key=found.key, size=found.size, sha256=sha256, mark=found.mark)
            return
        try:
            copied = await self._copied(found.key)
        except ObjectGone:
            # Moved or freed since it was listed: what a row names is looked for once more.
            return
        self.kept[found.key] = replace(copied, mark=found.mark)

    async def _copied(self, key: str) -> KeptFile:
        """Raises ``ObjectGone``."""
        path, digest = self.scratch / f"file-{next(self._numbers)}", hashlib.sha256()
        try:
            with troubles(Side.BACKUP), path.open("wb") as file:
                async for chunk in _read(self.objects, key):
                    digest.update(chunk)
                    file.write(chunk)
                if self.place.folder is not None:
                    # A file at a time: written out all at once, they would hold up whoever commits meanwhile.
                    file.flush()
                    await asyncio.to_thread(os.fdatasync, file.fileno())
            size, sha256 = path.stat().st_size, digest.hexdigest()
            if self.held.get(sha256) != size:
                await self.place.keep(sha256, path)
                self.held[sha256] = size
                self.new += 1
                self.new_bytes += size
        finally:
            path.unlink(missing_ok=True)
        return KeptFile(key=key, size=size, sha256=sha256)

    async def _moved(self, database: Database, missing: Iterable[Named]) -> list[Named]:
        """Look for each under the key that its row has now; what is still missing."""
        left = []
        for one in missing:
            key = await _key_now(database, one)
            try:
                self.kept[one.key] = replace(await self._copied(key), key=one.key)
            except ObjectGone:
                left.append(one)
        return left


async def _read(objects: Objects, key: str) -> AsyncIterator[bytes]:
    with troubles(Side.FILES):
        async for chunk in objects.stream(key):
            yield chunk


async def _key_now(database: Database, named: Named) -> str:
    if named.submission_id is None:
        return named.key
    async with database.read() as connection:
        key = await connection.scalar(select(submissions.c.key).where(submissions.c.id == named.submission_id))
    return key or named.key


async def each(items: Iterable[T], work: Callable[[T], Awaitable[None]]) -> None:
    """Do ``work`` with every item, a few at a time. Raises what the first one raised that failed."""
    waiting = iter(items)

    async def some() -> None:
        for item in waiting:
            await work(item)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(_AT_ONCE):
                group.create_task(some())
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from None

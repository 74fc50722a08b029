"""The place of backups: a folder or an S3 store, where files lie under their hash."""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

from storage.backup.manifest import Manifest, ManifestDamaged, Part, from_json, to_json
from storage.engine.objects import ObjectGone, Objects, ObjectsFull, ObjectsUnavailable

_OBJECTS, _BACKUPS = "objects", "backups"
_MANIFEST, _CHECKSUM = "manifest.json", "manifest.sha256"
#: How systems and S3 stores say that they are not ours to use.
_FORBIDDEN = ("Permission denied", "Read-only file system", "Operation not permitted", "AccessDenied", "403")


class Side(StrEnum):
    """Which of the two stores a trouble is with."""

    BACKUP = "backup"
    FILES = "files"


class Why(StrEnum):
    FULL = "full"
    FORBIDDEN = "forbidden"
    UNREACHABLE = "unreachable"


class StoreTrouble(Exception):
    """A store does not take or give; what was done so far stays, and is not done again by the next try."""

    def __init__(self, side: Side, why: Why) -> None:
        super().__init__(side, why)
        self.side, self.why = side, why


class NoBackup(Exception):
    """There is none at this place, or none of this name."""


@contextmanager
def troubles(side: Side) -> Iterator[None]:
    """What is wrong with a store within the block becomes ``StoreTrouble``; that it lacks one object does not."""
    try:
        yield
    except ObjectGone:
        raise
    except (ObjectsUnavailable, OSError) as error:
        full = isinstance(error, ObjectsFull) or "No space left" in str(error)
        forbidden = any(sign in str(error) for sign in _FORBIDDEN)
        raise StoreTrouble(side, Why.FULL if full else Why.FORBIDDEN if forbidden else Why.UNREACHABLE) from error


class Place:
    """``url`` and ``options`` as those of ``storage.engine.objects.Objects``. Raises ``StoreTrouble``."""

    def __init__(self, url: str, **options: Any) -> None:
        with troubles(Side.BACKUP):
            self.objects = Objects(url, **options)
        self.url = url

    @property
    def folder(self) -> Path | None:
        return self.objects.folder

    async def names(self) -> list[str]:
        """Of the backups that were finished, oldest first."""
        with troubles(Side.BACKUP):
            keys = [found.key async for found in self.objects.list(_BACKUPS)]
        return sorted(key.split("/")[-2] for key in keys if key.endswith(f"/{_MANIFEST}"))

    async def begun(self) -> list[str]:
        """Of every backup of which something is there, finished or not, oldest first."""
        with troubles(Side.BACKUP):
            return sorted({found.key.split("/")[1] async for found in self.objects.list(_BACKUPS)})

    async def remove(self, name: str) -> None:
        """A backup, but not the files it names; its manifest first, so that no half of one is left."""
        with troubles(Side.BACKUP):
            await self.objects.delete(f"{_BACKUPS}/{name}/{_MANIFEST}")
            await self.objects.delete_folder(f"{_BACKUPS}/{name}")

    async def drop(self, sha256: str) -> None:
        """A file that no backup names any more."""
        with troubles(Side.BACKUP):
            await self.objects.delete(object_key(sha256))

    async def manifest(self, name: str) -> Manifest:
        """Raises ``NoBackup`` and ``ManifestDamaged``."""
        try:
            with troubles(Side.BACKUP):
                data = await self.objects.get(f"{_BACKUPS}/{name}/{_MANIFEST}")
        except ObjectGone as error:
            raise NoBackup(name) from error
        try:
            with troubles(Side.BACKUP):
                checksum = await self.objects.get(f"{_BACKUPS}/{name}/{_CHECKSUM}")
        except ObjectGone as error:
            # It was there before the manifest was.
            raise ManifestDamaged from error
        if hashlib.sha256(data).hexdigest() != checksum.decode(errors="replace").strip():
            raise ManifestDamaged
        return from_json(data)

    async def finish(self, manifest: Manifest) -> None:
        """What is written last: a backup without it is none."""
        data, folder = to_json(manifest), f"{_BACKUPS}/{manifest.name}"
        with troubles(Side.BACKUP):
            if self.folder is not None:
                # What the manifest names must be on disk before it is.
                os.sync()
            await self.objects.put(f"{folder}/{_CHECKSUM}", hashlib.sha256(data).hexdigest().encode())
            await self.objects.put(f"{folder}/{_MANIFEST}", data)

    async def held(self) -> dict[str, int]:
        """Hash → bytes of the files that are there."""
        with troubles(Side.BACKUP):
            return {found.key.rpartition("/")[2]: found.size async for found in self.objects.list(_OBJECTS)}

    async def keep(self, sha256: str, path: Path) -> None:
        with troubles(Side.BACKUP):
            await self.objects.put_file(object_key(sha256), path)

    async def keep_part(self, name: str, part: str, path: Path) -> Part:
        """A file of the backup ``name`` alone."""
        size, sha256 = fingerprint(path)
        with troubles(Side.BACKUP):
            await self.objects.put_file(part_key(name, part), path)
        return Part(name=part, size=size, sha256=sha256)

    async def stream(self, key: str) -> AsyncIterator[bytes]:
        """Raises ``ObjectGone``."""
        with troubles(Side.BACKUP):
            async for chunk in self.objects.stream(key):
                yield chunk


def object_key(sha256: str) -> str:
    return f"{_OBJECTS}/{sha256[:2]}/{sha256}"


def part_key(name: str, part: str) -> str:
    return f"{_BACKUPS}/{name}/{part}"


def fingerprint(path: Path) -> tuple[int, str]:
    """Bytes and SHA-256 of a file."""
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()

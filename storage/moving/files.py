"""Every file into another store, compared by its hash there; those that are there already are not copied again."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from storage.backup.making import each
from storage.backup.place import Side, troubles
from storage.engine.objects import Found, ObjectGone, Objects


class StoreNotEmpty(Exception):
    """The other store has a file that this one has not, or another one of the same name; nothing was changed."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class FileDiffers(Exception):
    """What the other store gives back is not what it was given."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(kw_only=True)
class MovedFiles:
    """``files`` of ``bytes``, of which ``copied`` were not there yet."""

    files: int = 0
    bytes: int = 0
    copied: int = 0


async def copy(source: Objects, target: Objects, *, scratch: Path) -> MovedFiles:
    """Raises ``StoreNotEmpty``, ``FileDiffers`` and ``StoreTrouble``; another run goes on where this one ended."""
    found = {one.key: one for one in await _listed(source, Side.FILES)}
    there = {one.key: one.size for one in await _listed(target, Side.BACKUP)}
    for key in there:
        if key not in found:
            raise StoreNotEmpty(key)
    moving = _Moving(source=source, target=target, scratch=scratch, there=there)
    await each(found.values(), moving.move)
    return moving.done


async def _listed(objects: Objects, side: Side) -> list[Found]:
    with troubles(side):
        return [one async for one in objects.list() if not one.key.startswith(".probe-")]


@dataclass(kw_only=True)
class _Moving:
    source: Objects
    target: Objects
    scratch: Path
    there: dict[str, int]
    done: MovedFiles = field(default_factory=MovedFiles)
    _numbers: count[int] = field(default_factory=count)

    async def move(self, found: Found) -> None:
        path, digest = self.scratch / f"file-{next(self._numbers)}", hashlib.sha256()
        try:
            with path.open("wb") as file:
                async for chunk in _stream(self.source, found.key, Side.FILES):
                    digest.update(chunk)
                    file.write(chunk)
            size, wanted = path.stat().st_size, digest.hexdigest()
            if found.key in self.there:
                if self.there[found.key] != size or await self._hash(found.key) != wanted:
                    raise StoreNotEmpty(found.key)
            else:
                with troubles(Side.BACKUP):
                    await self.target.put_file(found.key, path)
                if await self._hash(found.key) != wanted:
                    raise FileDiffers(found.key)
                self.done.copied += 1
        except ObjectGone:
            # Freed since it was listed.
            return
        finally:
            path.unlink(missing_ok=True)
        self.done.files += 1
        self.done.bytes += size

    async def _hash(self, key: str) -> str:
        digest = hashlib.sha256()
        async for chunk in _stream(self.target, key, Side.BACKUP):
            digest.update(chunk)
        return digest.hexdigest()


async def _stream(objects: Objects, key: str, side: Side) -> AsyncIterator[bytes]:
    with troubles(side):
        async for chunk in objects.stream(key):
            yield chunk

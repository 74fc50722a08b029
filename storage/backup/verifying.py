"""Looking through a backup: every file that its manifest names is there, as long as it was, and unchanged."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from storage.backup.making import each
from storage.backup.manifest import Manifest
from storage.backup.place import Place, object_key, part_key
from storage.engine.objects import ObjectGone


class Fault(StrEnum):
    MISSING = "missing"
    #: Shorter, or longer, than it was.
    LENGTH = "length"
    CHANGED = "changed"


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """``what`` is the part's name or the file's key, ``at`` where it lies in the place. Sizes in bytes."""

    what: str
    at: str
    fault: Fault
    found: int = 0
    wanted: int = 0


@dataclass(frozen=True, kw_only=True)
class _Piece:
    what: str
    at: str
    size: int
    sha256: str


async def verify(place: Place, manifest: Manifest) -> list[Wrong]:
    """What is wrong, the parts first. Reads everything once. Raises ``StoreTrouble``."""
    return [*await wrong_parts(place, manifest), *await _wrong(place, _files(manifest))]


async def wrong_parts(place: Place, manifest: Manifest) -> list[Wrong]:
    """The same for the dump alone."""
    parts = [
        _Piece(what=part.name, at=part_key(manifest.name, part.name), size=part.size, sha256=part.sha256)
        for part in manifest.parts
    ]
    return await _wrong(place, parts)


def _files(manifest: Manifest) -> list[_Piece]:
    """Files with the same bytes are one."""
    pieces = {
        one.sha256: _Piece(what=one.key, at=object_key(one.sha256), size=one.size, sha256=one.sha256)
        for one in reversed(manifest.files)
    }
    return sorted(pieces.values(), key=lambda piece: piece.what)


async def _wrong(place: Place, pieces: list[_Piece]) -> list[Wrong]:
    found: dict[str, Wrong] = {}

    async def look(piece: _Piece) -> None:
        digest, size = hashlib.sha256(), 0
        try:
            async for chunk in place.stream(piece.at):
                digest.update(chunk)
                size += len(chunk)
        except ObjectGone:
            found[piece.at] = Wrong(what=piece.what, at=piece.at, fault=Fault.MISSING)
            return
        if size != piece.size:
            wrong = Wrong(what=piece.what, at=piece.at, fault=Fault.LENGTH, found=size, wanted=piece.size)
            found[piece.at] = wrong
        elif digest.hexdigest() != piece.sha256:
            found[piece.at] = Wrong(what=piece.what, at=piece.at, fault=Fault.CHANGED)

    await each(pieces, look)
    return [found[piece.at] for piece in pieces if piece.at in found]

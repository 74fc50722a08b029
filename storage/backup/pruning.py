"""Removing old backups from a place: all but the newest, and the files that none of those that stay names."""

from __future__ import annotations

from dataclasses import dataclass

from storage.backup.place import Place


@dataclass(frozen=True, kw_only=True)
class Pruned:
    """``backups``: names of those removed, oldest first; ``files`` of ``bytes`` that only they named."""

    backups: tuple[str, ...]
    files: int
    bytes: int


async def prune(place: Place, keep: int) -> Pruned:
    """``keep``: how many stay, at least one. Not beside another backup to the same place.

    Raises ``ManifestDamaged`` before anything is removed, when one that stays does not say what it needs, and
    ``StoreTrouble``; another run goes on.
    """
    stays = (await place.names())[-keep:]
    needed = {one.sha256 for name in stays for one in (await place.manifest(name)).files}
    # Also what one that was cut off before the oldest of them has left.
    goes = [name for name in await place.begun() if name < stays[0]]
    for name in goes:
        await place.remove(name)
    files, size = 0, 0
    for sha256, its in (await place.held()).items():
        if sha256 not in needed:
            await place.drop(sha256)
            files, size = files + 1, size + its
    return Pruned(backups=tuple(goes), files=files, bytes=size)

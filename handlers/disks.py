"""The disks of this machine where bytes are kept, and what each has left."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from domain.processes import Place
from handlers.context import Context


def places(ctx: Context) -> dict[Place, Path]:
    """The folders on disks of this machine where bytes are kept."""
    found: dict[Place, Path | None] = {
        Place.DATA: ctx.scratch.parent,
        Place.DATABASE: ctx.database.file.parent if ctx.database.file else None,
        Place.FILES: ctx.objects.folder,
    }
    return {place: folder for place, folder in found.items() if folder is not None}


def free_bytes(folders: Mapping[Place, Path]) -> dict[Place, int]:
    """What each disk has left; a folder that is not there yet is measured where it will be."""
    free: dict[Place, int] = {}
    for place, folder in folders.items():
        absolute = folder.absolute()
        with suppress(OSError):
            free[place] = shutil.disk_usage(next(path for path in (absolute, *absolute.parents) if path.exists())).free
    return free

"""The doctor's look at what this machine keeps: the folders, and who else on it may read them."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from bot.doctor.diagnosis import Diagnosis, advice, good
from bot.settings.secret_key import FILE as SECRET_FILE
from bot.settings.tables import Settings
from domain.processes import Place

#: Rights of others than the owner.
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def folders(settings: Settings) -> dict[Place, Path]:
    """Where bytes are kept on disks of this machine."""
    found = {Place.DATA: settings.data_folder}
    if settings.database.file is not None:
        found[Place.DATABASE] = settings.database.file.parent
    if settings.files.folder is not None:
        found[Place.FILES] = settings.files.folder
    return found


def permissions(settings: Settings) -> Iterator[Diagnosis]:
    """What holds people's words, files or secrets is its owner's alone."""
    kept = (settings.data_folder, settings.data_folder / SECRET_FILE, settings.database.file, settings.files.folder)
    open_ = [str(path) for path in kept if path is not None and path.exists() and path.stat().st_mode & _OTHERS]
    yield advice("permissions", "open", paths="、".join(dict.fromkeys(open_))) if open_ else good("permissions")

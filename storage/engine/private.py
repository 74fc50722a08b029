"""Folders and files of this machine's user alone: they hold people's words, files and secrets."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

FOLDER, FILE = 0o700, 0o600


def make_folder(folder: Path) -> None:
    """Make it where there is none; one that is there keeps the rights it has. Raises ``OSError``."""
    folder.mkdir(mode=FOLDER, parents=True, exist_ok=True)


def make_file(file: Path) -> None:
    """Make an empty one where there is none. Raises ``OSError``."""
    # One that is there is never opened: closing it would drop the locks that SQLite holds on it in this process, and
    # another process would then take away the log that is still written to.
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE))

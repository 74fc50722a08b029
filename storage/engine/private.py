"""Folders and files of this machine's user alone: they hold people's words, files and secrets."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER, FILE = 0o700, 0o600


def make_folder(folder: Path) -> None:
    """Make it where there is none; one that is there keeps the rights it has. Raises ``OSError``."""
    folder.mkdir(mode=FOLDER, parents=True, exist_ok=True)


def make_file(file: Path) -> None:
    """Make an empty one where there is none. Raises ``OSError``."""
    os.close(os.open(file, os.O_RDONLY | os.O_CREAT, FILE))

"""The key that seals links and codes in the database: from the settings, or made once and kept in the data folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from bot.settings.tables import Settings
from storage.engine import private

FILE = "secret_key"


def secret_key(settings: Settings) -> str:
    """At least 32 characters. Two processes that start at once agree. Raises ``OSError``."""
    given = settings.secret_key.get_secret_value()
    return given or _kept(settings.data_folder / FILE)


def _kept(path: Path) -> str:
    private.make_folder(path.parent)
    if not path.exists():
        # Complete before it has its name, and never over one that another process has just given.
        fresh = path.with_name(f".{FILE}.{secrets.token_hex(8)}")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, private.FILE), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(fresh, path)
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
        finally:
            fresh.unlink()
    return path.read_text(encoding="ascii").strip()

"""The doctor's look at what a platform gave us: what cannot be a Token, a key or a secret is named, never shown.

Asking the platform tells a wrong secret; a wrong Token only shows when the first callback is refused.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

from bot.doctor.diagnosis import Diagnosis, bad, good
from bot.settings.tables import Settings

#: What the platforms' consoles let a Token be (docs/platform.md).
_TOKEN = re.compile(r"[0-9A-Za-z]{1,32}")
#: Letters of an EncodingAESKey.
KEY_LETTERS = 43
_VISIBLE = re.compile(r"[!-~]*")


def examine(settings: Settings) -> Iterator[Diagnosis]:
    """One of each secret that cannot be right; one in all when none is."""
    wrong = [
        bad("credentials", code, name=settings.label(name), key=key)
        for name, channel in settings.in_force.items()
        if dataclasses.is_dataclass(channel.settings)
        for key, code in _wrong(channel.settings)
    ]
    yield from wrong or [good("credentials")]


def _wrong(its: Any) -> Iterator[tuple[str, str]]:
    """Key → what it cannot be."""
    secrets = {one.name: str(getattr(its, one.name)) for one in dataclasses.fields(its) if not one.repr}
    for key, value in secrets.items():
        if not _VISIBLE.fullmatch(value):
            yield key, "letters"
        elif value and any(value == other for name, other in secrets.items() if name != key):
            yield key, "twice"
        elif key == "token" and len(value) == KEY_LETTERS:
            yield key, "is_a_key"
        elif key == "token" and value and not _TOKEN.fullmatch(value):
            yield key, "token"

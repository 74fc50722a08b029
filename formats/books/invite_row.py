"""A row of the book of invitations; apart from the book, so that who only makes rows loads no openpyxl."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class InviteRow:
    """One person's invitation; ``bound``: what people call the channels they use already, ``used_at``: since when.

    ``code`` is empty when it was used.
    """

    units: tuple[str, ...]
    person: str
    roles: tuple[str, ...]
    code: str
    bound: tuple[str, ...] = ()
    used_at: datetime | None = None

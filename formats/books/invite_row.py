"""A row of the book of invitations; apart from the book, so that who only makes rows loads no openpyxl."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class BoundAccount:
    """``channel``: what people call it. ``at``: campaign time; None when a file named the account."""

    channel: str
    account: str
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PersonalAddress:
    """Whoever opens it has one person's code with them; ``until``: real time."""

    address: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class InviteRow:
    """One person's invitation; ``bound``: the accounts they have already. ``code`` is empty when it was used."""

    units: tuple[str, ...]
    person: str
    roles: tuple[str, ...]
    code: str
    bound: tuple[BoundAccount, ...] = ()

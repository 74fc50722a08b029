"""People as the desk's pages show them: found by a search, and one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from formats.spoken import moment_text
from formats.words import people as words


@dataclass(frozen=True, kw_only=True)
class PersonLine:
    """``units``: code, name and role of each duty in reach. ``reached`` False: nothing sent to them arrives.

    ``phone``: masked.
    """

    id: int
    name: str
    phone: str
    units: tuple[tuple[str, str, str], ...]
    channels: tuple[str, ...]
    reached: bool
    active: str
    reminded: str


@dataclass(frozen=True, kw_only=True)
class PeoplePage:
    """``number``: how many are found, of ``pages`` pages. ``unit``: the code it is narrowed to."""

    words: str
    unit: str
    unit_name: str
    people: tuple[PersonLine, ...]
    number: int
    page: int
    pages: int


@dataclass(frozen=True, kw_only=True)
class AccountLine:
    """``problem``: why nothing sent there arrives."""

    channel: str
    since: str
    problem: str


@dataclass(frozen=True, kw_only=True)
class PersonPage:
    """``may_change``: the office may take accounts and renew the code; ``handed``: units that another may take over."""

    line: PersonLine
    accounts: tuple[AccountLine, ...]
    code: str
    may_change: bool
    handed: tuple[tuple[str, str], ...]


def moment(at: datetime | None) -> str:
    return moment_text(at) if at is not None else ""


def since(at: datetime | None) -> str:
    return words.SINCE.format(moment=moment_text(at)) if at is not None else words.BY_FILE


def refused_text(code: str) -> str:
    """Why nothing was done, by the code in the address; empty for what is none."""
    known = {refusal.value: said for refusal, said in words.REFUSED.items()}
    return known.get(code, "")

"""The roster as a file states it: rows, what is wrong with them, and the organisations and people they add up to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.organisation import Account, Role


@dataclass(frozen=True, kw_only=True)
class RosterRow:
    """One row as read: text without outer space, empty when the cell is. ``number`` is the row in the sheet."""

    number: int
    code: str = ""
    name: str = ""
    aliases: tuple[str, ...] = ()
    kind: str = ""
    line: str = ""
    parent_code: str = ""
    person: str = ""
    roles: tuple[str, ...] = ()
    phone: str = ""
    accounts: tuple[Account, ...] = ()
    exempt_days: tuple[date, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RosterProblem:
    """One thing to mend: ``row`` of the sheet (0: the file as a whole), ``column`` by its header, and a code.

    ``formats.operator_texts`` words the codes.
    """

    row: int
    column: str
    code: str
    found: str = ""
    required: str = ""


@dataclass(frozen=True, kw_only=True)
class OrganisationEntry:
    """An organisation as the whole file describes it."""

    code: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    line: str = ""
    parent_code: str = ""
    exempt_days: tuple[date, ...] = ()
    row: int = 0


@dataclass(frozen=True, kw_only=True)
class PersonEntry:
    """A person as the whole file describes them; ``duties`` are (organisation code, role)."""

    name: str
    phone: str = ""
    duties: tuple[tuple[str, Role], ...] = ()
    accounts: tuple[Account, ...] = ()
    row: int = 0


@dataclass(frozen=True, kw_only=True)
class Roster:
    organisations: tuple[OrganisationEntry, ...]
    people: tuple[PersonEntry, ...]

"""The invented province of ``sample_roster.toml``, as the rows of a roster file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from domain.organisation import Account
from domain.roster.roster import Columns, Roster, RosterRow
from handlers.roster import importing
from handlers.roster.at_start import StartFile

#: What ``[roster] file`` says instead of a file's name.
SAMPLE = "sample"

_FILE = Path(__file__).with_suffix(".toml")


def roster_named(name: str, columns: Columns | None = None) -> Roster:
    """The roster that a setting or a command names: an Excel file, or the sample. Raises ``RosterError``."""
    return importing.of_rows(sample_rows()) if name == SAMPLE else importing.read(Path(name), columns)


def file_named(name: str, columns: Columns | None = None) -> StartFile:
    """The same, to be read only when it is to be taken. Raises ``RosterError``."""
    return StartFile(digest=digest_of(name), load=lambda: roster_named(name, columns))


def digest_of(name: str) -> str:
    """SHA-256 of the file. Raises ``RosterError``."""
    try:
        return sha256((_FILE if name == SAMPLE else Path(name)).read_bytes()).hexdigest()
    except OSError:
        # Why it cannot be read is for the reader to say.
        roster_named(name)
        raise


def sample_rows() -> list[RosterRow]:
    """The sample as rows of a roster file."""
    units = tomllib.loads(_FILE.read_text(encoding="utf-8"))["units"]
    rows = [row for unit in units for row in _rows(unit)]
    return [replace(row, number=number) for number, row in enumerate(rows, start=2)]


def _rows(unit: dict[str, Any]) -> Iterator[RosterRow]:
    """A row for each person of the unit."""
    for person in unit["people"]:
        accounts = person.get("accounts", {}).items()
        yield RosterRow(
            number=0,
            code=unit["code"],
            name=unit["name"],
            aliases=tuple(unit.get("aliases", ())),
            kind=unit["kind"],
            line=unit.get("line", ""),
            parent_code=unit.get("parent", ""),
            exempt_days=tuple(unit.get("exempt_days", ())),
            person=person["name"],
            roles=tuple(person["roles"]),
            accounts=tuple(Account(channel=channel, account=account) for channel, account in accounts),
        )

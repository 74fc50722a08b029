"""The roster's story: read a file, say what it would change, change it all or nothing; export it; hand out codes."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from channels import registry
from checks.tables.roster_file import read_roster
from domain.campaigns.campaign import Campaign
from domain.organisation import Person
from domain.roster import invite
from domain.roster.check import compile_roster
from domain.roster.plan import Change, plan
from domain.roster.roster import Columns, Roster, RosterProblem, RosterRow
from domain.roster.rows import rows_of
from formats.books.roster import InviteRow
from storage import obligations, organisations, people
from storage import roster as stored
from storage.engine.database import ROSTER, Database, one_at_a_time


class RosterError(Exception):
    """The file is no roster; nothing was changed. ``problems`` says everything that is wrong with it."""

    def __init__(self, problems: Sequence[RosterProblem]) -> None:
        super().__init__("; ".join(f"row {p.row} {p.column}: {p.code}" for p in problems))
        self.problems = problems


def read(file: Path) -> Roster:
    """The roster of an Excel file. Raises ``RosterError``."""
    columns = registry.roster_columns()
    rows, problems = read_roster(file, columns)
    if not rows and problems:
        raise RosterError(problems)
    return _sound(rows, problems, columns)


def of_rows(rows: Sequence[RosterRow]) -> Roster:
    """The roster of rows that stand in no file. Raises ``RosterError``."""
    return _sound(rows, [], registry.roster_columns())


def _sound(rows: Sequence[RosterRow], problems: Sequence[RosterProblem], columns: Columns) -> Roster:
    """The roster, or everything that is wrong with it."""
    roster, more = compile_roster(rows, columns)
    # A cell that could not be read says why once; that it is therefore empty is no second problem.
    known = {(p.row, p.column) for p in problems}
    every = sorted([*problems, *(p for p in more if (p.row, p.column) not in known)], key=lambda p: p.row)
    if every:
        raise RosterError(every)
    return roster


async def import_roster(
    database: Database, campaigns: Iterable[Campaign], roster: Roster, *, dry_run: bool = False
) -> tuple[Change, ...]:
    """Make the roster the one in force, in one transaction; answers what changed, row by row.

    A dry run only says what would. Obligations follow at once. Importing the same again changes nothing.
    """
    if dry_run:
        async with database.read() as connection:
            return plan(roster, await stored.known(connection)).changes
    async with database.write() as connection:
        await one_at_a_time(connection, ROSTER)
        planned = plan(roster, await stored.known(connection))
        await stored.apply(connection, roster, planned)
        everybody = await organisations.all(connection)
        for campaign in campaigns:
            await obligations.rederive(connection, campaign, everybody)
    return planned.changes


async def export_rows(database: Database) -> list[RosterRow]:
    """The roster in force as rows of a file."""
    async with database.read() as connection:
        return list(
            rows_of(
                await organisations.all(connection),
                await people.all(connection),
                await organisations.exempt_days(connection),
                registry.roster_columns(),
            )
        )


async def invite_rows(database: Database, *, now: datetime) -> list[InviteRow]:
    """Everybody who has a duty, with their invite code; codes once made are kept. ``now`` dates the new ones."""
    async with database.write() as connection:
        serving = [person for person in await people.all(connection) if person.duties]
        codes = {made.person_id: made.code for made in await people.all_invites(connection)}
        fresh = _fresh([person.id for person in serving if person.id not in codes], taken=set(codes.values()))
        await people.add_invites(connection, fresh, now)
        # Another process may have been faster: what is in the table is what counts.
        codes = {made.person_id: made.code for made in await people.all_invites(connection)}
    return [_invitation(person, codes[person.id]) for person in serving]


def _fresh(person_ids: Sequence[int], *, taken: set[str]) -> dict[int, str]:
    codes: dict[int, str] = {}
    for person_id in person_ids:
        code = _code()
        while code in taken:
            code = _code()
        taken.add(code)
        codes[person_id] = code
    return codes


def _code() -> str:
    return "".join(secrets.choice(invite.ALPHABET) for _ in range(invite.LENGTH))


def _invitation(person: Person, code: str) -> InviteRow:
    return InviteRow(
        units=tuple(dict.fromkeys(duty.organisation.name for duty in person.duties)),
        person=person.name,
        roles=tuple(dict.fromkeys(duty.role.value for duty in person.duties)),
        code=code,
        bound=tuple(dict.fromkeys(registry.label(account.channel) for account in person.accounts)),
    )

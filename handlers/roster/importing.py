"""Read a roster file, say what it would change, change it; export the roster; hand out codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from channels import registry
from domain.campaigns.campaign import Campaign
from domain.organisation import Account, Person
from domain.roster.check import compile_roster
from domain.roster.pairs import Answers
from domain.roster.plan import plan
from domain.roster.planned import Plan
from domain.roster.roster import Columns, Roster, RosterProblem, RosterRow
from domain.roster.rows import rows_of
from formats.books.invite_row import BoundAccount, InviteRow
from handlers import codes
from handlers.roster.bringing_in import Terms, bring_in
from storage import bindings, invites, organisations, people
from storage import roster as stored
from storage.engine.database import Connection, Database


class RosterError(Exception):
    """The file is no roster; nothing was changed. ``problems`` says everything that is wrong with it."""

    def __init__(self, problems: Sequence[RosterProblem]) -> None:
        super().__init__("; ".join(f"row {p.row} {p.column}: {p.code}" for p in problems))
        self.problems = problems


class RosterHeld(Exception):
    """Nothing was changed: the plan has open pairs, answers that fit none, or wants to be confirmed."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(f"{len(plan.open)} open, {len(plan.unknown)} unknown, {plan.left}")
        self.plan = plan


def read(file: Path, columns: Columns | None = None) -> Roster:
    """The roster of an Excel file; ``columns``: those of the platforms by default. Raises ``RosterError``."""
    # A running bot reads none: what opens workbooks would only take its memory.
    from checks.tables.roster_file import read_roster

    columns = columns or registry.roster_columns()
    found = read_roster(file, columns)
    if not found.rows and found.problems:
        raise RosterError(found.problems)
    return replace(_sound(found.rows, found.problems, columns), unread=found.unread, unseen=found.unseen)


def of_rows(rows: Sequence[RosterRow]) -> Roster:
    """The roster of rows that stand in no file. Raises ``RosterError``."""
    return _sound(rows, [], registry.roster_columns())


def _sound(rows: Sequence[RosterRow], problems: Sequence[RosterProblem], columns: Columns) -> Roster:
    """The roster, or everything that is wrong with it."""
    roster, more = compile_roster(rows, columns)
    # A cell that could not be read says why once; that it is therefore empty is no second problem.
    known = {(p.sheet, p.row, p.column) for p in problems}
    every = [*problems, *(p for p in more if (p.sheet, p.row, p.column) not in known)]
    if every:
        order = {sheet: place for place, sheet in enumerate(dict.fromkeys(row.sheet for row in rows))}
        raise RosterError(sorted(every, key=lambda p: (order.get(p.sheet, 0), p.row)))
    return roster


async def import_roster(database: Database, campaigns: Iterable[Campaign], roster: Roster, terms: Terms) -> Plan:
    """Make the roster the one in force, all or nothing; answers what changed, row by row.

    A dry run only says what would. Obligations follow at once. Importing the same again changes nothing. Raises
    ``RosterHeld``.
    """
    campaigns = tuple(campaigns)
    if terms.dry_run:
        async with database.read() as connection:
            return await planned(connection, campaigns, roster, terms.answers)

    async def decide(connection: Connection) -> Plan:
        plan_ = await planned(connection, campaigns, roster, terms.answers)
        if plan_.open or plan_.unknown or (plan_.left.many and not terms.yes):
            raise RosterHeld(plan_)
        return plan_

    done = await bring_in(database, campaigns, decide, terms)
    assert done is not None, "it is always decided that it be brought in"
    return done


async def planned(
    connection: Connection, campaigns: Iterable[Campaign], roster: Roster, answers: Answers | None = None
) -> Plan:
    """What importing this roster would do."""
    known = await stored.known(connection, [campaign.code for campaign in campaigns])
    return plan(roster, known, answers or Answers())


async def export_rows(database: Database, columns: Columns | None = None) -> list[RosterRow]:
    """The roster in force as rows of a file."""
    async with database.read() as connection:
        return list(
            rows_of(
                await organisations.all(connection),
                await people.all(connection),
                await organisations.exempt_days(connection),
                columns or registry.roster_columns(),
            )
        )


async def invite_rows(
    database: Database, *, now: datetime, label: Callable[[str], str] = registry.label
) -> list[InviteRow]:
    """Everybody who has a duty, with their invite code; codes once made are kept. ``now`` dates the new ones.

    ``label``: what people call a channel of this name.
    """
    async with database.write() as connection:
        await codes.give(connection, now)
        serving = [person for person in await people.all(connection) if person.duties]
        made = {invite.person_id: invite for invite in await invites.all(connection)}
        since = await bindings.since(connection)
    return [_invitation(person, made[person.id], since, label) for person in serving]


def _invitation(
    person: Person, made: invites.Invite, since: Mapping[Account, datetime], label: Callable[[str], str]
) -> InviteRow:
    return InviteRow(
        units=tuple(dict.fromkeys(duty.organisation.name for duty in person.duties)),
        person=person.name,
        roles=tuple(dict.fromkeys(duty.role.value for duty in person.duties)),
        code=made.code,
        bound=tuple(
            BoundAccount(channel=label(a.channel), account=a.account, at=since.get(a)) for a in person.accounts
        ),
    )

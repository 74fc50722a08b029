"""Rosters brought in while a stage goes on, and whom its codes belong to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from channels.registry import roster_columns
from domain.organisation import Account, Person
from domain.roster.check import compile_roster
from domain.roster.planned import Plan
from domain.roster.roster import RosterRow
from handlers.roster import importing
from handlers.roster.bringing_in import Terms
from storage import people
from tests.support.stage import Stage


def account(name: str) -> Account:
    return Account(channel="wecom", account=name)


async def rows_of(on: Stage) -> list[RosterRow]:
    return await importing.export_rows(on.ctx.database)


async def bring(on: Stage, rows: list[RosterRow], **terms: Any) -> Plan:
    """Import these rows as the operator would."""
    roster, problems = compile_roster([replace(row, number=n) for n, row in enumerate(rows, start=2)], roster_columns())
    assert problems == []
    given = Terms(now=on.clock.now(), real=on.clock.real(), **terms)
    return await importing.import_roster(on.ctx.database, on.ctx.campaigns.values(), roster, given)


async def hire(on: Stage, name: str, code: str, role: str = "联络员", phone: str = "", bound: str = "") -> str:
    """One more person of a unit that somebody serves; their invite code. ``bound``: the account that the row names."""
    rows = await rows_of(on)
    model = next(row for row in rows if row.code == code)
    accounts = (account(bound),) if bound else ()
    fresh = replace(model, person=name, roles=(role,), phone=phone, accounts=accounts)
    await bring(on, [*rows, fresh])
    return await code_of(on, name)


async def code_of(on: Stage, name: str) -> str:
    rows = await importing.invite_rows(on.ctx.database, now=on.clock.now())
    return next(row.code for row in rows if row.person == name)


async def person_of(on: Stage, name: str) -> Person:
    async with on.ctx.database.read() as connection:
        return next(person for person in await people.all(connection) if person.name == name)


async def speaker(on: Stage, name: str) -> Person | None:
    """For whom this account speaks."""
    async with on.ctx.database.read() as connection:
        return await people.by_account(connection, "wecom", name)


def admit(on: Stage, *accounts: str) -> None:
    """Let the platform deliver to these accounts, too."""
    on.wecom.mailboxes.members = {*(on.wecom.mailboxes.members or ()), *accounts}


def without(name: str, rows: list[RosterRow]) -> list[RosterRow]:
    """The same roster with nobody in the rows of this person."""
    return [replace(row, person="", roles=(), phone="", accounts=()) if row.person == name else row for row in rows]

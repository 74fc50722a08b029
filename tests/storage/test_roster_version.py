"""Whatever is changed of the roster while it is planned is noticed; what changes nothing of it is not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

import pytest
from sqlalchemy import delete, update

from domain.events import EventVerb
from domain.organisation import Role
from storage import events, exemptions, organisations, people, roster, roster_imports
from storage.engine.database import Connection, Database
from storage.states import ImportSource
from storage.tables import identities
from storage.tables import organisations as organisations_table
from tests.support.rows import NOW, add

Change = Callable[[Connection], Awaitable[object]]
MONDAY = date(2020, 11, 9)


async def _another_account(connection: Connection) -> None:
    """As in chat: the old one goes, and SQLite may give the new one its id."""
    await connection.execute(delete(identities))
    await people.link(connection, 1, "wecom", "b", now=NOW)
    await events.record(connection, EventVerb.UNBOUND, at=NOW, person_id=1)


async def _another_person(connection: Connection) -> None:
    await people.take_duty(connection, 1, 1, Role.LIAISON)
    await people.give_duty(connection, 2, 1, Role.LIAISON)


async def _another_unit(connection: Connection) -> None:
    await people.take_duty(connection, 1, 1, Role.LIAISON)
    await people.give_duty(connection, 1, 2, Role.LIAISON)


async def _no_exemption(connection: Connection) -> None:
    await exemptions.revoke(connection, 1, MONDAY)


async def _renamed(connection: Connection) -> None:
    revision = await organisations.next_revision(connection)
    await connection.execute(update(organisations_table).values(name="另一所学校", revision=revision))


CHANGES: dict[str, Change] = {
    "a new person": lambda c: people.add(c, "新人", ""),
    "a new account": lambda c: people.link(c, 2, "wecom", "b"),
    "another account": _another_account,
    "another person": _another_person,
    "another unit": _another_unit,
    "one duty more": lambda c: people.give_duty(c, 2, 2, Role.LIAISON),
    "an exemption ended": _no_exemption,
    "another import": lambda c: roster_imports.record(c, ImportSource.COMMAND, "x", real=NOW),
    "a unit renamed": _renamed,
}


@pytest.fixture(autouse=True)
async def cast(database: Database) -> None:
    async with database.write() as connection:
        for number in (1, 2):
            await add(connection, organisations_table, number)
            await people.add(connection, f"人{number}", "")
        await people.give_duty(connection, 1, 1, Role.LIAISON)
        await people.link(connection, 1, "wecom", "a")
        await organisations.replace_exempt_days(connection, {1: [MONDAY]})
        await events.record(connection, EventVerb.BOUND, at=NOW, person_id=1)


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
async def test_a_change_is_noticed(database: Database, change: Change) -> None:
    async with database.write() as connection:
        before = await roster.version(connection)
        await change(connection)
        assert await roster.changed_since(connection, before)


async def test_what_comes_in_changes_nothing_of_the_roster(database: Database) -> None:
    async with database.write() as connection:
        before = await roster.version(connection)
        await events.record(connection, EventVerb.RECEIVED, at=NOW, person_id=1)
        await add(connection, organisations_table, 3, revision=-7, listed=False)
        assert not await roster.changed_since(connection, before)

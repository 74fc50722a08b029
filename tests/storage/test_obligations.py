"""Obligations: what is asked of them one condition at a time, what counts for them, and what goes with the roster."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from domain.findings import Kind
from domain.submission import State
from storage import obligations
from storage.campaign_files import load
from storage.engine.database import Database
from storage.obligations import recount
from storage.tables import exemptions, organisations, people, submissions
from storage.tables import obligations as table
from tests.support.rows import DAY, NOW, SECOND, add, add_named, names

LATER = timedelta(days=1)

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
async def cast(database: Database) -> None:
    async with database.write() as connection:
        await add(connection, people, 1)
        for number in (1, 2, 3):
            await add(connection, organisations, number)


async def marks(database: Database, column: str) -> list[Any]:
    async with database.read() as connection:
        return list(await connection.scalars(select(table.c[column]).order_by(table.c.id)))


async def test_what_nobody_has_met_of_one_day(database: Database) -> None:
    rows: dict[str, dict[str, Any]] = {
        "unmet": {},
        "another unit's": {"organisation_id": 2},
        "another campaign's": {"campaign": "other"},
        "another item": {"item": "plan"},
        "another day": {"day": DAY + LATER},
        "met": {"organisation_id": 3, "met_at": NOW},
    }
    await add_named(database, table, rows)
    async with database.write() as connection:
        found = await obligations.unmet(connection, "week", "daily", DAY)
        assert names(rows, [o.id for o in found]) == ["unmet", "another unit's"]
        for column in ("exempt", "retired"):
            await connection.execute(table.update().where(table.c.id == 2).values({column: True}))
            assert [o.id for o in await obligations.unmet(connection, "week", "daily", DAY)] == [1]
            await connection.execute(table.update().where(table.c.id == 2).values({column: False}))


async def test_what_units_owe_is_in_the_order_of_the_deadlines(database: Database) -> None:
    rows = {
        "due last": {"due_at": NOW + SECOND},
        "due first": {"due_at": NOW - SECOND, "day": DAY + LATER},
        "another's": {"organisation_id": 2},
        "a third's": {"organisation_id": 3},
        "of a campaign not in force": {"campaign": "old"},
        "of the other campaign": {"campaign": "other"},
        "asked for no more": {"item": "plan", "retired": True},
    }
    await add_named(database, table, rows)
    campaigns = ["week", "other"]
    async with database.read() as connection:
        of_one = await obligations.of_organisation(connection, 1, campaigns)
        of_two = await obligations.of_organisations(connection, [1, 2], campaigns)
        found = await obligations.find(connection, [1, 7, 9])
        assert await obligations.find(connection, []) == {}
        assert (await obligations.get(connection, 7)).item == "plan"
    assert names(rows, [o.id for o in of_one]) == ["due first", "of the other campaign", "due last"]
    assert {*names(rows, [o.id for o in of_two])} == {"due first", "of the other campaign", "due last", "another's"}
    assert {number: o.id for number, o in found.items()} == {1: 1, 7: 7}


async def test_only_what_was_accepted_for_it_counts(database: Database) -> None:
    await add_named(database, table, {"one": {}, "other": {"day": DAY + LATER}, "met before": {"day": DAY - LATER}})
    async with database.write() as connection:
        await connection.execute(table.update().where(table.c.id == 3).values(met_at=NOW))
    states = [state for state in State if state is not State.ACCEPTED]
    rows: dict[str, Any] = {state.value: {"state": state} for state in states}
    rows |= {"of another": {"obligation_id": 2, "counted_at": NOW - SECOND}, "for nothing": {"obligation_id": None}}
    await add_named(database, submissions, rows, obligation_id=1, counted_at=NOW - 2 * SECOND)

    async def met(*ids: int) -> list[Any]:
        async with database.write() as connection:
            await recount(connection, ids, lambda _: (Kind.PHOTO,))
        return await marks(database, "met_at")

    assert await met(1) == [None, None, NOW]
    assert await met(2) == [None, NOW - SECOND, NOW]
    assert await met(1, 2, 3) == [None, NOW - SECOND, None]
    async with database.write() as connection:
        await add(connection, submissions, 100, obligation_id=1, counted_at=NOW)
    assert await met(1) == [NOW, NOW - SECOND, None]


async def test_very_many_are_counted_in_parts(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(obligations, "_AT_ONCE", 2)
    await add_named(database, table, {str(n): {"day": DAY + n * LATER} for n in range(5)})
    await add_named(database, submissions, {str(n): {"obligation_id": n + 1} for n in range(5)})
    async with database.write() as connection:
        await recount(connection, range(1, 6), lambda _: (Kind.PHOTO,))
    assert await marks(database, "met_at") == [NOW] * 5


async def test_exemptions_are_of_one_unit_and_one_day_and_of_reports_alone(database: Database) -> None:
    rows = {
        "excused": {},
        "no more": {"organisation_id": 3, "exempt": True},
        "another's": {"organisation_id": 2},
        "another day": {"day": DAY + LATER},
        "a milestone": {"item": "plan"},
        "another campaign's": {"campaign": "other"},
    }
    await add_named(database, table, rows)
    async with database.write() as connection:
        await connection.execute(insert(exemptions).values(organisation_id=1, day=DAY, source="chat"))
        await obligations.exempt(connection, "week")
    exempt = await marks(database, "exempt")
    assert names(rows, [number for number, free in enumerate(exempt, start=1) if free]) == ["excused"]


async def test_who_has_left_owes_nothing_but_what_was_sent_stays(database: Database) -> None:
    """And other campaigns' obligations are nobody's business here."""
    campaign = load("nanchang-2020")
    async with database.write() as connection:
        await obligations.rederive(connection, campaign)
        planned = await obligations.of_organisation(connection, 1, [campaign.code])
        await add(connection, table, 1000, campaign="other")
        await add(connection, submissions, 1, obligation_id=planned[0].id)
        await connection.execute(update(organisations).values(listed=False))
        await obligations.rederive(connection, campaign)
        assert await obligations.of_organisation(connection, 1, [campaign.code, "other"]) == [
            await obligations.get(connection, 1000)
        ]
    assert len(planned) > 1
    assert await marks(database, "id") == [planned[0].id, 1000]
    async with database.write() as connection:
        await connection.execute(update(organisations).values(listed=True))
        await obligations.rederive(connection, campaign)
        again = await obligations.of_organisation(connection, 1, [campaign.code])
    assert [(o.item, o.day) for o in again] == [(o.item, o.day) for o in planned]
    assert again[0].id == planned[0].id


@pytest.mark.parametrize("column", ["opens_at", "due_at", "late_until"])
async def test_a_campaign_that_moved_its_times_is_followed_and_counted_again(database: Database, column: str) -> None:
    campaign = load("nanchang-2020")
    campaign = replace(campaign, daily=replace(campaign.daily, required=(Kind.TEXT, Kind.PHOTO)))
    async with database.write() as connection:
        await obligations.rederive(connection, campaign)
        owed = await obligations.of_organisation(connection, 1, [campaign.code])
        (monday,), (tuesday,) = ([o for o in owed if o.daily and o.day == date(2020, 11, day)] for day in (9, 10))
        plan = next(o for o in owed if not o.daily)
        sent = [(monday, Kind.TEXT), (monday, Kind.PHOTO), (tuesday, Kind.TEXT), (plan, Kind.ATTACHMENT)]
        for number, (obligation, kind) in enumerate(sent, start=1):
            values = {"obligation_id": obligation.id, "kind": kind, "counted_at": obligation.due_at}
            await add(connection, submissions, number, **values)
        await connection.execute(table.update().values({column: NOW - timedelta(days=500)}))
        await obligations.rederive(connection, campaign)
        found = [await obligations.get(connection, one.id) for one in (monday, tuesday, plan)]
    assert found == [replace(monday, met_at=monday.due_at), tuesday, replace(plan, met_at=plan.due_at)]

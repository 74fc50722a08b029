"""Claims on both databases: what is due and free is taken, and held to the end of its lease; a failed try waits."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import ColumnElement, RowMapping, select, text, true

from storage.engine import claims
from storage.engine.claims import Ended, Held, Postponed
from storage.engine.database import Database
from storage.states import InboxState
from storage.tables import inbox as table
from tests.support.rows import NOW, SECOND, add, add_named, names

LEASE = timedelta(seconds=15)
JUST = timedelta(microseconds=1)


async def claim(database: Database, due: ColumnElement[bool] | None = None, *, now: datetime = NOW) -> RowMapping:
    async with database.write() as connection:
        row = await claims.claim(connection, table, true() if due is None else due, table.c.id, now=now, lease=LEASE)
    assert row is not None
    return row


async def one(database: Database, row_id: int = 1) -> RowMapping:
    async with database.read() as connection:
        return (await connection.execute(select(table).where(table.c.id == row_id))).mappings().one()


async def test_only_what_is_due_and_free_is_taken(database: Database) -> None:
    rows = {
        "not what is asked for": {"sender": "bob"},
        "to be tried later": {"retry_at": NOW + JUST},
        "held by another": {"claimed_until": NOW + JUST},
        "held to this very moment": {"claimed_until": NOW},
        "to be tried now": {"retry_at": NOW},
        "left by another": {"claimed_until": NOW - JUST},
    }
    await add_named(database, table, rows)
    taken = []
    async with database.write() as connection:
        due = table.c.sender == "alice"
        while row := await claims.claim(connection, table, due, table.c.id, now=NOW, lease=LEASE):
            taken.append(row["id"])
    assert names(rows, taken) == ["to be tried now", "left by another"]


async def test_what_comes_first_is_taken_first(database: Database) -> None:
    async with database.write() as connection:
        for number, arrived in ((1, NOW + SECOND), (2, NOW)):
            await add(connection, table, number, arrived_at=arrived)
        row = await claims.claim(connection, table, true(), table.c.arrived_at, now=NOW, lease=LEASE)
    assert row is not None and row["id"] == 2


async def test_a_claim_counts_the_try_and_lasts_for_the_lease(database: Database) -> None:
    async with database.write() as connection:
        await add(connection, table, 1, attempts=3)
    first = await claim(database)
    assert (first["attempts"], first["claimed_until"]) == (4, NOW + LEASE)
    again = await claim(database, now=NOW + LEASE + JUST)
    assert again["claim"] != first["claim"]
    assert len(first["claim"]) == 16, "64 random bits: nobody holds another's by chance"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_a_row_that_another_is_just_taking_is_passed_over(database: Database) -> None:
    """Not waited for: on PostgreSQL two workers claim side by side."""
    async with database.write() as connection:
        for number in (1, 2):
            await add(connection, table, number)
    async with database.write() as ours, database.write() as theirs:
        await theirs.execute(text("SET LOCAL lock_timeout = '2s'"))
        first = await claims.claim(ours, table, true(), table.c.id, now=NOW, lease=LEASE)
        second = await claims.claim(theirs, table, true(), table.c.id, now=NOW, lease=LEASE)
    assert first is not None and second is not None
    assert (first["id"], second["id"]) == (1, 2)


@pytest.mark.parametrize("change", [Ended(state=InboxState.DONE), Postponed(retry_at=NOW, error="")])
async def test_who_lost_a_claim_writes_nothing_with_it(database: Database, change: Ended | Postponed) -> None:
    async with database.write() as connection:
        await add(connection, table, 1)
        await add(connection, table, 2)
    lost = claims.held(await claim(database, table.c.id == 1))
    await claim(database, table.c.id == 1, now=NOW + LEASE + JUST)
    mine = claims.held(await claim(database, table.c.id == 2))
    before = await one(database), await one(database, 2)
    both = Held(ids=(1, 2), claim=mine.claim)
    for held in (lost, both):
        with pytest.raises(claims.ClaimLost):
            async with database.write() as connection:
                await claims.let_go(connection, table, held, change)
        with pytest.raises(claims.ClaimLost):
            async with database.write() as connection:
                await claims.extend(connection, table, held, NOW)
    assert (await one(database), await one(database, 2)) == before


async def test_what_is_postponed_is_free_and_says_why(database: Database) -> None:
    async with database.write() as connection:
        await add(connection, table, 1)
    held = claims.held(await claim(database))
    async with database.write() as connection:
        await claims.let_go(connection, table, held, Postponed(retry_at=NOW + SECOND, error="x" * 2001))
    row = await one(database)
    assert (row["claim"], row["claimed_until"], row["state"]) == (None, None, "new")
    assert (row["retry_at"], row["error"]) == (NOW + SECOND, "x" * 2000)


async def test_of_a_claims_rows_only_those_that_are_named_are_let_go(database: Database) -> None:
    async with database.write() as connection:
        await add(connection, table, 1)
    held = claims.held(await claim(database))
    async with database.write() as connection:
        await add(connection, table, 2, claim=held.claim, claimed_until=NOW + LEASE)
        await claims.extend(connection, table, held, NOW + 2 * LEASE)
    assert ((await one(database))["claimed_until"], (await one(database, 2))["claimed_until"]) == (
        NOW + 2 * LEASE,
        NOW + LEASE,
    )
    async with database.write() as connection:
        await claims.let_go(connection, table, held, Ended(state=InboxState.DONE))
    assert ((await one(database))["state"], (await one(database, 2))["state"]) == ("done", "new")


@pytest.mark.parametrize(
    ("attempts", "at_least", "seconds"),
    [
        (0, None, 2),
        (1, None, 2),
        (2, None, 10),
        (3, None, 30),
        (4, None, 120),
        (5, None, 600),
        (6, None, 600),
        (150, None, 600),
        (1, 60.0, 60),
        (1, 1.0, 2),
        (5, 599.0, 600),
        (5, 601.0, 601),
        (2, 0.0, 10),
    ],
)
def test_a_failed_try_waits_longer_each_time_and_as_long_as_the_platform_says(
    attempts: int, at_least: float | None, seconds: float
) -> None:
    assert claims.next_try(attempts, NOW, at_least) == NOW + timedelta(seconds=seconds)

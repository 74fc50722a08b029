"""Notes that a unit has nothing to report: one for a unit and a day, the last one counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from storage import notes
from storage.engine.database import Database
from storage.tables import notes as table
from storage.tables import organisations, people
from tests.support.rows import DAY, NOW, SECOND, add

NEXT = DAY + timedelta(days=1)


@pytest.fixture(autouse=True)
async def cast(database: Database) -> None:
    async with database.write() as connection:
        for number in (1, 2, 3):
            await add(connection, people, number)
            await add(connection, organisations, number)
        for unit, day, said in ((1, DAY, "今天没活动"), (2, DAY, "停课"), (3, DAY, "没有"), (1, NEXT, "明天没活动")):
            await notes.write(connection, unit, day, person_id=1, said=said, now=NOW)


async def test_a_later_note_takes_the_place_of_that_units_that_day(database: Database) -> None:
    async with database.write() as connection:
        await notes.write(connection, 1, DAY, person_id=2, said="今天停课", now=NOW + SECOND)
        found = (await connection.execute(select(table).order_by(table.c.organisation_id, table.c.day))).all()
    assert [(row.organisation_id, row.day, row.person_id, row.said, row.at - NOW) for row in found] == [
        (1, DAY, 2, "今天停课", SECOND),
        (1, NEXT, 1, "明天没活动", 0 * SECOND),
        (2, DAY, 1, "停课", 0 * SECOND),
        (3, DAY, 1, "没有", 0 * SECOND),
    ]


async def test_every_day_asked_for_is_there_and_no_other(database: Database) -> None:
    later = DAY + timedelta(days=2)
    async with database.read() as connection:
        assert await notes.of_days(connection, [DAY, later]) == {
            DAY: {1: "今天没活动", 2: "停课", 3: "没有"},
            later: {},
        }
        assert await notes.of_days(connection, []) == {}


async def test_notes_are_taken_back_of_these_units_and_this_day(database: Database) -> None:
    async with database.write() as connection:
        await notes.remove(connection, [1, 2], DAY)
        found = await notes.of_days(connection, [DAY, NEXT])
    assert found == {DAY: {3: "没有"}, NEXT: {1: "明天没活动"}}

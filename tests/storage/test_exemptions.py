"""Days on which a unit need not report: granted and taken back for one unit and one day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from storage import exemptions
from storage.engine.database import Database
from storage.tables import exemptions as table
from storage.tables import organisations
from tests.support.rows import DAY, add

NEXT = DAY + timedelta(days=1)

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


async def excused(database: Database) -> list[tuple[object, ...]]:
    async with database.read() as connection:
        query = select(table.c.organisation_id, table.c.day, table.c.source)
        return [tuple(row) for row in await connection.execute(query.order_by(*query.selected_columns))]


@pytest.fixture(autouse=True)
async def two_units(database: Database) -> None:
    async with database.write() as connection:
        for number in (1, 2):
            await add(connection, organisations, number)


async def test_a_day_is_granted_once_whoever_granted_it(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(table.insert().values(organisation_id=1, day=DAY, source="roster"))
        assert not await exemptions.grant(connection, 1, DAY)
        assert await exemptions.grant(connection, 1, NEXT)
        assert await exemptions.grant(connection, 2, DAY)
        assert not await exemptions.grant(connection, 2, DAY)
    assert await excused(database) == [(1, DAY, "roster"), (1, NEXT, "chat"), (2, DAY, "chat")]


async def test_a_day_is_taken_back_from_that_unit_alone(database: Database) -> None:
    async with database.write() as connection:
        for unit, day in ((1, DAY), (1, NEXT), (2, DAY)):
            await exemptions.grant(connection, unit, day)
        assert await exemptions.revoke(connection, 1, DAY)
        assert not await exemptions.revoke(connection, 1, DAY)
    assert await excused(database) == [(1, NEXT, "chat"), (2, DAY, "chat")]

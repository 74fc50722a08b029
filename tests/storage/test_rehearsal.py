"""One rehearsal for all processes, whoever starts first."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from domain.clock import Rehearsal
from storage import rehearsal
from storage.engine.database import Database

REAL = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
NINE = datetime(2020, 11, 9, 1, 0, tzinfo=UTC)


async def begun(database: Database, *, configured: datetime = NINE, after: float = 0.0) -> Rehearsal:
    async with database.write() as connection:
        real = REAL + timedelta(seconds=after)
        return await rehearsal.begin(connection, configured=configured, speed=1.0, real=real)


async def test_processes_that_start_together_live_at_one_time(database: Database) -> None:
    starts = await asyncio.gather(*(begun(database, after=n) for n in range(8)))
    assert len({start.at(REAL) for start in starts}) == 1


async def test_a_restart_goes_on_where_the_clock_was_moved_to(database: Database) -> None:
    await begun(database)
    async with database.write() as connection:
        await rehearsal.move(connection, to=NINE + timedelta(hours=5), real=REAL)
    again = await begun(database, after=3600)
    assert again.at(REAL) == NINE + timedelta(hours=5)


async def test_other_settings_begin_another_rehearsal(database: Database) -> None:
    await begun(database)
    other = await begun(database, configured=NINE + timedelta(days=1))
    async with database.read() as connection:
        assert await rehearsal.load(connection) == other
    assert other.at(REAL) == NINE + timedelta(days=1)

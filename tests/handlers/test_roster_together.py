"""Several processes bring in the same roster at the same moment: it is in once, and none of them fails."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from sqlalchemy import func, select

from bot.sample_roster import sample_rows
from channels.registry import roster_columns
from domain.roster.check import compile_roster
from handlers.roster import importing
from handlers.roster.bringing_in import Terms
from storage.campaign_files import load
from storage.engine.database import Database
from storage.tables import obligations, organisations, people

NANCHANG = load("nanchang-2020")
NOW = datetime(2020, 11, 1, tzinfo=UTC)
TERMS = Terms(now=NOW, real=NOW)


async def counted(database: Database) -> list[int]:
    async with database.read() as connection:
        queries = [select(func.count()).select_from(table) for table in (organisations, people, obligations)]
        return [(await connection.execute(query)).scalar_one() for query in queries]


async def test_processes_that_start_together_import_one_roster(database: Database) -> None:
    compiled, _ = compile_roster(sample_rows(), roster_columns())
    await asyncio.gather(*(importing.import_roster(database, [NANCHANG], compiled, TERMS) for _ in range(4)))
    together = await counted(database)
    await importing.import_roster(database, [NANCHANG], compiled, TERMS)
    assert together == await counted(database)
    assert min(together) > 0

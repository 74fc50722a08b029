"""Several processes bring in the same roster at the same moment: it is in once, and none of them fails."""

from __future__ import annotations

import asyncio

from sqlalchemy import func, select

from bot.sample_roster import sample_rows
from channels.registry import roster_columns
from domain.roster.check import compile_roster
from handlers import roster
from storage.campaign_files import load
from storage.engine.database import Database
from storage.tables import obligations, organisations, people

NANCHANG = load("nanchang-2020")


async def counted(database: Database) -> list[int]:
    async with database.read() as connection:
        queries = [select(func.count()).select_from(table) for table in (organisations, people, obligations)]
        return [(await connection.execute(query)).scalar_one() for query in queries]


async def test_processes_that_start_together_import_one_roster(database: Database) -> None:
    compiled, _ = compile_roster(sample_rows(), roster_columns())
    await asyncio.gather(*(roster.import_roster(database, [NANCHANG], compiled) for _ in range(4)))
    together = await counted(database)
    await roster.import_roster(database, [NANCHANG], compiled)
    assert together == await counted(database)
    assert min(together) > 0

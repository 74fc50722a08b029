"""Whether the database is whole: every table with every column can be read, and SQLite's own check of its file."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine.database import Database, DatabaseUnavailable
from storage.engine.schema import metadata


class SchemaDamaged(Exception):
    """A table or a column is gone, or cannot be read."""


async def look(database: Database) -> None:
    """Read a row of every table, in one statement. Raises ``SchemaDamaged`` and ``DatabaseUnavailable``."""
    every = select(*(exists(select(*table.columns)).label(table.name) for table in metadata.sorted_tables))
    try:
        async with database.read() as connection:
            await connection.execute(every)
    except (SQLAlchemyError, DatabaseUnavailable) as error:
        raise SchemaDamaged from error


async def quick_check(database: Database) -> str:
    """What SQLite finds wrong with its file, empty when nothing; PostgreSQL keeps no such check."""
    if not database.sqlite:
        return ""
    async with database.read() as connection:
        found = (await connection.execute(text("PRAGMA quick_check(1)"))).scalars().first()
    return "" if found == "ok" else str(found)


async def clock_of(connection: AsyncConnection) -> datetime | None:
    """What PostgreSQL's machine calls now; SQLite lives on ours."""
    if connection.dialect.name == "sqlite":
        return None
    now: datetime | None = await connection.scalar(select(func.clock_timestamp()))
    return now

"""What was blanked must not stay on the disk: free pages, and the log of what was written."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing

import asyncpg

from storage.engine.database import BUSY_TIMEOUT, Database
from storage.tables import metadata


async def compact(database: Database) -> bool:
    """Whether it was done: it needs moments in which nobody else reads or writes, of PostgreSQL one for each table.

    Each table of PostgreSQL is written anew: what a plain VACUUM frees keeps its bytes until they are used again. Its
    log (WAL) and what is archived of it are the operator's (docs/operations.md).
    """
    if database.sqlite:
        return await asyncio.to_thread(_vacuum, str(database.file))
    async with database.read() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        # A session of its own is told; it goes back as it was.
        await driver.execute(f"SET lock_timeout = '{BUSY_TIMEOUT * 1000:.0f}ms'")
        try:
            for table in metadata.sorted_tables:
                await driver.execute(f'VACUUM (FULL) "{table.name}"')
        except asyncpg.LockNotAvailableError:
            return False
        finally:
            await driver.execute("RESET lock_timeout")
    return True


def _vacuum(file: str) -> bool:
    try:
        with closing(sqlite3.connect(file, timeout=BUSY_TIMEOUT, isolation_level=None)) as connection:
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("VACUUM")
            (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy
    except sqlite3.OperationalError:
        return False

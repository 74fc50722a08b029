"""What was blanked must not stay on the disk: free pages, and the log of what was written."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing

from storage.engine.database import BUSY_TIMEOUT, Database


async def compact(database: Database) -> bool:
    """Whether it was done: SQLite needs a moment in which nobody else reads or writes."""
    if database.sqlite:
        return await asyncio.to_thread(_vacuum, str(database.file))
    async with database.read() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        await driver.execute("VACUUM")
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

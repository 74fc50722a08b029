"""What was blanked must not stay on the disk: free pages, and the log of what was written."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import closing
from typing import Any

import asyncpg

from storage.engine.database import BUSY_TIMEOUT, Database
from storage.tables import metadata

#: Seconds before each try at a table whose old rows somebody's snapshot still sees, autovacuum's for the most part.
PAUSES = (0.0, 0.2, 0.5, 1.0, 2.0, 4.0)

#: “N dead row versions cannot be removed yet”
_DEAD = re.compile(r"\D*(\d+)")


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
                if not await _written_anew(driver, table.name):
                    return False
        except asyncpg.LockNotAvailableError:
            return False
        finally:
            await driver.execute("RESET lock_timeout")
    return True


async def _written_anew(driver: asyncpg.Connection[Any], table: str) -> bool:
    """Whether nothing of what was deleted came along, which VACUUM says only in words (of any language)."""
    left: list[int] = []

    def note(_driver: object, message: Any) -> None:
        if found := _DEAD.match(message.detail or ""):
            left.append(int(found[1]))

    driver.add_log_listener(note)
    try:
        for pause in PAUSES:
            await asyncio.sleep(pause)
            left.clear()
            await driver.execute(f'VACUUM (FULL, VERBOSE) "{table}"')
            if left and not any(left):
                return True
        return False
    finally:
        driver.remove_log_listener(note)


def _vacuum(file: str) -> bool:
    try:
        with closing(sqlite3.connect(file, timeout=BUSY_TIMEOUT, isolation_level=None)) as connection:
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("VACUUM")
            (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy
    except sqlite3.OperationalError:
        return False

"""Many rows of one table in one durable step: the group commit's write, without SQLAlchemy on the way.

One statement carries all rows and is its own transaction, so a batch costs one hand-over to SQLite's thread (which
does not hold Python's lock while it writes) or one round trip to PostgreSQL. Values are bound as the tables say.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any, Protocol

from sqlalchemy import Table
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFree

from storage.engine.database import BUSY_TIMEOUT, SQLITE_PRAGMAS, Database, DatabaseUnavailable, trouble

Row = Sequence[Any]
#: Seconds in which PostgreSQL must have taken a batch: who brought it waits, and hangs up after five.
INSERT_TIMEOUT = 3.0


class BulkInsert(Protocol):
    """Rows whose ``unique`` columns are there already stay as they are."""

    async def insert(self, rows: Sequence[Row]) -> None:
        """Returns when all rows are on disk; when it raises, none is.

        ``DatabaseUnavailable``: the database is in trouble. Anything else: it will not have one of these values.
        """

    async def check(self) -> None:
        """Raises ``DatabaseUnavailable`` when rows could not be written now, over the connection that would."""

    async def close(self) -> None: ...


def bulk_insert(database: Database, table: Table, columns: Sequence[str], unique: Sequence[str]) -> BulkInsert:
    """``rows`` will hold their values in the order of ``columns``."""
    kind = _SqliteInsert if database.sqlite else _PostgresqlInsert
    return kind(database, table, columns, unique)


class _SqliteInsert:
    """A connection and a thread of its own; in line with this process's other writers."""

    def __init__(self, database: Database, table: Table, columns: Sequence[str], unique: Sequence[str]) -> None:
        self._database = database
        binders = enumerate(_binders(table, columns, database.dialect))
        self._bound_places = [(place, bind) for place, bind in binders if bind is not None]
        self._head = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES "
        self._row = f"({', '.join('?' * len(columns))})"
        self._tail = f" ON CONFLICT ({', '.join(unique)}) DO NOTHING"
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="bulk")
        self._connection: sqlite3.Connection | None = None
        self._closed = False
        database.beside(self.close)

    async def insert(self, rows: Sequence[Row]) -> None:
        statement = self._head + ", ".join([self._row] * len(rows)) + self._tail
        values = self._bound(rows)
        loop = asyncio.get_running_loop()
        try:
            async with self._database.in_line():
                await loop.run_in_executor(self._thread, self._execute, statement, values)
        except (sqlite3.Error, OSError) as error:
            raise DatabaseUnavailable(str(error)) from error

    async def check(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            async with self._database.in_line():
                await loop.run_in_executor(self._thread, self._touch)
        except (sqlite3.Error, OSError) as error:
            raise DatabaseUnavailable(str(error)) from error

    def _bound(self, rows: Sequence[Row]) -> list[Any]:
        # Messages of one batch share most of their instants, and an instant is dear to write down.
        written: dict[Any, Any] = {}
        values: list[Any] = []
        for row in rows:
            start = len(values)
            values += row
            for place, bind in self._bound_places:
                value = row[place]
                # NULL is NULL, whatever its column is bound by.
                if value is None:
                    continue
                bound = written.get((bind, value))
                if bound is None:
                    bound = written[bind, value] = bind(value)
                values[start + place] = bound
        return values

    async def close(self) -> None:
        if not self._closed:
            self._closed = True
            await asyncio.get_running_loop().run_in_executor(self._thread, self._hang_up)
            self._thread.shutdown()

    def _execute(self, statement: str, values: Sequence[Any]) -> None:
        if self._connection is None:
            self._connection = self._connect()
        try:
            self._connection.execute(statement, values)
        except sqlite3.Error:
            self._hang_up()
            raise

    def _touch(self) -> None:
        self._execute("BEGIN IMMEDIATE", ())
        self._execute("ROLLBACK", ())

    def _connect(self) -> sqlite3.Connection:
        # One text for each number of rows that comes together: SQLite keeps them compiled.
        connection = sqlite3.connect(
            str(self._database.file), timeout=BUSY_TIMEOUT, isolation_level=None, cached_statements=512
        )
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class _PostgresqlInsert:
    """One array a column, in one statement."""

    def __init__(self, database: Database, table: Table, columns: Sequence[str], unique: Sequence[str]) -> None:
        self._database = database
        self._bind = _binders(table, columns, database.dialect)
        types = [table.c[name].type.compile(dialect=database.dialect) for name in columns]
        arrays = ", ".join(f"${number}::{type_}[]" for number, type_ in enumerate(types, start=1))
        self._statement = (
            f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT * FROM unnest({arrays})"
            f" ON CONFLICT ({', '.join(unique)}) DO NOTHING"
        )

    async def insert(self, rows: Sequence[Row]) -> None:
        # Who has SQLite does without.
        import asyncpg

        values = [
            [bind(value) for value in column] if bind else column
            for bind, column in zip(self._bind, zip(*rows, strict=True), strict=True)
        ]
        try:
            async with self._database.write() as connection:
                driver = (await connection.get_raw_connection()).driver_connection
                assert driver is not None
                try:
                    # PgBouncer keeps to one server process only within a transaction.
                    async with driver.transaction() if self._database.pgbouncer else nullcontext():
                        await driver.execute(self._statement, *values, timeout=INSERT_TIMEOUT)
                except (asyncpg.InterfaceError, asyncpg.PostgresConnectionError, OSError) as error:
                    if isinstance(error, TimeoutError):
                        driver.terminate()
                        self._database.lost_connection()
                    await connection.invalidate()
                    raise
        except asyncpg.DataError:
            raise
        except (asyncpg.PostgresError, asyncpg.InterfaceError, DBAPIError, NoneFree, OSError) as error:
            raise trouble(error) from error

    async def check(self) -> None:
        await self._database.check()

    async def close(self) -> None:
        return


def _binders(table: Table, columns: Sequence[str], dialect: Dialect) -> list[Callable[[Any], Any] | None]:
    """How each column's values are handed to the driver, None as they are; columns of one type share one binder."""
    types = {repr(table.c[name].type): table.c[name].type for name in columns}
    binders = {key: type_.dialect_impl(dialect).bind_processor(dialect) for key, type_ in types.items()}
    return [binders[repr(table.c[name].type)] for name in columns]

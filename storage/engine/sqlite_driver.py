"""aiosqlite for SQLAlchemy with one crossing a statement: aiosqlite's thread executes, fetches and closes in one step.

SQLAlchemy's own adapter crosses to that thread four times a statement (cursor, execute, fetch, close) and three times
for each BEGIN. Here BEGIN goes with the first statement, and what ends a transaction is one crossing more.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Sequence
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.util.concurrency import await_


def one_crossing() -> AsyncAdapt_aiosqlite_dbapi:
    """What ``create_async_engine`` takes as ``module``."""
    return _Driver()


class _Driver(AsyncAdapt_aiosqlite_dbapi):
    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *arguments: Any, **options: Any) -> _Connection:
        return _Connection(self, super().connect(*arguments, async_creator_fn=opened, **options)._connection)


async def opened(*arguments: Any, **options: Any) -> aiosqlite.Connection:
    """An open connection; a caller that is cancelled meanwhile leaves none behind.

    aiosqlite forgets what its thread opens after the caller has gone.
    """
    connection = aiosqlite.connect(*arguments, **options)
    # The program ends without waiting for a thread that nobody has hung up.
    connection._thread.daemon = True
    opening = asyncio.ensure_future(connection)
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        await asyncio.wait({opening})
        if opening.exception() is None:
            await connection.close()
        raise


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """Holds what one statement brought; there is no cursor of the driver's behind it."""

    __slots__ = ("_described", "arraysize", "lastrowid", "rowcount")
    # These are what the statement brought, not the driver's.
    rowcount: int
    lastrowid: int
    arraysize: int

    def __init__(self, connection: _Connection) -> None:
        self._adapt_connection = connection
        self._rows: deque[Any] = deque()
        self._described: Any = None
        self.rowcount, self.lastrowid, self.arraysize = -1, 0, 1

    @property
    def description(self) -> Any:
        return self._described

    def execute(self, operation: str, parameters: Any = None) -> None:
        self._cross("execute", operation, parameters or ())

    def executemany(self, operation: str, seq_of_parameters: Any) -> None:
        self._cross("executemany", operation, seq_of_parameters)

    def _cross(self, method: str, operation: str, parameters: Sequence[Any]) -> None:
        connection: Any = self._adapt_connection
        try:
            brought = await_(connection.step(method, operation, parameters))
        except Exception as error:
            connection._handle_exception(error)
        rows, self._described, self.rowcount, self.lastrowid = brought
        self._rows = deque(rows)

    async def _async_soft_close(self) -> None:
        return

    def close(self) -> None:
        self._rows.clear()


class _Connection(AsyncAdapt_aiosqlite_connection):
    """A connection whose transaction begins with the first statement in it."""

    __slots__ = ("_begin", "_open")
    _cursor_cls: Any = _Cursor

    def __init__(self, dbapi: _Driver, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self._begin = ""
        # Not the driver's own word for it: its thread may still be about to begin.
        self._open = False

    def begin(self, statement: str) -> None:
        """``statement`` begins a transaction right before the next one is executed."""
        self._begin = statement

    async def step(self, method: str, operation: str, parameters: Sequence[Any]) -> tuple[Any, ...]:
        """Rows, description, row count and last row id of one statement."""
        begin, self._begin = self._begin, ""
        self._open = self._open or bool(begin)
        brought: tuple[Any, ...] = await self._connection._execute(
            _executed, self._connection._conn, begin, method, operation, parameters
        )
        return brought

    def commit(self) -> None:
        self._begin = ""
        if self._open:
            super().commit()
            self._open = False

    def rollback(self) -> None:
        self._begin = ""
        if self._open:
            super().rollback()
            self._open = False


def _executed(
    connection: sqlite3.Connection, begin: str, method: str, operation: str, parameters: Sequence[Any]
) -> tuple[Any, ...]:
    """In the driver's thread."""
    if begin:
        connection.execute(begin)
    cursor = connection.cursor()
    try:
        getattr(cursor, method)(operation, parameters)
        rows = cursor.fetchall() if cursor.description else ()
        return rows, cursor.description, cursor.rowcount, cursor.lastrowid
    finally:
        cursor.close()

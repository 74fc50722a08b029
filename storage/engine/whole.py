"""Whole transactions on SQLite that cross to the driver's thread once: their body runs there from BEGIN to COMMIT.

A crossing wakes another thread and is woken by it again, which costs more than most statements. The body is an
ordinary coroutine function of ``storage`` and ``handlers``; there is no loop in that thread, so it may wait for nothing
but its connection, whose answers are there when it asks.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import copy_context
from typing import Any, TypeVar, cast

import aiosqlite
from sqlalchemy import Engine
from sqlalchemy.engine import Connection as SyncConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.pool import StaticPool

T = TypeVar("T")

Body = Callable[[AsyncConnection], Awaitable[T]]


class Waited(RuntimeError):
    """A body waited for something else than its connection; nothing was committed."""


class WholeTransactions:
    """Connections of their own, at most ``most`` at a time, each a thread of aiosqlite's.

    ``engine``: whose dialect, compiled statements and listeners they share. ``open_``: opens one and makes it ready.
    """

    def __init__(self, engine: AsyncEngine, open_: Callable[[], Awaitable[aiosqlite.Connection]], *, most: int) -> None:
        self._outer = engine.sync_engine
        self._open = open_
        self._turn = asyncio.Semaphore(most)
        self._idle: list[tuple[aiosqlite.Connection, Engine]] = []

    async def run(self, body: Body[T], *, notes: dict[str, Any] | None = None) -> T:
        """``notes`` are kept beside the connection while the transaction runs, where listeners find them."""
        async with self._turn:
            connection, engine = self._idle.pop() if self._idle else await self._another()
            context = copy_context()
            try:
                # What was begun goes to its end, also for a caller that is cancelled: the next one waits in the thread.
                return await in_thread_of(connection, context.run, _transacted, engine, body, notes or {})
            finally:
                self._idle.append((connection, engine))

    async def close(self) -> None:
        while self._idle:
            connection, _ = self._idle.pop()
            await connection.close()

    async def _another(self) -> tuple[aiosqlite.Connection, Engine]:
        connection = await self._open()
        return connection, _Inner(self._outer, connection._conn)


def in_thread_of(connection: aiosqlite.Connection, function: Callable[..., T], *arguments: Any) -> Awaitable[T]:
    """Run ``function`` in the connection's thread, after what was asked of it before."""
    execute = cast(Callable[..., Awaitable[T]], connection._execute)
    return execute(function, *arguments)


class _Inner(Engine):
    """The outer engine over one connection of the driver's, without its adapter and without a pool's work."""

    def __init__(self, outer: Engine, driver: sqlite3.Connection) -> None:
        self._outer = outer
        super().__init__(
            pool=StaticPool(lambda: driver, reset_on_return=None),  # type: ignore[arg-type]
            dialect=outer.dialect,
            url=outer.url,
            hide_parameters=True,
        )
        # Statements are compiled once for both.
        self._compiled_cache = outer._compiled_cache
        self.dispatch = self.dispatch._join(outer.dispatch)

    @property
    def _has_events(self) -> bool:  # type: ignore[override]
        """Listeners may be added to the outer engine at any time."""
        return self._outer._has_events


def _transacted(engine: Engine, body: Body[T], notes: dict[str, Any]) -> T:
    """In the driver's thread."""
    with engine.connect() as connection:
        connection.info.update(notes)
        try:
            with connection.begin():
                return _run(body(cast(AsyncConnection, _Answering(connection))))
        finally:
            for name in notes:
                connection.info.pop(name, None)


def _run(waiting: Awaitable[T]) -> T:
    steps = waiting.__await__()
    try:
        next(steps)
    except StopIteration as end:
        return cast(T, end.value)
    with suppress(Exception):
        steps.close()
    raise Waited("a whole transaction waits for its connection alone")


class _Answering:
    """What of an ``AsyncConnection`` transactions use; every answer is there at once."""

    def __init__(self, connection: SyncConnection) -> None:
        self._connection = connection
        self.dialect = connection.dialect

    async def execute(self, *arguments: Any, **options: Any) -> Any:
        return self._connection.execute(*arguments, **options)

    async def scalar(self, *arguments: Any, **options: Any) -> Any:
        return self._connection.scalar(*arguments, **options)

    async def scalars(self, *arguments: Any, **options: Any) -> Any:
        return self._connection.scalars(*arguments, **options)

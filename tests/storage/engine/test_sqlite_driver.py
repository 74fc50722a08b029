"""How SQLite is asked: one crossing to the driver's thread a statement, and no transaction left open by any end."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import insert, select, text

from storage.engine.database import Database, DatabaseUnavailable
from storage.tables import people
from tests.support.databases import create_schema


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[Database]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    await create_schema(url)
    database = Database(url)
    yield database
    await database.close()


@pytest.fixture
def crossings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is handed to the driver's thread, by name."""
    made: list[str] = []
    execute: Any = aiosqlite.Connection._execute

    async def counted(self: Any, function: Any, *arguments: Any, **named: Any) -> Any:
        made.append(function.__name__)
        return await execute(self, function, *arguments, **named)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    return made


async def _names(database: Database) -> list[str]:
    async with database.read() as connection:
        return list(await connection.scalars(select(people.c.name)))


async def test_a_statement_crosses_once_and_the_end_once(sqlite: Database, crossings: list[str]) -> None:
    assert await _names(sqlite) == []
    for end in ("rollback", "commit"):
        crossings.clear()
        async with sqlite.write() if end == "commit" else sqlite.read() as connection:
            for _ in range(3):
                assert (await connection.execute(text("SELECT 7"))).scalar_one() == 7
        assert crossings[-4:] == ["_executed", "_executed", "_executed", end]


async def test_what_says_nothing_crosses_never(sqlite: Database, crossings: list[str]) -> None:
    async with sqlite.write() as connection:
        await connection.execute(text("SELECT 1"))
    crossings.clear()
    async with sqlite.write():
        pass
    assert crossings == []


async def test_rows_counts_and_ids_are_brought(sqlite: Database) -> None:
    async with sqlite.write() as connection:
        one = await connection.execute(insert(people).values(name="李一"))
        two = await connection.execute(insert(people), [{"name": "王二"}, {"name": "张三"}])
        renamed = await connection.execute(text("UPDATE people SET name = name || '！' WHERE name != '李一'"))
        assert one.inserted_primary_key == (1,)
        assert (two.rowcount, renamed.rowcount) == (2, 2)
    assert await _names(sqlite) == ["李一", "王二！", "张三！"]


async def test_what_fails_is_undone_and_the_connection_goes_on(sqlite: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with sqlite.write() as connection:
            await connection.execute(insert(people).values(name="李一"))
            raise ZeroDivisionError
    with pytest.raises(DatabaseUnavailable, match="no such table"):
        async with sqlite.write() as connection:
            await connection.execute(insert(people).values(name="李一"))
            await connection.execute(text("SELECT * FROM nowhere"))
    assert await _names(sqlite) == []
    async with sqlite.write() as connection:
        await connection.execute(insert(people).values(name="王二"))
    assert await _names(sqlite) == ["王二"]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[sqlite3.Connection]:
    """Every connection that was opened, also of those who no longer waited for it."""
    made: list[sqlite3.Connection] = []
    connect: Any = sqlite3.connect

    def noted(*arguments: Any, **options: Any) -> Any:
        made.append(connect(*arguments, **{**options, "check_same_thread": False}))
        return made[-1]

    monkeypatch.setattr("aiosqlite.core.sqlite3.connect", noted)
    return made


def _all_closed(connections: list[sqlite3.Connection]) -> None:
    assert connections
    for connection in connections:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("SELECT 1")


@pytest.mark.parametrize("way", ["write", "transact"])
async def test_who_is_cancelled_while_it_opens_leaves_no_connection(
    way: str, tmp_path: Path, opened: list[sqlite3.Connection]
) -> None:
    async def write(database: Database) -> None:
        if way == "transact":
            await database.transact(_one)
        async with database.write() as connection:
            await _one(connection)

    for rounds in range(12):
        database = Database(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}")
        writing = asyncio.create_task(write(database))
        for _ in range(rounds):
            await asyncio.sleep(0)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
        await database.close()
    _all_closed(opened)


async def _one(connection: Any) -> None:
    await connection.execute(text("SELECT 1"))


async def test_who_is_cancelled_at_any_crossing_leaves_no_connection(
    tmp_path: Path, opened: list[sqlite3.Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    execute: Any = aiosqlite.Connection._execute
    left = 0

    async def cancelling(self: Any, function: Any, *arguments: Any, **named: Any) -> Any:
        nonlocal left
        left -= 1
        task = asyncio.current_task()
        if left == 0 and task is not None:
            task.cancel()
        return await execute(self, function, *arguments, **named)

    async def write(database: Database) -> None:
        async with database.write() as connection:
            await _one(connection)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", cancelling)
    cancelled = 0
    for crossing in range(1, 100):
        left = crossing
        database = Database(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}")
        try:
            await asyncio.create_task(write(database))
        except asyncio.CancelledError:
            cancelled += 1
        over, left = left > 0, 0
        await database.close()
        if over:
            break
    assert cancelled > 3
    _all_closed(opened)


async def test_a_cancelled_statement_leaves_no_transaction_open(sqlite: Database) -> None:
    async def write() -> None:
        async with sqlite.write() as connection:
            await connection.execute(insert(people).values(name="李一"))

    for rounds in range(12):
        writing = asyncio.create_task(write())
        for _ in range(rounds):
            await asyncio.sleep(0)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
        other = Database(str(sqlite.url))
        await other.check()
        await other.close()

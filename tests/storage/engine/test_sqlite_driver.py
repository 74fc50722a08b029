"""How SQLite is asked: one crossing to the driver's thread a statement, and no transaction left open by any end."""

from __future__ import annotations

import asyncio
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

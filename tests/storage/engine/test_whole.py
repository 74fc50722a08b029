"""Transactions whose body runs in the driver's thread: they end as those on the loop do, and cross once."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from storage.engine import database as engine
from storage.engine.database import Connection, Database, DatabaseUnavailable
from storage.engine.whole import Waited
from storage.tables import duties, people
from tests.support.databases import create_schema
from tests.support.statements import recorded


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[Database]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    await create_schema(url)
    opened = Database(url)
    yield opened
    await opened.close()


async def _names(connection: Connection) -> list[str]:
    return list(await connection.scalars(select(people.c.name).order_by(people.c.id)))


async def _add(connection: Connection, name: str = "Ann") -> str:
    await connection.execute(insert(people).values(name=name, phone=""))
    return name


async def test_what_is_done_is_there_and_what_is_asked_comes_back(database: Database) -> None:
    assert await database.transact(_add) == "Ann"
    assert await database.look(_names) == ["Ann"]


async def test_what_fails_leaves_nothing_and_the_next_goes_on(database: Database) -> None:
    async def fails(connection: Connection) -> None:
        await _add(connection, "Bea")
        raise KeyError("ours")

    with pytest.raises(KeyError, match="ours"):
        await database.transact(fails)
    await database.transact(_add)
    assert await database.look(_names) == ["Ann"]


async def test_a_wrong_value_stays_the_statements_error(database: Database) -> None:
    async def wrong(connection: Connection) -> None:
        await connection.execute(insert(duties).values(person_id=7, organisation_id=7, role="联络员"))

    with pytest.raises(IntegrityError):
        await database.transact(wrong)


async def test_rows_are_told_once_they_are_there(database: Database) -> None:
    told: list[frozenset[str]] = []
    database.on_rows = told.append
    await database.transact(_names)
    await database.transact(_add)
    assert told == [frozenset({"people"})]


async def test_what_was_done_is_handed_on_before_its_rows_are_told_of(database: Database) -> None:
    told: list[object] = []
    database.on_rows = told.append
    await database.transact(_add, committed=told.append)
    assert told == ["Ann", frozenset({"people"})]


async def test_what_was_undone_is_handed_to_nobody(database: Database) -> None:
    async def fails(connection: Connection) -> None:
        await _add(connection)
        raise KeyError("ours")

    told: list[object] = []
    with pytest.raises(KeyError, match="ours"):
        await database.transact(fails, committed=told.append)
    assert told == []


async def test_it_crosses_once(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await sqlite.transact(_add)
    made: list[str] = []
    execute: Any = aiosqlite.Connection._execute

    async def counted(self: Any, function: Any, *arguments: Any, **named: Any) -> Any:
        made.append(function.__name__)
        return await execute(self, function, *arguments, **named)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)

    async def much(connection: Connection) -> None:
        for number in range(5):
            await _add(connection, str(number))
            await _names(connection)

    await sqlite.transact(much)
    assert len(made) == 1


async def test_what_waits_for_something_else_is_undone_and_named(sqlite: Database) -> None:
    async def waits(connection: Connection) -> None:
        await _add(connection)
        await asyncio.sleep(0)

    with pytest.raises(Waited):
        await sqlite.transact(waits)
    assert await sqlite.look(_names) == []


async def test_listeners_hear_every_statement(sqlite: Database) -> None:
    with recorded(sqlite) as said:
        await sqlite.transact(_add)
        await sqlite.look(_names)
    assert said.transactions == [["INSERT people"], ["SELECT people"]]


async def test_a_caller_that_is_cancelled_holds_nobody_up(sqlite: Database) -> None:
    begun = [asyncio.create_task(sqlite.transact(_add)) for _ in range(3)]
    await asyncio.sleep(0)
    for task in begun[:2]:
        task.cancel()
    await asyncio.gather(*begun, return_exceptions=True)
    async with sqlite.write() as connection:
        await _add(connection, "Bea")
    names = await sqlite.look(_names)
    # Of those that were cancelled each is there whole or not at all.
    assert names[-1] == "Bea" and 2 <= len(names) <= 4


async def test_transactions_of_both_kinds_wait_for_each_other(sqlite: Database) -> None:
    async def one(number: int) -> None:
        if number % 2:
            await sqlite.transact(lambda connection: _add(connection, str(number)))
        else:
            async with sqlite.write() as connection:
                await _add(connection, str(number))
                await asyncio.sleep(0)

    await asyncio.gather(*(one(number) for number in range(20)))
    assert sorted(await sqlite.look(_names), key=int) == [str(number) for number in range(20)]


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "test.db").write_bytes(b"a letter" * 1000)
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}")
    for way in (database.look, database.transact):
        with pytest.raises(DatabaseUnavailable):
            await way(_names)
    await database.close()


async def test_a_file_that_somebody_else_is_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT", 0.0)
    url = f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    await create_schema(url)
    database = Database(url)
    other = sqlite3.connect(tmp_path / "test.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseUnavailable):
        await database.transact(_add)
    other.execute("ROLLBACK")
    other.close()
    assert await database.transact(_add) == "Ann"
    await database.close()


async def test_bits_are_counted_there_too(sqlite: Database) -> None:
    async def apart(connection: Connection) -> int:
        return int((await connection.execute(text("SELECT bits_apart(5, 3)"))).scalar_one())

    assert await sqlite.look(apart) == 2

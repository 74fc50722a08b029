"""What means the database is told apart, at its edge, from what is wrong with a statement or with its caller."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError, SQLAlchemyError

from storage.engine import database as engine
from storage.engine.database import Database, DatabaseUnavailable
from storage.tables import people
from tests.support.databases import create_schema, ready_database

ONE = {"name": "甲", "phone": ""}


@pytest.fixture
async def postgresql(tmp_path: Path) -> AsyncIterator[Database]:
    async with ready_database("postgresql", tmp_path) as url:
        opened = Database(url)
        yield opened
        await opened.close()


@pytest.mark.parametrize("way", ["read", "write"])
async def test_a_server_that_is_away(way: str, tmp_path: Path) -> None:
    database = Database(f"postgresql+asyncpg://postgres@/any?host={tmp_path}")
    with pytest.raises(DatabaseUnavailable):
        async with getattr(database, way)():
            pytest.fail("there is nothing to connect to")
    await database.close()


@pytest.mark.parametrize("way", ["read", "write"])
async def test_a_file_that_is_no_database(way: str, tmp_path: Path) -> None:
    (tmp_path / "test.db").write_bytes(b"a letter" * 1000)
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}")
    with pytest.raises(DatabaseUnavailable):
        async with getattr(database, way)() as connection:
            await connection.execute(select(people))
    await database.close()


async def test_a_file_that_somebody_else_is_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT", 0.0)
    url = f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    await create_schema(url)
    database = Database(url)
    other = sqlite3.connect(tmp_path / "test.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseUnavailable, match="locked"):
        async with database.write():
            pytest.fail("two write at once")
    other.execute("ROLLBACK")
    other.close()
    async with database.write() as connection:
        await connection.execute(insert(people).values(ONE))
    await database.close()


async def test_a_connection_that_is_cut(postgresql: Database) -> None:
    with pytest.raises(DatabaseUnavailable):
        async with postgresql.write() as connection:
            await connection.execute(insert(people).values(ONE))
            process = await connection.scalar(text("SELECT pg_backend_pid()"))
            async with postgresql.read() as other:
                await other.execute(text("SELECT pg_terminate_backend(:process)"), {"process": process})
            await connection.execute(select(people))
    async with postgresql.read() as connection:
        assert (await connection.execute(select(people))).all() == []


async def test_a_statement_that_took_too_long(postgresql: Database) -> None:
    with pytest.raises(DatabaseUnavailable, match="timeout"):
        async with postgresql.write() as connection:
            await connection.execute(text("SET LOCAL statement_timeout = 20"))
            await connection.execute(text("SELECT pg_sleep(5)"))


async def test_what_is_wrong_with_the_data_is_no_trouble(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await connection.execute(insert(people), [ONE, ONE])


async def test_what_is_wrong_with_the_statement_is_no_trouble(postgresql: Database) -> None:
    with pytest.raises(ProgrammingError):
        async with postgresql.read() as connection:
            await connection.execute(text("SELECT * FROM nothing"))


@pytest.mark.parametrize("error", [OSError("disk full"), TimeoutError(), SQLAlchemyError("ours")])
@pytest.mark.parametrize("way", ["read", "write"])
async def test_what_goes_wrong_in_a_block_stays_what_it_is(database: Database, way: str, error: Exception) -> None:
    with pytest.raises(type(error)) as raised:
        async with getattr(database, way)():
            raise error
    assert raised.value is error

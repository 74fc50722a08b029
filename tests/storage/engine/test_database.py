"""What means the database is told apart, at its edge, from what is wrong with a statement or with its caller."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError, SQLAlchemyError

from storage.engine import database as engine
from storage.engine.database import Connection, Database, DatabaseUnavailable, one_at_a_time
from storage.tables import duties, people
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
        async with database.write() as connection:
            await connection.execute(insert(people).values(ONE))
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


@pytest.mark.parametrize("way", ["read", "write"])
async def test_what_sqlite_has_acknowledged_survives_a_power_cut(way: str, tmp_path: Path) -> None:
    """In WAL mode only FULL waits for the disk at every commit."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}")
    async with getattr(database, way)() as connection:
        found = {
            pragma: (await connection.execute(text(f"PRAGMA {pragma}"))).scalar_one()
            for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    await database.close()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


async def test_a_row_of_nobody_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await connection.execute(insert(duties).values(person_id=1, organisation_id=1, role="liaison"))


async def locks(connection: Connection) -> list[tuple[bool, str]]:
    """The advisory locks that this connection's transaction has, by whether they are granted and in which mode."""
    query = "SELECT granted, mode FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
    return [(granted, mode) for granted, mode in await connection.execute(text(query))]


async def test_what_only_one_may_do_is_locked_until_the_transaction_ends(postgresql: Database) -> None:
    other = "SELECT pg_try_advisory_xact_lock(hashtext(:what))"
    async with postgresql.write() as connection:
        await one_at_a_time(connection, "roster")
        assert await locks(connection) == [(True, "ExclusiveLock")]
        async with postgresql.write() as another:
            assert not await another.scalar(text(other), {"what": "roster"})
            assert await another.scalar(text(other), {"what": "something else"})
    async with postgresql.write() as another:
        assert await another.scalar(text(other), {"what": "roster"})


async def test_on_sqlite_the_only_writer_needs_no_lock(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}")
    async with database.write() as connection:
        await one_at_a_time(connection, "roster")
    await database.close()


@pytest.mark.parametrize(
    ("state", "trouble"),
    [
        ("08006", True),  # connection_failure
        ("40001", True),  # serialization_failure
        ("53100", True),  # disk_full
        ("57014", True),  # query_canceled
        ("58030", True),  # io_error
        ("22021", False),  # character_not_in_repertoire
        ("23505", False),  # unique_violation
        ("42P01", False),  # undefined_table
    ],
)
async def test_postgresqls_own_codes_tell_trouble_from_bad_data(
    postgresql: Database, state: str, trouble: bool
) -> None:
    raising = f"DO $$ BEGIN RAISE EXCEPTION 'told' USING ERRCODE = '{state}'; END $$"
    with pytest.raises(DatabaseUnavailable if trouble else SQLAlchemyError):
        async with postgresql.write() as connection:
            await connection.execute(text(raising))

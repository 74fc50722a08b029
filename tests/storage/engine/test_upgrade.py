"""From the first schema with data in every table to this version's: interrupted anywhere, repeated."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    event,
    func,
    insert,
    inspect,
    select,
    text,
)

from storage.engine import migrate
from storage.engine.database import Database
from storage.tables import metadata, submissions
from tests.support.databases import new_postgresql
from tests.support.programs import ROOT

#: The schema of commit f67c7a7, and what its tables are called since.
FIRST = "0001"
RENAMED = {"appointments": "scheduled_notices"}
#: What this version's migrations empty, because it holds for one program run only.
EMPTIED = {"channel_states"}
ROWS = 3
NOW = datetime(2020, 11, 9, tzinfo=UTC)
#: Words of closed vocabularies as they were then, one for each row; None: those of today hold.
WORDS: Mapping[tuple[str, str], tuple[Any, ...]] = {
    ("submissions", "kind"): ("photo", "text", "photo"),
    ("submissions", "state"): ("accepted", "held", "refused"),
    ("events", "verb"): ("chased", "bound", "chased"),
    ("inbox", "state"): ("new", "done", "failed"),
    ("outbox", "state"): ("new", "sent", "failed"),
    ("appointments", "state"): ("new", "done", "dropped"),
    ("appointments", "what"): ("remind", "missing", "digest"),
    ("receipts", "state"): ("open", "open", "sent"),
    ("uploads", "state"): ("new", "finished", "expired"),
    ("conversations", "awaiting"): ("pieces", "milestone:plan", ""),
    ("submissions", "findings"): (
        [{"code": "photo.width", "found": "1600", "required": "2000", "place": "", "level": "error"}],
        [],
        [],
    ),
    ("organisations", "aliases"): (["一职校"], [], []),
    ("submissions", "form"): (None, None, None),
    ("uploads", "id"): ("u1", "u2", "u3"),
    ("segments", "upload_id"): ("u1", "u2", "u3"),
    ("people", "phone"): ("13900000001", "13900000002", ""),
}


def _value(table: str, column: Column[Any], number: int) -> Any:
    """Of the column in row ``number``, from 1."""
    if (table, column.name) in WORDS:
        return WORDS[table, column.name][number - 1]
    if column.foreign_keys:
        return None if table == "organisations" and number == 1 else number
    kinds: tuple[tuple[type, Any], ...] = (
        (JSON, {}),
        (Boolean, False),
        (Integer, number),
        (Float, 1.5),
        (DateTime, NOW + timedelta(hours=number)),
        (Date, date(2020, 11, 8 + number)),
        (LargeBinary, bytes([number])),
    )
    for kind, value in kinds:
        if isinstance(column.type, kind):
            return value
    return f"{column.name}{number}"


def _fill(connection: Connection) -> dict[str, int]:
    """Three rows in each table as they are now; table → its rows."""
    before = MetaData()
    before.reflect(connection)
    tables = [table for table in before.sorted_tables if table.name != "alembic_version"]
    naive = connection.dialect.name == "sqlite"
    for table in tables:
        for number in range(1, ROWS + 1):
            row = {column.name: _value(table.name, column, number) for column in table.columns}
            if naive:
                row = {name: v.replace(tzinfo=None) if isinstance(v, datetime) else v for name, v in row.items()}
            connection.execute(insert(table).values(row))
        if not naive and isinstance(table.columns.get("id", Column("id", JSON)).type, Integer):
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {ROWS})"))
    return {table.name: ROWS for table in tables}


def _all(connection: Connection) -> dict[str, list[str]]:
    """Every row of every table, whatever the tables are."""
    there = MetaData()
    there.reflect(connection)
    return {table.name: sorted(map(repr, connection.execute(select(table)))) for table in there.sorted_tables}


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'old.db'}" if request.param == "sqlite" else new_postgresql()


@pytest.fixture
async def old(url: str) -> Any:
    """A database of the first schema, with data."""
    database = Database(url)
    async with database.write() as connection:
        await connection.run_sync(migrate.upgrade_to, FIRST)
        filled = await connection.run_sync(_fill)
    assert len(filled) > 20
    yield database
    await database.close()


async def test_nothing_is_lost_on_the_way_from_the_first_schema(old: Database) -> None:
    async with old.read() as connection:
        before = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    assert (await migrate.upgrade(old)).ready
    assert (await migrate.upgrade(old)).ready
    async with old.write() as connection:
        counted = {
            name: await connection.scalar(select(func.count()).select_from(metadata.tables[RENAMED.get(name, name)]))
            for name in before
            if name != "alembic_version"
        }
        assert counted == {name: 0 if name in EMPTIED else ROWS for name in counted}
        # Every value is one that this program reads.
        for table in metadata.sorted_tables:
            (await connection.execute(select(table))).all()
        if old.sqlite:
            assert (await connection.execute(text("PRAGMA foreign_key_check"))).all() == []
        kept = await connection.execute(select(submissions.c.caption, submissions.c.key, submissions.c.state))
        assert sorted(map(tuple, kept)) == [
            ("caption1", "key1", "accepted"),
            ("caption2", "key2", "unassigned"),
            ("caption3", "key3", "refused"),
        ]
        found = await connection.execute(select(submissions.c.findings).where(submissions.c.id == 1))
        findings = found.scalar_one()
        assert (findings[0]["found"], findings[0]["required"]) == (1600, 2000)
        # Numbers go on after those that were given.
        person = {"name": "新", "phone": ""}
        added = await connection.execute(insert(metadata.tables["people"]).values(**person))
        assert added.inserted_primary_key == (ROWS + 1,)


class Interrupted(Exception):
    """Somebody has pulled the plug."""


async def test_an_upgrade_that_is_interrupted_anywhere_has_changed_nothing(old: Database) -> None:
    async with old.read() as connection:
        before = await connection.run_sync(_all)
    left = 0

    def count_down(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Interrupted

    event.listen(old._writer.sync_engine, "before_cursor_execute", count_down)
    tries, after = 0, 5
    while True:
        left = after
        try:
            await migrate.upgrade(old)
        except Interrupted:
            tries, after = tries + 1, after * 2
        else:
            break
        left = 0
        async with old.read() as connection:
            assert await connection.run_sync(_all) == before
    event.remove(old._writer.sync_engine, "before_cursor_execute", count_down)
    assert tries > 3
    assert (await migrate.state(old)).ready


_KILLED = """
import asyncio, os, signal, sys
from sqlalchemy import event
from storage.engine import migrate
from storage.engine.database import Database

async def main():
    database = Database(sys.argv[1])
    seen = []
    def kill(*_):
        seen.append(1)
        if len(seen) == 60:
            os.kill(os.getpid(), signal.SIGKILL)
    event.listen(database._writer.sync_engine, "before_cursor_execute", kill)
    await migrate.upgrade(database)

asyncio.run(main())
"""


async def test_an_upgrade_that_is_killed_is_done_by_the_next(old: Database, url: str) -> None:
    async with old.read() as connection:
        before = await connection.run_sync(_all)
    done = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", _KILLED, url], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    async with old.read() as connection:
        assert await connection.run_sync(_all) == before
    assert (await migrate.upgrade(old)).ready

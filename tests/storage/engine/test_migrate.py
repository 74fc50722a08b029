"""Migrations: an empty database becomes what the tables say, on both databases; a newer one is left alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from storage.engine import migrate
from storage.engine.database import Database
from storage.tables import metadata
from tests.support.databases import new_postgresql


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    url = f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}" if request.param == "sqlite" else new_postgresql()
    database = Database(url)
    yield database
    await database.close()


async def test_an_empty_database_becomes_what_the_tables_say(empty: Database) -> None:
    before = await migrate.state(empty)
    after = await migrate.upgrade(empty)
    async with empty.read() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync, opts={"compare_type": True}), metadata)
        )
    assert (before.current, before.ready, after.ready) == (None, False, True)
    assert differences == []


async def test_partial_indexes_and_own_numbering_are_there(empty: Database) -> None:
    await migrate.upgrade(empty)
    async with empty.read() as connection:
        if empty.sqlite:
            query = "SELECT sql FROM sqlite_master WHERE name IN ('ix_receipts_open', 'submissions')"
            said = " ".join((await connection.execute(text(query))).scalars())
            assert "WHERE state = 'open'" in said and "AUTOINCREMENT" in said
        else:
            query = "SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_receipts_open'"
            said = (await connection.execute(text(query))).scalar_one()
            assert "UNIQUE" in said and "open" in said


async def test_migrating_again_changes_nothing(empty: Database) -> None:
    first = await migrate.upgrade(empty)
    assert await migrate.upgrade(empty) == first


async def test_a_database_of_a_newer_version_is_left_alone(empty: Database) -> None:
    await migrate.upgrade(empty)
    async with empty.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrate.SchemaTooNew):
        await migrate.upgrade(empty)
    assert not (await migrate.state(empty)).known


def test_revisions_are_the_numbers_their_files_begin_with() -> None:
    folder = Path(migrate.__file__).resolve().parent.parent / "migrations"
    scripts = list(ScriptDirectory(str(folder)).walk_revisions())
    assert {Path(script.path).name.partition("_")[0] for script in scripts} == {script.revision for script in scripts}

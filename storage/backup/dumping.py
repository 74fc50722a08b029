"""The database as it was at one moment, dumped while the program goes on, with what it says of the store then.

SQLite: ``VACUUM INTO``, which only reads. PostgreSQL: one transaction that sees one moment; ``pg_dump`` is told of it,
and where there is none (or one that does not know this server) the tables are copied within it.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, func, select, text, union_all
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.backup import pg_tools
from storage.backup.manifest import Dump, DumpKind
from storage.engine.database import BUSY_TIMEOUT, Database, DatabaseUnavailable
from storage.tables import appearances, metadata, segments, submissions


@dataclass(frozen=True, kw_only=True)
class Named:
    """A file that the database names: its key, its hash where the database knows it, and whose it is."""

    key: str
    sha256: str
    submission_id: int | None


@dataclass(frozen=True, kw_only=True)
class Dumped:
    """``files``: those of the dump, by the name that they have in the backup."""

    dump: Dump
    files: dict[str, Path]
    named: tuple[Named, ...]


class SourceDamaged(Exception):
    """SQLite finds the file itself damaged: a copy of it would be no backup."""


async def dump(database: Database, folder: Path, *, revision: str) -> Dumped:
    """``folder`` takes the files. Raises ``DatabaseUnavailable``, ``SourceDamaged`` and ``OSError``."""
    if database.sqlite:
        return await asyncio.to_thread(_sqlite, database, folder, revision)
    try:
        async with database.write() as connection:
            await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
            return await _postgresql(database, connection, folder, revision)
    except SQLAlchemyError as error:
        raise DatabaseUnavailable(str(error)) from error


def _sqlite(database: Database, folder: Path, revision: str) -> Dumped:
    copy = folder / "database.sqlite"
    try:
        with closing(sqlite3.connect(str(database.file), timeout=BUSY_TIMEOUT, isolation_level=None)) as connection:
            connection.execute("VACUUM INTO ?", (str(copy),))
    except sqlite3.DatabaseError as error:
        if "full" in str(error):
            raise OSError("No space left on device") from error
        if "malformed" in str(error) or "not a database" in str(error):
            raise SourceDamaged from error
        raise DatabaseUnavailable(str(error)) from error
    # Read as it lies there: opened as a database of ours it would become another file.
    engine = create_engine(f"sqlite:///file:{copy}?mode=ro&immutable=1&uri=true")
    try:
        with engine.connect() as connection:
            if connection.execute(text("PRAGMA quick_check(1)")).scalar_one() != "ok":
                raise SourceDamaged
            rows, named = _rows(connection), _named(connection)
    finally:
        engine.dispose()
    dump = Dump(kind=DumpKind.SQLITE, revision=revision, rows=rows, columns={}, sequences={})
    return Dumped(dump=dump, files={copy.name: copy}, named=named)


async def _postgresql(database: Database, connection: AsyncConnection, folder: Path, revision: str) -> Dumped:
    rows, named = await connection.run_sync(_rows), await connection.run_sync(_named)
    archive = folder / "database.dump"
    snapshot = (await connection.execute(text("SELECT pg_export_snapshot()"))).scalar_one()
    if not database.pgbouncer and await pg_tools.dumped(database.url, archive, snapshot):
        dump = Dump(kind=DumpKind.ARCHIVE, revision=revision, rows=rows, columns={}, sequences={})
        return Dumped(dump=dump, files={archive.name: archive}, named=named)
    archive.unlink(missing_ok=True)
    columns = {table.name: table.columns.keys() for table in metadata.sorted_tables}
    files = await _tables(connection, folder, columns)
    numbers = await connection.execute(text("SELECT sequencename, last_value FROM pg_sequences WHERE last_value > 0"))
    sequences = {name: last for name, last in numbers}
    dump = Dump(kind=DumpKind.TABLES, revision=revision, rows=rows, columns=columns, sequences=sequences)
    return Dumped(dump=dump, files=files, named=named)


async def _tables(connection: AsyncConnection, folder: Path, columns: dict[str, list[str]]) -> dict[str, Path]:
    driver: Any = (await connection.get_raw_connection()).driver_connection
    files = {}
    for name, its in columns.items():
        path = folder / f"{name}.copy"
        await driver.copy_from_table(name, columns=its, output=path, timeout=None)
        files[f"tables/{path.name}"] = path
    return files


def _rows(connection: Connection) -> dict[str, int]:
    """Table → its number of rows."""
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
    }


def _named(connection: Connection) -> tuple[Named, ...]:
    """Every file of the store that a row names."""
    sent = select(submissions.c.id, submissions.c.key, submissions.c.sha256).where(submissions.c.key != "")
    found = [Named(key=key, sha256=sha256, submission_id=id_) for id_, key, sha256 in connection.execute(sent)]
    of_pictures = (appearances.c.thumbnail, appearances.c.small, appearances.c.preview)
    drawn = union_all(*(select(column.label("key")) for column in (*of_pictures, segments.c.key)))
    keys: Sequence[str | None] = connection.execute(drawn).scalars().all()
    return (*found, *(Named(key=key, sha256="", submission_id=None) for key in dict.fromkeys(keys) if key))

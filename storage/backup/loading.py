"""A dump brought into an empty database, all or nothing."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError

from storage.backup import pg_tools
from storage.backup.manifest import Dump, DumpKind
from storage.engine import migrate, private
from storage.engine.database import Database, DatabaseUnavailable


class OtherKind(Exception):
    """The dump is of SQLite and the settings name PostgreSQL, or the other way round."""


async def is_empty(database: Database) -> bool:
    """Whether it has no table; makes no file. Raises ``DatabaseUnavailable``."""
    if database.file is not None:
        return _empty_file(database.file)
    async with database.read() as connection:
        return not await connection.run_sync(lambda sync: inspect(sync).get_table_names())


def _empty_file(file: Path) -> bool:
    log = file.with_name(f"{file.name}-wal")
    if log.exists() and log.stat().st_size:
        return False
    if not file.exists() or file.stat().st_size == 0:
        return True
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            return not connection.execute("SELECT name FROM sqlite_master").fetchall()
    except sqlite3.Error:
        return False


def fits(database: Database, dump: Dump) -> bool:
    return database.sqlite == (dump.kind is DumpKind.SQLITE)


async def load(database: Database, dump: Dump, files: Mapping[str, Path]) -> None:
    """``files``: the parts of the dump by name; an SQLite file is taken away from where it lies.

    Raises ``OtherKind``, ``pg_tools.ToolMissing``, ``pg_tools.RestoreFailed``, ``DatabaseUnavailable``, ``OSError``.
    """
    if not fits(database, dump):
        raise OtherKind
    if database.file is not None:
        _put_file(database.file, files["database.sqlite"])
    elif dump.kind is DumpKind.ARCHIVE:
        await pg_tools.restored(database.url, files["database.dump"])
    else:
        try:
            await _tables(database, dump, files)
        except SQLAlchemyError as error:
            raise DatabaseUnavailable(str(error)) from error


def _put_file(target: Path, dumped: Path) -> None:
    private.make_folder(target.parent)
    fresh = target.with_name(f".{target.name}.restored")
    with dumped.open("rb") as source, fresh.open("wb") as file:
        while chunk := source.read(1 << 20):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    for end in ("-wal", "-shm"):
        target.with_name(target.name + end).unlink(missing_ok=True)
    fresh.replace(target)


async def _tables(database: Database, dump: Dump, files: Mapping[str, Path]) -> None:
    async with database.write() as connection:
        await connection.run_sync(migrate.upgrade_to, dump.revision)
        names = list(dump.columns)
        # Whatever a migration has put in is in the dump, too.
        await connection.execute(text(f"TRUNCATE {', '.join(names)} CASCADE"))
        driver: Any = (await connection.get_raw_connection()).driver_connection
        for name in names:
            path = files[f"tables/{name}.copy"]
            await driver.copy_to_table(name, columns=list(dump.columns[name]), source=path, timeout=None)
        for name, last in dump.sequences.items():
            await connection.execute(text("SELECT setval(:name, :last)"), {"name": name, "last": last})

"""Every table into an empty database, of the same kind or the other, in one transaction, compared before it ends."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, String, Table, bindparam, func, insert, select, text, type_coerce, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine.database import Database
from storage.engine.schema import Telephone, Word
from storage.tables import metadata

#: Rows that are read and written at a time.
_AT_ONCE = 500
#: Beside a column of JSON: whether the database has nothing there, which is not what JSON calls null.
_NOTHING = "__nothing"


class RowRefused(Exception):
    """The other database does not take a row of this table; nothing was changed."""

    def __init__(self, table: str) -> None:
        super().__init__(table)
        self.table = table


class Differs(Exception):
    """What was written is not what was read; nothing was changed."""

    def __init__(self, table: str) -> None:
        super().__init__(table)
        self.table = table


@dataclass(frozen=True, kw_only=True)
class Fingerprint:
    """Of a table: how many rows, and the sum of their hashes, whatever their order."""

    rows: int
    total: int


async def copy(source: Database, target: Database) -> Mapping[str, Fingerprint]:
    """By table. ``target`` has this version's tables, and no rows. Raises ``RowRefused``, ``Differs`` and
    ``DatabaseUnavailable``; then ``target`` is as it was."""
    async with one_moment(source) as reading, target.write() as writing:
        if target.sqlite:
            # Units name units: whether each is there is asked when all are.
            await writing.execute(text("PRAGMA defer_foreign_keys = ON"))
        read = {table.name: await _copied(reading, writing, table) for table in metadata.sorted_tables}
        await _numbers(reading, writing)
        for table in metadata.sorted_tables:
            if await fingerprint(writing, table) != read[table.name]:
                raise Differs(table.name)
    return read


@asynccontextmanager
async def one_moment(database: Database) -> AsyncIterator[AsyncConnection]:
    """To read everything as it is at one moment."""
    if database.sqlite:
        async with database.read() as connection:
            yield connection
        return
    async with database.write() as connection:
        await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        yield connection


async def is_empty(connection: AsyncConnection) -> bool:
    """Whether no table has a row."""
    for table in metadata.sorted_tables:
        if (await connection.execute(select(func.count()).select_from(table))).scalar_one():
            return False
    return True


async def fingerprint(connection: AsyncConnection, table: Table) -> Fingerprint:
    rows, total = 0, 0
    async for some in _read(connection, table):
        rows += len(some)
        total += _sum(some)
    return Fingerprint(rows=rows, total=total % (1 << 256))


async def _copied(reading: AsyncConnection, writing: AsyncConnection, table: Table) -> Fingerprint:
    rows, total, parents = 0, 0, list[dict[str, Any]]()
    own = [column.name for column in table.columns if any(key.column.table is table for key in column.foreign_keys)]
    statement = insert(table).values(_given(table))
    async for some in _read(reading, table):
        rows += len(some)
        total += _sum(some)
        for row in some:
            if any(row[name] is not None for name in own):
                parents.append({"of": row["id"], **{name: row[name] for name in own}})
        without = [_storable(table, {**row, **dict.fromkeys(own)}) for row in some]
        await _refusing(writing, table, statement, without)
    if parents:
        changed = update(table).where(table.c.id == bindparam("of")).values({name: bindparam(name) for name in own})
        await _refusing(writing, table, changed, parents)
    return Fingerprint(rows=rows, total=total % (1 << 256))


async def _refusing(connection: AsyncConnection, table: Table, statement: Any, rows: Sequence[dict[str, Any]]) -> None:
    try:
        await connection.execute(statement, rows)
    except DBAPIError as error:
        raise RowRefused(table.name) from error


async def _read(connection: AsyncConnection, table: Table) -> AsyncIterator[Sequence[dict[str, Any]]]:
    """All rows, as they are kept: nothing is read as what it means."""
    wanted: list[Any] = [_plain(column).label(column.name) for column in table.columns]
    wanted += [column.is_(None).label(column.name + _NOTHING) for column in _nullable(table)]
    query = select(*wanted).order_by(*table.primary_key.columns)
    result = await connection.stream(query, execution_options={"yield_per": _AT_ONCE})
    async for some in result.mappings().partitions(_AT_ONCE):
        yield [dict(row) for row in some]


def _plain(column: Column[Any]) -> Any:
    return type_coerce(column, String) if isinstance(column.type, Telephone | Word) else column


def _nullable(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if isinstance(column.type, JSON) and column.nullable]


def _given(table: Table) -> dict[str, Any]:
    """What each column is given: nothing in a column of JSON is nothing, not JSON's null."""
    exact: Any = JSON(none_as_null=True)
    return {
        column.name: bindparam(column.name, type_=exact if isinstance(column.type, JSON) else column.type)
        for column in table.columns
    }


def _storable(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    null: Any = JSON.NULL
    stored = {column.name: row[column.name] for column in table.columns}
    for column in _nullable(table):
        if row[column.name] is None and not row[column.name + _NOTHING]:
            stored[column.name] = null
    return stored


def _sum(rows: Iterable[Mapping[str, Any]]) -> int:
    return sum(int.from_bytes(hashlib.sha256(_said(row)).digest()) for row in rows)


def _said(row: Mapping[str, Any]) -> bytes:
    return json.dumps(row, default=_word, sort_keys=True, separators=(",", ":")).encode()


def _word(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    raise TypeError(type(value).__name__)


async def _numbers(reading: AsyncConnection, writing: AsyncConnection) -> None:
    """The next row has a number that none had before, not even one that is gone."""
    last = await _last_numbers(reading)
    for table, number in last.items():
        if table not in metadata.tables or "id" not in metadata.tables[table].columns:
            continue
        if writing.dialect.name == "postgresql":
            statement = "SELECT setval(pg_get_serial_sequence(:table, 'id'), :number)"
            await writing.execute(text(statement), {"table": table, "number": number})
        elif metadata.tables[table].dialect_options["sqlite"]["autoincrement"]:
            await writing.execute(text("DELETE FROM sqlite_sequence WHERE name = :table"), {"table": table})
            statement = "INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :number)"
            await writing.execute(text(statement), {"table": table, "number": number})


async def _last_numbers(connection: AsyncConnection) -> dict[str, int]:
    """Table → the highest number given so far."""
    found: dict[str, int] = {}
    for table in metadata.sorted_tables:
        if "id" in table.columns and table.columns["id"].type.python_type is int:
            highest = (await connection.execute(select(func.max(table.c.id)))).scalar_one()
            if highest:
                found[table.name] = int(highest)
    if connection.dialect.name == "postgresql":
        numbers = "SELECT replace(sequencename, '_id_seq', ''), last_value FROM pg_sequences WHERE last_value > 0"
    else:
        numbers = "SELECT name, seq FROM sqlite_sequence WHERE seq > 0"
    for name, number in await connection.execute(text(numbers)):
        found[name] = max(found.get(name, 0), int(number))
    return found

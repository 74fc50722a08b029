"""Many new rows whose ids are wanted at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection


async def insert_numbered(connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert the rows; their ids, in order. In a transaction that writes."""
    if not rows:
        return []
    if connection.dialect.name == "postgresql":
        statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
        return list(await connection.scalars(statement, list(rows)))
    # Nobody else writes meanwhile, so the ids are known beforehand; to have them returned costs ten times as much.
    newest = await connection.scalar(select(func.max(table.c.id))) or 0
    ids = list(range(newest + 1, newest + 1 + len(rows)))
    await connection.execute(insert(table), [{"id": id_, **row} for id_, row in zip(ids, rows, strict=True)])
    return ids

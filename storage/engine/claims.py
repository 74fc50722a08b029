"""Claims: one conditional UPDATE with a lease, the same for every table of work.

Two workers never hold one row; a killed worker's row is free again when its lease ends; and whoever lost a lease
cannot finish the row, because finishing asks for the claim that was given.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Table, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

#: The n-th failed try waits this long, in seconds; the last value repeats.
BACKOFF = (2, 10, 30, 120, 600)


class ClaimLost(Exception):
    """The lease ended and somebody else has the row: whatever was done in this transaction must not count."""


async def claim(
    connection: AsyncConnection,
    table: Table,
    due: ColumnElement[bool],
    *order: ColumnElement[Any],
    now: datetime,
    lease: timedelta,
) -> RowMapping | None:
    """Take the first due row that nobody holds. ``now`` is real time."""
    free = or_(table.c.claimed_until.is_(None), table.c.claimed_until < now)
    chosen = (
        select(table.c.id)
        .where(and_(due, table.c.retry_at <= now, free))
        .order_by(*order)
        .limit(1)
        .with_for_update(skip_locked=True, of=table)
        .scalar_subquery()
    )
    values = {"claim": secrets.token_hex(8), "claimed_until": now + lease, "attempts": table.c.attempts + 1}
    result = await connection.execute(update(table).where(table.c.id == chosen).values(values).returning(table))
    row: RowMapping | None = result.mappings().one_or_none()
    return row


async def extend(connection: AsyncConnection, table: Table, row: RowMapping, until: datetime) -> None:
    """Hold the row longer. Raises ``ClaimLost``."""
    await _update_held(connection, table, row, {"claimed_until": until})


async def finish(connection: AsyncConnection, table: Table, row: RowMapping, **values: Any) -> None:
    """Write the outcome and let go, in the caller's transaction. Raises ``ClaimLost``, undoing all of it."""
    await _update_held(connection, table, row, {**values, "claim": None, "claimed_until": None})


async def postpone(connection: AsyncConnection, table: Table, row: RowMapping, at: datetime, error: str) -> None:
    """Try again at ``at`` (real time). Raises ``ClaimLost``."""
    await finish(connection, table, row, retry_at=at, error=error[:2000])


def next_try(attempts: int, now: datetime, at_least: float | None = None) -> datetime:
    """When a row that has failed ``attempts`` times is tried again; ``at_least`` in seconds, if the platform said."""
    delay = BACKOFF[min(max(attempts, 1), len(BACKOFF)) - 1]
    return now + timedelta(seconds=max(delay, at_least or 0))


async def _update_held(connection: AsyncConnection, table: Table, row: RowMapping, values: dict[str, Any]) -> None:
    held = and_(table.c.id == row["id"], table.c.claim == row["claim"])
    result = await connection.execute(update(table).where(held).values(values))
    if result.rowcount != 1:
        raise ClaimLost(f"{table.name} {row['id']}")

"""Returned items: one row for each time that an office asked for a better one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.clock import CHINA
from domain.selection import Return
from storage.tables import returns, submissions


async def of(connection: AsyncConnection, numbers: Collection[int], *, all: bool = False) -> dict[int, list[Return]]:
    """Submission id → its open returns; ``all``: those that are over, too."""
    found: dict[int, list[Return]] = {}
    if numbers:
        query = select(returns).where(returns.c.submission_id.in_(numbers)).order_by(returns.c.id)
        if not all:
            query = query.where(returns.c.settled_by.is_(None), returns.c.cancelled_at.is_(None))
        for row in (await connection.execute(query)).mappings():
            found.setdefault(row["submission_id"], []).append(_return(row))
    return found


async def add(connection: AsyncConnection, number: int, asked: Return) -> int:
    """Its id; ``asked.id`` is ignored."""
    statement = insert(returns).values(
        submission_id=number,
        office_id=asked.office_id,
        reason=asked.reason,
        uncounted=asked.uncounted,
        person_id=asked.person_id,
        at=asked.at,
    )
    return int((await connection.execute(statement.returning(returns.c.id))).scalar_one())


async def call_off(connection: AsyncConnection, return_id: int, *, now: datetime) -> None:
    await connection.execute(update(returns).where(returns.c.id == return_id).values(cancelled_at=now))


async def settle(connection: AsyncConnection, number: int, by: int) -> None:
    """``by`` came in the place of ``number``: its open returns are over."""
    these = (returns.c.submission_id == number) & returns.c.settled_by.is_(None) & returns.c.cancelled_at.is_(None)
    await connection.execute(update(returns).where(these).values(settled_by=by))


async def count(connection: AsyncConnection, number: int, *, uncounted: bool) -> None:
    """Take an item out of the counts, or back into them."""
    await connection.execute(update(submissions).where(submissions.c.id == number).values(uncounted=uncounted))


def _return(row: RowMapping) -> Return:
    return Return(
        id=row["id"],
        office_id=row["office_id"],
        reason=row["reason"],
        uncounted=row["uncounted"],
        person_id=row["person_id"],
        at=row["at"].astimezone(CHINA),
        open=row["settled_by"] is None and row["cancelled_at"] is None,
    )

"""Returned items: one row for each time that an office asked for a better one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, RowMapping, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.clock import CHINA
from domain.selection import Return
from domain.submission import Submission
from storage.engine.prepared import prepared
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


async def settle(connection: AsyncConnection, by: Submission) -> None:
    """``by`` came in the place of what its unit was asked for first, of its kind and item: those returns are over."""
    if by.organisation_id is not None:
        values = {"organisation_id": by.organisation_id, "item": by.item, "kind": by.kind, "sent_at": by.sent_at}
        await connection.execute(*_settling(by=by.id, **values))


@prepared
def _settling(*, by: Any, organisation_id: Any, item: Any, kind: Any, sent_at: Any) -> Executable:
    open_ = returns.c.settled_by.is_(None) & returns.c.cancelled_at.is_(None)
    first = (
        select(func.min(returns.c.submission_id))
        .join(submissions, submissions.c.id == returns.c.submission_id)
        .where(
            open_,
            returns.c.at < sent_at,
            submissions.c.organisation_id == organisation_id,
            submissions.c.item == item,
            submissions.c.kind == kind,
            submissions.c.id != by,
        )
    )
    these = (returns.c.submission_id == first.scalar_subquery()) & open_ & (returns.c.at < sent_at)
    return update(returns).where(these).values(settled_by=by)


async def unsettle(connection: AsyncConnection, by: Collection[int]) -> None:
    """These came in the place of others and do not count any more: what they settled is open again."""
    await connection.execute(update(returns).where(returns.c.settled_by.in_(by)).values(settled_by=None))


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

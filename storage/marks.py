"""What offices think of items: one row an office and item, and who set it when."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.clock import CHINA
from domain.reach import Reach
from domain.selection import Mark, OfficeMark
from storage.desk import area
from storage.engine.database import upsert
from storage.obligations import counting
from storage.tables import marks, returns, submissions

_SET = ("mark", "stars", "category", "theme", "note", "person_id", "at")


async def of(connection: AsyncConnection, numbers: Collection[int]) -> dict[int, list[OfficeMark]]:
    """Submission id → the marks of all offices."""
    found: dict[int, list[OfficeMark]] = {}
    if numbers:
        query = select(marks).where(marks.c.submission_id.in_(numbers)).order_by(marks.c.at, marks.c.office_id)
        for row in (await connection.execute(query)).mappings():
            found.setdefault(row["submission_id"], []).append(mark_of(row))
    return found


async def put(connection: AsyncConnection, changed: Mapping[int, OfficeMark]) -> None:
    """Submission id → what its office's row is now; one that says nothing any more goes."""
    empty = [number for number, mark in changed.items() if _says_nothing(mark)]
    for number in empty:
        this = (marks.c.submission_id == number) & (marks.c.office_id == changed[number].office_id)
        await connection.execute(delete(marks).where(this))
    rows = [{"submission_id": number, **_values(mark)} for number, mark in changed.items() if not _says_nothing(mark)]
    if rows:
        statement = upsert(connection, marks)
        new = {name: statement.excluded[name] for name in _SET}
        changing = statement.on_conflict_do_update(index_elements=["submission_id", "office_id"], set_=new)
        await connection.execute(changing, rows)


async def untold(connection: AsyncConnection, *, until: datetime) -> dict[int, list[int]]:
    """Person id → the numbers of their items that some office passed on until then, and that they were not told of.

    Only what still stands: accepted, and not returned.
    """
    standing = (marks.c.mark == Mark.PASSED) & marks.c.told_at.is_(None) & (marks.c.at <= until)
    open_ = returns.c.settled_by.is_(None) & returns.c.cancelled_at.is_(None)
    returned = select(returns.c.id).where(returns.c.submission_id == submissions.c.id, open_)
    query = (
        select(submissions.c.person_id, submissions.c.id)
        .join(submissions, submissions.c.id == marks.c.submission_id)
        .where(standing, counting(), ~returned.exists())
        .distinct()
        .order_by(submissions.c.person_id, submissions.c.id)
    )
    found: dict[int, list[int]] = {}
    for person_id, number in await connection.execute(query):
        found.setdefault(person_id, []).append(number)
    return found


async def passed_since(connection: AsyncConnection, reach: Reach, since: datetime) -> int:
    """How many items the office has passed on since then that still stand."""
    these = (marks.c.office_id == reach.office.id) & (marks.c.mark == Mark.PASSED) & (marks.c.at >= since)
    query = select(func.count()).select_from(marks.join(submissions, submissions.c.id == marks.c.submission_id))
    return int(await connection.scalar(query.where(these, counting(), area.items(reach))) or 0)


async def told(connection: AsyncConnection, numbers: Collection[int], *, at: datetime) -> None:
    """Their senders have been told that these were passed on."""
    if numbers:
        these = marks.c.submission_id.in_(numbers) & (marks.c.mark == Mark.PASSED) & marks.c.told_at.is_(None)
        await connection.execute(update(marks).where(these).values(told_at=at))


def mark_of(row: RowMapping) -> OfficeMark:
    return OfficeMark(
        office_id=row["office_id"],
        mark=row["mark"],
        stars=row["stars"],
        category=row["category"],
        theme=row["theme"],
        note=row["note"],
        person_id=row["person_id"],
        at=row["at"].astimezone(CHINA),
    )


def _values(mark: OfficeMark) -> dict[str, Any]:
    return {"office_id": mark.office_id, **{name: getattr(mark, name) for name in _SET}}


def _says_nothing(mark: OfficeMark) -> bool:
    return mark.mark is None and not (mark.stars or mark.category or mark.theme or mark.note)

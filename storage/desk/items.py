"""Single items as an office may act on them: within its reach, or not there at all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.reach import Reach
from domain.selection import Selected
from domain.submission import Submission
from storage import adoptions, marks, returns
from storage.desk import area
from storage.submissions import submission_of
from storage.tables import submissions


@dataclass(frozen=True, kw_only=True)
class DeskItem:
    """A submission with all that offices did to it."""

    submission: Submission
    selected: Selected


async def locked(connection: AsyncConnection, reach: Reach, numbers: Collection[int]) -> dict[int, DeskItem]:
    """Those of ``numbers`` that are in reach, held until the transaction ends; in order, so that nobody waits for
    each other."""
    if not numbers:
        return {}
    query = (
        select(submissions).where(submissions.c.id.in_(numbers), area.items(reach, few=True)).order_by(submissions.c.id)
    )
    rows = (await connection.execute(query.with_for_update(of=submissions))).mappings()
    return await _items(connection, [submission_of(row) for row in rows])


async def find(connection: AsyncConnection, reach: Reach, numbers: Collection[int]) -> dict[int, DeskItem]:
    """Those of ``numbers`` that are in reach."""
    if not numbers:
        return {}
    query = (
        select(submissions).where(submissions.c.id.in_(numbers), area.items(reach, few=True)).order_by(submissions.c.id)
    )
    rows = (await connection.execute(query)).mappings()
    return await _items(connection, [submission_of(row) for row in rows])


async def _items(connection: AsyncConnection, found: list[Submission]) -> dict[int, DeskItem]:
    numbers = [submission.id for submission in found]
    marked = await marks.of(connection, numbers)
    returned = await returns.of(connection, numbers)
    adopted = await adoptions.of(connection, numbers)
    return {
        one.id: DeskItem(
            submission=one,
            selected=Selected(
                number=one.id,
                state=one.state,
                marks=tuple(marked.get(one.id, ())),
                returns=tuple(returned.get(one.id, ())),
                adoptions=tuple(adopted.get(one.id, ())),
            ),
        )
        for one in found
    }

"""What units say of a day by themselves (今天没活动): shown beside them in the missing list; it exempts nobody."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine.database import upsert
from storage.tables import notes


async def write(
    connection: AsyncConnection, organisation_id: int, day: date, *, person_id: int, said: str, now: datetime
) -> None:
    """One note for a unit and a day; the last one counts."""
    values = {"person_id": person_id, "said": said, "at": now}
    statement = upsert(connection, notes).values(organisation_id=organisation_id, day=day, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=["organisation_id", "day"], set_=values))


async def remove(connection: AsyncConnection, organisation_ids: Collection[int], day: date) -> None:
    gone = delete(notes).where(notes.c.organisation_id.in_(organisation_ids), notes.c.day == day)
    await connection.execute(gone)


async def of_days(connection: AsyncConnection, days: Collection[date]) -> dict[date, dict[int, str]]:
    """Day → organisation id → what was said; every day asked for is there."""
    found: dict[date, dict[int, str]] = {day: {} for day in days}
    query = select(notes.c.day, notes.c.organisation_id, notes.c.said).where(notes.c.day.in_(list(days)))
    for day, organisation_id, said in await connection.execute(query):
        found[day][organisation_id] = said
    return found

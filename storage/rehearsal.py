"""The rehearsal clock's one row, so that every process of a rehearsal lives at the same time, also after a restart."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.clock import Rehearsal
from storage.engine.database import upsert
from storage.tables import rehearsals


async def begin(connection: AsyncConnection, *, configured: datetime, speed: float, real: datetime) -> Rehearsal:
    """Go on with the rehearsal that these settings began, or begin it."""
    fresh = {
        "configured": f"{configured.isoformat()} x{speed}",
        "real": real,
        "rehearsed": configured,
        "speed": speed,
    }
    # One statement, because several processes of one rehearsal start at the same moment.
    statement = upsert(connection, rehearsals).values(id=1, **fresh)
    other = rehearsals.c.configured != statement.excluded.configured
    await connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=fresh, where=other))
    row = (await connection.execute(select(rehearsals))).mappings().one()
    return Rehearsal(real=row["real"], rehearsed=row["rehearsed"], speed=row["speed"])


async def load(connection: AsyncConnection) -> Rehearsal | None:
    row = (await connection.execute(select(rehearsals))).mappings().one_or_none()
    return Rehearsal(real=row["real"], rehearsed=row["rehearsed"], speed=row["speed"]) if row else None


async def move(connection: AsyncConnection, *, to: datetime, real: datetime) -> None:
    """Set the rehearsed time; it runs on from there."""
    await connection.execute(update(rehearsals).values(real=real, rehearsed=to))

"""The rehearsal clock's one row, so that every process of a rehearsal lives at the same time, also after a restart."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.clock import Rehearsal
from storage.tables import rehearsals


async def begin(connection: AsyncConnection, *, configured: datetime, speed: float, real: datetime) -> Rehearsal:
    """Go on with the rehearsal that these settings began, or begin it."""
    wanted = f"{configured.isoformat()} x{speed}"
    row = (await connection.execute(select(rehearsals))).mappings().one_or_none()
    if row and row["configured"] == wanted:
        return Rehearsal(real=row["real"], rehearsed=row["rehearsed"], speed=row["speed"])
    await connection.execute(delete(rehearsals))
    fresh = Rehearsal(real=real, rehearsed=configured, speed=speed)
    values = {"real": fresh.real, "rehearsed": fresh.rehearsed, "speed": fresh.speed}
    await connection.execute(insert(rehearsals).values(id=1, configured=wanted, **values))
    return fresh


async def load(connection: AsyncConnection) -> Rehearsal | None:
    row = (await connection.execute(select(rehearsals))).mappings().one_or_none()
    return Rehearsal(real=row["real"], rehearsed=row["rehearsed"], speed=row["speed"]) if row else None


async def move(connection: AsyncConnection, *, to: datetime, real: datetime) -> None:
    """Set the rehearsed time; it runs on from there."""
    await connection.execute(update(rehearsals).values(real=real, rehearsed=to))

"""Names of offices and people, as far as the office that asks may read them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.reach import Reach
from storage.desk import area
from storage.tables import organisations


async def names(connection: AsyncConnection, reach: Reach, ids: Collection[int]) -> dict[int, str]:
    """Id → name of those of ``ids`` that are the office itself, in its area, or pass their items on to it."""
    if not ids:
        return {}
    own = organisations.c.id.in_([reach.office.id, *reach.passed_by])
    seen = or_(own, area.units(reach, organisations.c.id))
    query = select(organisations.c.id, organisations.c.name).where(organisations.c.id.in_(ids), seen)
    return {id_: name for id_, name in await connection.execute(query)}

"""What a few words find within a reach: units by name or code, items by what they are called."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.reach import Reach
from storage.desk import area
from storage.tables import organisations, submissions


@dataclass(frozen=True, kw_only=True)
class FoundItem:
    """``unit``: by its name."""

    number: int
    what: str
    unit: str


async def units(connection: AsyncConnection, reach: Reach, words: str, *, limit: int) -> list[tuple[str, str]]:
    """Code and name, in roster order."""
    table = organisations.c
    called = or_(table.code == words, table.name.contains(words, autoescape=True))
    query = select(table.code, table.name).where(area.units(reach, table.id), table.listed, called)
    return [(code, name) for code, name in await connection.execute(query.order_by(table.id).limit(limit))]


async def items(connection: AsyncConnection, reach: Reach, words: str, *, limit: int) -> list[FoundItem]:
    """The newest first."""
    table = submissions.c
    called = or_(table.title.contains(words, autoescape=True), table.caption.contains(words, autoescape=True))
    query = (
        select(table.id, table.title, table.caption, organisations.c.name)
        .join(organisations, organisations.c.id == table.organisation_id)
        .where(area.items(reach), called)
        .order_by(table.id.desc())
        .limit(limit)
    )
    rows = await connection.execute(query)
    return [FoundItem(number=number, what=title or caption, unit=unit) for number, title, caption, unit in rows]

"""Forms half filled in: one draft for each unit and milestone, so that a colleague or another device goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine.database import upsert
from storage.tables import drafts


@dataclass(frozen=True, kw_only=True)
class Draft:
    """``values``: what was typed, by field. ``saved_at``: campaign time."""

    values: Mapping[str, str]
    saved_at: datetime


async def load(connection: AsyncConnection, organisation_id: int, item: str) -> Draft | None:
    query = select(drafts).where(drafts.c.organisation_id == organisation_id, drafts.c.item == item)
    row = (await connection.execute(query)).mappings().one_or_none()
    return Draft(values=row["values"], saved_at=row["saved_at"]) if row else None


async def save(
    connection: AsyncConnection, organisation_id: int, item: str, values: Mapping[str, str], *, now: datetime
) -> None:
    """The last one who saves counts."""
    kept = {"values": dict(values), "saved_at": now}
    statement = upsert(connection, drafts).values(organisation_id=organisation_id, item=item, **kept)
    await connection.execute(statement.on_conflict_do_update(index_elements=["organisation_id", "item"], set_=kept))

"""What the bot is waiting for from a person, and the unit that one who serves several has chosen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine.database import upsert
from storage.tables import conversations


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """``awaiting``: nothing, ``pieces`` (稿件 … 完), ``milestone:CODE``, ``confirm:WHAT``. ``since``: campaign time."""

    organisation_id: int | None = None
    awaiting: str = ""
    pieces: str = ""
    since: datetime | None = None


async def load(connection: AsyncConnection, person_id: int) -> Conversation:
    query = select(conversations).where(conversations.c.person_id == person_id)
    row = (await connection.execute(query)).mappings().one_or_none()
    if row is None:
        return Conversation()
    return Conversation(**{name: row[name] for name in ("organisation_id", "awaiting", "pieces", "since")})


async def save(connection: AsyncConnection, person_id: int, *, now: datetime, **values: Any) -> None:
    """Change only the named columns (``awaiting``, ``pieces``, ``organisation_id``)."""
    changed = {**values, "since": now}
    statement = upsert(connection, conversations).values(person_id=person_id, **changed)
    await connection.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=changed))

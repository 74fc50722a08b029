"""The groups in which the bot was heard of: their ids, for the settings to name those of the office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import inbox


@dataclass(frozen=True, slots=True)
class Group:
    """``heard_at``: when somebody last spoke there (real time)."""

    channel: str
    id: str
    heard_at: datetime


async def heard(connection: AsyncConnection) -> list[Group]:
    """All of them, newest first."""
    last = func.max(inbox.c.arrived_at)
    query = (
        select(inbox.c.channel, inbox.c.group_id, last)
        .where(inbox.c.group_id != "")
        .group_by(inbox.c.channel, inbox.c.group_id)
        .order_by(last.desc(), inbox.c.group_id)
    )
    return [Group(*row) for row in await connection.execute(query)]

"""Channels that must rest: throttled ones until their window passes, ones with bad credentials until somebody looks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from storage.engine.database import Database, upsert
from storage.tables import channel_states


async def pause(database: Database, channel: str, *, until: datetime, problem: str, detail: str, now: datetime) -> None:
    """Send nothing on this channel before ``until`` (real time, like ``now``)."""
    values = {"paused_until": until, "problem": problem, "detail": detail[:2000]}
    async with database.write() as connection:
        statement = upsert(connection, channel_states).values(channel=channel, since=now, **values)
        await connection.execute(statement.on_conflict_do_update(index_elements=["channel"], set_=values))


async def paused(database: Database, *, now: datetime) -> dict[str, str]:
    """Problem by channel, of those resting at ``now``."""
    async with database.read() as connection:
        query = select(channel_states).where(channel_states.c.paused_until > now)
        return {row["channel"]: row["problem"] for row in (await connection.execute(query)).mappings()}

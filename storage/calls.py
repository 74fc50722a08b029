"""Calls made of a platform within the month, which some of them limit: counted over all workers. All times real."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import case, false, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.clock import month_of
from domain.spending import TRY_EVERY, Spending
from storage.engine.database import Database, upsert
from storage.tables import calls_made, inbox

_TABLE = calls_made.c


async def count(database: Database, channel: str, number: int, *, now: datetime) -> None:
    """So many were made; the first of a month begins anew."""
    month = month_of(now)
    same = _TABLE.month == month
    async with database.write() as connection:
        statement = upsert(connection, calls_made).values(channel=channel, month=month, made=number)
        anew: dict[str, Any] = {
            "month": month,
            "made": case((same, _TABLE.made + number), else_=number),
            "used_up": case((same, _TABLE.used_up), else_=false()),
            "beyond": case((same, _TABLE.beyond), else_=false()),
            "tried_at": case((same, _TABLE.tried_at), else_=None),
        }
        await connection.execute(statement.on_conflict_do_update(index_elements=["channel"], set_=anew))


async def spending(connection: AsyncConnection, channels: Collection[str], *, now: datetime) -> Mapping[str, Spending]:
    """Channel → its month so far, of all ``channels``."""
    query = select(_TABLE.channel, _TABLE.made, _TABLE.used_up, _TABLE.beyond, _TABLE.tried_at)
    mine = _TABLE.channel.in_(channels) & (_TABLE.month == month_of(now))
    found = {
        channel: Spending(made=made, used_up=used_up, beyond=beyond, tried_at=tried_at)
        for channel, made, used_up, beyond, tried_at in await connection.execute(query.where(mine))
    }
    return {channel: found.get(channel, Spending()) for channel in channels}


async def heard(connection: AsyncConnection, channel: str, *, now: datetime) -> int:
    """Messages that the platform brought within the month: one of several parts counts once."""
    parts = (inbox.c.channel == channel) & (inbox.c.arrived_at >= month_of(now)) & ~inbox.c.external_id.contains("#")
    first = (inbox.c.channel == channel) & (inbox.c.arrived_at >= month_of(now)) & inbox.c.external_id.endswith("#1")
    return int(await connection.scalar(select(func.count()).where(or_(parts, first))) or 0)


async def used_up(database: Database, channel: str, *, now: datetime) -> None:
    """The platform has said that nothing is left."""
    await count(database, channel, 0, now=now)
    async with database.write() as connection:
        told = update(calls_made).where(_TABLE.channel == channel)
        await connection.execute(told.values(used_up=True, beyond=False, tried_at=now))


async def try_one(database: Database, channel: str, *, now: datetime) -> bool:
    """Be the one that tries whether the platform takes another; for a while nobody else does."""
    before = _TABLE.tried_at
    due = or_(before.is_(None), before <= now - TRY_EVERY, before > now)
    async with database.write() as connection:
        mine = update(calls_made).where(_TABLE.channel == channel, due).values(tried_at=now)
        return bool((await connection.execute(mine)).rowcount)


async def taken(connection: AsyncConnection, channel: str) -> None:
    """The platform has taken one though nothing was left."""
    await connection.execute(
        update(calls_made).where(_TABLE.channel == channel).values(used_up=False, beyond=True, tried_at=None)
    )

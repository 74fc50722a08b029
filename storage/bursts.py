"""Calls made to a platform within the second, which some of them limit: counted over all workers. All times real."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine.database import Database, insert_new
from storage.tables import bursts


async def take(database: Database, channel: str, calls: int, *, most: int, now: datetime) -> bool:
    """Count that so many are about to be made; False, and nothing is counted, when that would be more than ``most``.

    What is more than a second may bring goes in a second of its own.
    """
    table, second = bursts.c, now.replace(microsecond=0)
    same = table.second == second
    fits = or_(~same, table.calls == 0, table.calls + calls <= most)
    async with database.write() as connection:
        await insert_new(connection, bursts, [{"channel": channel, "second": second, "calls": 0}], ("channel",))
        mine = table.channel == channel
        anew = update(bursts).where(mine, ~same).values(second=second, calls=0)
        await connection.execute(anew)
        taken = update(bursts).where(mine, fits).values(calls=table.calls + calls)
        return bool((await connection.execute(taken)).rowcount)


async def full(connection: AsyncConnection, most: dict[str, int], *, now: datetime) -> Collection[str]:
    """Of these channels, with the calls that a second may have, those of which this one has had as many."""
    table = bursts.c
    query = select(table.channel, table.calls).where(
        table.channel.in_(most), table.second == now.replace(microsecond=0)
    )
    return {channel for channel, calls in await connection.execute(query) if calls >= most[channel]}

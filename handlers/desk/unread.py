"""未阅: how many items of the current day an office has not looked at."""

from __future__ import annotations

from domain.reach import Reach
from handlers.context import Context
from handlers.desk import board
from storage.desk import queue
from storage.desk.queue import QueueFilter


async def count(ctx: Context, reach: Reach) -> int:
    """Of the campaign nearest in time, where 选材 leads; 0 without one."""
    found = board.nearest(ctx, ctx.clock.now())
    if found is None:
        return 0
    campaign, day = found
    async with ctx.database.read() as connection:
        return await queue.unread(connection, reach, QueueFilter(campaign=campaign.code, day=day))

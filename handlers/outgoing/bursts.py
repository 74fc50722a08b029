"""How often a platform may be called within a second, by all workers together.

A channel that has had its calls is left alone as a whole until the next second, so that its messages keep their places;
those of other channels go on. Only channels with such a limit are asked about.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from handlers.context import Context
from storage import bursts, outbox
from storage.outbox_batches import Batch

_SECOND = timedelta(seconds=1)


async def full(ctx: Context, of: Collection[str] | None) -> Collection[str]:
    """Of the channels ``of`` (None: all), those that may not be called before the next second."""
    limited = {
        name: channel.abilities.burst
        for name, channel in ctx.channels.items()
        if channel.abilities.burst and (of is None or name in of)
    }
    if not limited:
        return ()
    async with ctx.database.read() as connection:
        return await bursts.full(connection, limited, now=ctx.clock.real())


async def put_off(ctx: Context, batch: Batch) -> bool:
    """Count the calls that a batch takes; put it off by a second where others have just used them up."""
    channel = ctx.channels.get(batch.channel)
    if channel is None or not channel.abilities.burst:
        return False
    now = ctx.clock.real()
    calls = 1 + bool(batch.attachment) + bool(batch.choices)
    if await bursts.take(ctx.database, batch.channel, calls, most=channel.abilities.burst, now=now):
        return False
    await outbox.waits(ctx.database, batch, at=now + _SECOND, error="as many calls as a second may have")
    return True

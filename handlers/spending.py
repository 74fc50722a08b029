"""What a platform's month leaves to be said. Only channels with such a limit (``Abilities.monthly``) are asked about.

With few calls left nothing goes that can do without. With none the platform is not asked in vain: one message goes now
and then, in case more were bought, and answers that cost no call go on; the next month is new by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.messages import Problem, SendError
from domain.spending import Means, next_try
from handlers.context import Context
from storage import calls, outbox
from storage.outbox_batches import Batch
from storage.sendable import Spared


@dataclass(frozen=True, kw_only=True)
class Standing:
    """``means``: how a channel stands. ``may_try``: one message may go though nothing is left."""

    means: Means
    may_try: bool = False


def metered(ctx: Context, of: Collection[str] | None = None) -> dict[str, int]:
    """Channel → the calls that a month may have, of those ``of`` (None: all) that have such a limit."""
    return {
        name: channel.abilities.monthly
        for name, channel in ctx.channels.items()
        if channel.abilities.monthly and (of is None or name in of)
    }


async def standings(ctx: Context, of: Collection[str] | None = None) -> Mapping[str, Standing]:
    """How those of the channels ``of`` (None: all) stand that have a limit."""
    limits = metered(ctx, of)
    if not limits:
        return {}
    now = ctx.clock.real()
    async with ctx.database.read() as connection:
        spent = await calls.spending(connection, limits, now=now)
    return {
        name: Standing(means=spent[name].means(most), may_try=spent[name].may_try(now)) for name, most in limits.items()
    }


async def spared(ctx: Context, of: Collection[str] | None) -> Spared:
    """What is not to be handed to the channels ``of`` (None: all) now."""
    stand = await standings(ctx, of)
    return Spared(
        few=tuple(sorted(name for name, its in stand.items() if its.means is not Means.ENOUGH)),
        none=tuple(sorted(name for name, its in stand.items() if its.means is Means.NONE and not its.may_try)),
        free=tuple(sorted(name for name in stand if ctx.channels[name].abilities.free_replies)),
    )


class Leave(StrEnum):
    """Whether a batch may go."""

    GO = "go"
    #: Though nothing is thought to be left: to see whether the platform takes it.
    TRY = "try"
    WAIT = "wait"


async def leave(ctx: Context, batch: Batch, *, free: bool) -> Leave:
    """Whether a batch may go; for which no call is left it is put off. ``free``: it costs none."""
    stand = (await standings(ctx, [batch.channel])).get(batch.channel)
    if free or stand is None or stand.means is not Means.NONE:
        return Leave.GO
    now = ctx.clock.real()
    await calls.count(ctx.database, batch.channel, 0, now=now)
    if await calls.try_one(ctx.database, batch.channel, now=now):
        return Leave.TRY
    await outbox.waits(ctx.database, batch, at=next_try(now), error=Problem.QUOTA.value)
    return Leave.WAIT


async def used_up(ctx: Context, channel: str) -> datetime:
    """The platform says that nothing is left of the month; when it is tried again (real time)."""
    now = ctx.clock.real()
    await calls.used_up(ctx.database, channel, now=now)
    return next_try(now)


async def taken(ctx: Context, channel: str) -> None:
    """The platform has taken what was only tried: what waited goes on."""
    async with ctx.database.write() as connection:
        await calls.taken(connection, channel)
        await outbox.hurry(connection, channel, ctx.clock.real())


async def refuse_in_vain(ctx: Context, channel: str) -> None:
    """Before a file is fetched again. Raises ``SendError`` when no call is left for it."""
    stand = (await standings(ctx, [channel])).get(channel)
    if stand is not None and stand.means is Means.NONE and not stand.may_try:
        wait = (next_try(ctx.clock.real()) - ctx.clock.real()).total_seconds()
        raise SendError(Problem.QUOTA, permanent=False, retry_after=wait, detail="the month's calls are used up")

"""Figures for Prometheus that the database tells: what waits, what failed, what rings. ``web.metrics`` names them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping

from domain.alarms import Alarm, ringing
from domain.messages import Unreachable
from domain.processes import Part, Vitals
from handlers.context import Context
from handlers.watching.condition import allowed, measure
from storage import backlog, channel_states, connections, processes, setbacks, unreachable
from storage.states import Lane

#: Measure → its labels' values → figure.
Figures = Mapping[str, Mapping[tuple[str, ...], float]]


async def waiting(ctx: Context, own: Vitals) -> Figures:
    """The boxes, the last message in, and channels that rest. Raises ``DatabaseUnavailable``, as the others do."""
    real = ctx.clock.real()
    async with ctx.database.read() as connection:
        boxes = await backlog.backlog(connection, now=ctx.clock.now(), real=real)
        arrived = await backlog.last_arrival(connection)
    return {
        "waiting": {(box.value,): its.waiting for box, its in boxes.items()},
        "oldest_seconds": {(box.value,): its.oldest.total_seconds() for box, its in boxes.items()},
        "last_message_seconds": {(): (real - arrived).total_seconds()} if arrived else {},
        "paused": dict.fromkeys((await channel_states.paused(ctx.database, now=real)).items(), 1),
    }


async def connected(ctx: Context, own: Vitals) -> Figures:
    """The connections that we open to platforms, whichever process holds them."""
    real = ctx.clock.real()
    async with ctx.database.read() as connection:
        standings = await connections.standings(connection, now=real)
    return {
        "connected": {(one.channel,): one.since is not None for one in standings},
        "connected_seconds": {(one.channel,): (real - one.since).total_seconds() for one in standings if one.since},
        "heard_seconds": {(one.channel,): (real - one.heard_at).total_seconds() for one in standings if one.heard_at},
    }


async def failed(ctx: Context, own: Vitals) -> Figures:
    """Every lane and reason is named, so that a rule can watch it from the start."""
    aside = {one.lane: one.count for one in await setbacks.set_aside(ctx.database, ctx.clock.real())}
    lost = await unreachable.counts(ctx.database)
    return {
        "set_aside": {(lane.value,): aside.get(lane, 0) for lane in Lane},
        "unreachable": {(reason.value,): lost.get(reason, 0) for reason in Unreachable},
    }


async def alarms(ctx: Context, own: Vitals) -> Figures:
    """``own``: what this process has measured itself."""
    real = ctx.clock.real()
    async with ctx.database.read() as connection:
        condition = await measure(
            connection,
            clock=ctx.clock,
            campaigns=ctx.campaigns.values(),
            channels={name: allowed(channel.abilities) for name, channel in ctx.channels.items()},
            own=own,
        )
        running = Counter(process.part for process in await processes.all(connection) if process.alive(real))
    rings = {ring.alarm for ring in ringing(condition)}
    return {
        "alarm": {(alarm.value,): alarm in rings for alarm in Alarm},
        "processes": {(part.value,): running[part] for part in Part},
    }


#: By themselves, so that one that fails takes none of the others away.
FIGURES: tuple[Callable[[Context, Vitals], Awaitable[Figures]], ...] = (waiting, connected, failed, alarms)

"""How an installation is, from what the database says and what its processes have measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from domain.abilities import Abilities
from domain.alarms import Condition
from domain.campaigns.campaign import DAILY, Campaign
from domain.clock import Clock
from domain.processes import Part, Place, Process, Vitals
from domain.spending import Means, Monthly
from storage import backlog, calls, channel_states, connections, obligations, processes
from storage.engine.database import Connection


def allowed(able: Abilities) -> Monthly:
    """What a channel's platform allows in a month."""
    return Monthly(calls=able.monthly, heard=able.monthly_heard)


async def measure(
    connection: Connection,
    *,
    clock: Clock,
    campaigns: Iterable[Campaign],
    channels: Mapping[str, Monthly],
    own: Vitals,
) -> Condition:
    """``channels``: those in force, and what each is allowed in a month.

    ``own``: what this process has measured itself. The connection is only read from.
    """
    real = clock.real()
    running = [process for process in await processes.all(connection) if process.alive(real)]
    vitals = [own, *(process.vitals for process in running)]
    still = await backlog.standing_still(connection, real)
    offs = [timedelta(seconds=one.clock_ahead) for one in vitals if one.clock_ahead is not None]
    return Condition(
        now=clock.now(),
        still={channel: waited for channel, waited in still.items() if channel in channels},
        refused=[channel for channel in await channel_states.refused(connection) if channel in channels],
        unconnected={
            one.channel: real - one.lost_at
            for one in await connections.standings(connection, now=real)
            if one.since is None and one.channel in channels
        },
        free=_least(vitals),
        oldest_check=timedelta(seconds=max(one.oldest_check for one in vitals)),
        listening_since=await _listening_since(connection, clock, running),
        used=await _used(connection, channels, real),
        owed=await _owed(connection, campaigns, clock.now()),
        clock_ahead=max(offs, key=abs, default=None),
    )


async def _used(connection: Connection, channels: Mapping[str, Monthly], real: datetime) -> Mapping[str, float]:
    """Channel → the larger share of its month that is used: of calls, or of messages that are brought."""
    metered = [name for name, most in channels.items() if most.calls]
    spent = await calls.spending(connection, metered, now=real) if metered else {}
    used = {
        name: 1.0 if its.means(channels[name].calls) is Means.NONE else its.made / channels[name].calls
        for name, its in spent.items()
    }
    for name, most in channels.items():
        if most.heard:
            brought = await calls.heard(connection, name, now=real) / most.heard
            used[name] = max(used.get(name, 0.0), brought)
    return used


def _least(vitals: Iterable[Vitals]) -> Mapping[Place, int]:
    free: dict[Place, int] = {}
    for one in vitals:
        for place, left in one.free.items():
            free[place] = min(left, free.get(place, left))
    return free


async def _listening_since(connection: Connection, clock: Clock, running: Iterable[Process]) -> datetime | None:
    """In campaign time: the last message in, or the start of the process that hears callbacks longest, if later."""
    started = [process.started_at for process in running if process.part is not Part.WORKER]
    if not started:
        return None
    arrived = await backlog.last_arrival(connection)
    return clock.at(max(min(started), arrived or min(started)))


async def _owed(connection: Connection, campaigns: Iterable[Campaign], now: datetime) -> bool:
    """Today is a report day, and not all have reported."""
    for campaign in campaigns:
        today = campaign.report_day(now)
        if today == now.astimezone(campaign.timezone).date() and await obligations.unmet(
            connection, campaign.code, DAILY, today
        ):
            return True
    return False

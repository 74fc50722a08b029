"""How an installation is, from what the database says and what its processes have measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from domain.alarms import Condition
from domain.campaigns.campaign import DAILY, Campaign
from domain.clock import Clock, month_of
from domain.processes import Part, Place, Process, Vitals
from storage import backlog, calls, channel_states, connections, obligations, processes
from storage.engine.database import Connection


async def measure(
    connection: Connection,
    *,
    clock: Clock,
    campaigns: Iterable[Campaign],
    channels: Mapping[str, int],
    own: Vitals,
) -> Condition:
    """``channels``: those in force, and how many calls each is allowed in a month, 0: as many as it likes.

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
        used={
            channel: await calls.since(connection, channel, month_of(real)) / most
            for channel, most in channels.items()
            if most
        },
        owed=await _owed(connection, campaigns, clock.now()),
        clock_ahead=max(offs, key=abs, default=None),
    )


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

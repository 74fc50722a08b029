"""Channels that must rest: throttled ones until their window passes, refused ones until the platform takes them again.

A refused channel is asked, not tried: nothing is sent on it before ``Channel.probe`` has found it good.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Executable, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.messages import Problem
from storage.engine.database import Database, upsert
from storage.engine.prepared import prepared
from storage.tables import channel_states

_DETAIL = 2000


@dataclass(frozen=True, kw_only=True)
class ChannelState:
    """Why a channel rests. ``since`` and ``until`` are real time; ``until`` is when it is tried, or asked, again.

    ``refused``: it is asked, not tried.
    """

    channel: str
    problem: str
    detail: str
    since: datetime
    until: datetime
    refused: bool


def resting(now: datetime) -> ColumnElement[bool]:
    """The channel of a row rests at ``now`` (real time)."""
    return or_(channel_states.c.paused_until > now, channel_states.c.probe_at.is_not(None))


async def pause(database: Database, channel: str, *, until: datetime, problem: str, detail: str, now: datetime) -> None:
    """Send nothing on this channel before ``until`` (real time, like ``now``). One that is refused stays so."""
    values = {"paused_until": until, "problem": problem, "detail": detail[:_DETAIL]}
    async with database.write() as connection:
        before = await _before(connection, channel, now)
        if before is None or before.probe_at is None:
            await _write(connection, channel, {**values, "since": before.since if before else now})


async def stop(
    database: Database, channel: str, *, probe_at: datetime, problem: str, detail: str, now: datetime
) -> None:
    """Send nothing on this channel until it is asked and is good: at ``probe_at`` (real time, like ``now``).

    One that is to be asked already is asked when it was to be: what else is refused meanwhile does not put that off.
    """
    values = {"problem": problem, "detail": detail[:_DETAIL]}
    async with database.write() as connection:
        before = await _before(connection, channel, now)
        at = before.probe_at if before and before.probe_at else probe_at
        await _write(
            connection,
            channel,
            {**values, "probe_at": at, "paused_until": at, "since": before.since if before else now},
        )


async def ask_again(database: Database, channel: str, *, at: datetime, problem: str, detail: str) -> None:
    """It was asked, and is not good yet."""
    values = {"probe_at": at, "paused_until": at, "problem": problem, "detail": detail[:_DETAIL]}
    async with database.write() as connection:
        await connection.execute(update(channel_states).where(channel_states.c.channel == channel).values(values))


@dataclass(frozen=True, slots=True)
class _Before:
    since: datetime
    probe_at: datetime | None


async def _before(connection: AsyncConnection, channel: str, now: datetime) -> _Before | None:
    same = (channel_states.c.channel == channel) & resting(now)
    query = select(channel_states.c.since, channel_states.c.probe_at).where(same)
    row = (await connection.execute(query)).one_or_none()
    return _Before(*row) if row else None


async def _write(connection: AsyncConnection, channel: str, values: dict[str, Any]) -> None:
    statement = upsert(connection, channel_states).values(channel=channel, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=["channel"], set_=values))


async def to_probe(database: Database, *, now: datetime) -> list[str]:
    """The channels that are to be asked at ``now`` (real time)."""
    async with database.read() as connection:
        return list(await connection.scalars(*_to_probe(now=now)))


@prepared
def _to_probe(*, now: Any) -> Executable:
    return select(channel_states.c.channel).where(channel_states.c.probe_at <= now)


async def claim_probe(database: Database, channel: str, *, now: datetime, again: timedelta) -> bool:
    """Be the one that asks; whoever dies while asking leaves it to be asked ``again`` later."""
    due = (channel_states.c.channel == channel) & (channel_states.c.probe_at <= now)
    async with database.write() as connection:
        return bool((await connection.execute(update(channel_states).where(due).values(probe_at=now + again))).rowcount)


async def resume(connection: AsyncConnection, channel: str) -> None:
    await connection.execute(delete(channel_states).where(channel_states.c.channel == channel))


async def probe_soon(database: Database, *, now: datetime, channel: str = "") -> None:
    """What was refused may be mended: ask this channel, or all that rest, as soon as a worker looks."""
    refused = channel_states.c.probe_at > now
    if channel:
        refused &= channel_states.c.channel == channel
    async with database.write() as connection:
        await connection.execute(update(channel_states).where(refused).values(probe_at=now))


async def paused(database: Database, *, now: datetime) -> dict[str, str]:
    """Problem by channel, of those resting at ``now``."""
    return {state.channel: state.problem for state in await states(database, now=now)}


async def states(database: Database, *, now: datetime) -> list[ChannelState]:
    """The channels that rest at ``now`` (real time)."""
    async with database.read() as connection:
        rows = (await connection.execute(select(channel_states).where(resting(now)))).mappings()
        return [
            ChannelState(
                channel=row["channel"],
                problem=row["problem"],
                detail=row["detail"],
                since=row["since"],
                until=row["probe_at"] or row["paused_until"],
                refused=row["probe_at"] is not None,
            )
            for row in rows
        ]


async def refused(connection: AsyncConnection) -> list[str]:
    """Channels whose platform refused the secret, address or app when it was last asked."""
    query = select(channel_states.c.channel).where(
        channel_states.c.problem.in_((Problem.CREDENTIALS, Problem.CONFIGURATION)),
        channel_states.c.probe_at.is_not(None),
    )
    return list(await connection.scalars(query))

"""The alarms that ring, a row each, so that every one is told once by whichever worker finds it first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.alarms import Alarm, is_over
from storage.engine.database import insert_new
from storage.tables import alarms


@dataclass(frozen=True, kw_only=True)
class StandingAlarm:
    """One that was told and has not ended. ``said``: its sentence. Both times are real."""

    alarm: Alarm
    since: datetime
    seen_at: datetime
    said: str


async def standing(connection: AsyncConnection) -> dict[Alarm, StandingAlarm]:
    rows = (await connection.execute(select(alarms))).mappings()
    return {row["alarm"]: StandingAlarm(**row) for row in rows}


async def note(
    connection: AsyncConnection, found: Mapping[Alarm, str], *, now: datetime
) -> tuple[list[StandingAlarm], list[StandingAlarm]]:
    """Bring the rows in line with what rings (alarm → its sentence); which begin, and which are over.

    ``now`` is real time. Only one process may do this at a time (``storage.engine.database.one_at_a_time``).
    """
    before = await standing(connection)
    begun = [
        StandingAlarm(alarm=alarm, since=now, seen_at=now, said=said)
        for alarm, said in found.items()
        if alarm not in before
    ]
    rows = [{"alarm": one.alarm, "since": now, "seen_at": now, "said": one.said} for one in begun]
    await insert_new(connection, alarms, rows, ["alarm"])
    await _seen_again(connection, [alarm for alarm in found if alarm in before], now)
    over = [one for alarm, one in before.items() if alarm not in found and is_over(one.seen_at, now)]
    await connection.execute(delete(alarms).where(alarms.c.alarm.in_([one.alarm for one in over])))
    return begun, over


async def _seen_again(connection: AsyncConnection, again: Collection[Alarm], now: datetime) -> None:
    await connection.execute(update(alarms).where(alarms.c.alarm.in_(again)).values(seen_at=now))

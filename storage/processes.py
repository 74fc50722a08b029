"""The processes that run: each writes its own row every now and then, with what only it can measure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import RowMapping, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.processes import Place, Process, Vitals
from storage.engine.database import upsert
from storage.tables import processes

#: A row so old tells nothing any more.
FORGOTTEN_AFTER = timedelta(days=1)


async def save(connection: AsyncConnection, process: Process) -> None:
    """Write a process's own row, and forget those that have long been gone."""
    values = {"seen_at": process.seen_at, "vitals": _json(process.vitals)}
    statement = upsert(connection, processes).values(
        id=process.id,
        part=process.part,
        host=process.host[:64],
        pid=process.pid,
        started_at=process.started_at,
        **values,
    )
    await connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
    await connection.execute(delete(processes).where(processes.c.seen_at < process.seen_at - FORGOTTEN_AFTER))


async def remove(connection: AsyncConnection, process_id: str) -> None:
    """It ends as it should."""
    await connection.execute(delete(processes).where(processes.c.id == process_id))


async def all(connection: AsyncConnection) -> list[Process]:
    """Also those that are gone without having said so; the one that runs longest first."""
    rows = (await connection.execute(select(processes).order_by(processes.c.started_at))).mappings()
    return [_process(row) for row in rows]


def _process(row: RowMapping) -> Process:
    return Process(**{**row, "vitals": _vitals(row["vitals"])})


def _json(vitals: Vitals) -> dict[str, Any]:
    return {
        "free": {place.value: free for place, free in vitals.free.items()},
        "oldest_check": vitals.oldest_check,
        "rounds": dict(vitals.rounds),
        "clock_ahead": vitals.clock_ahead,
        "descriptors": list(vitals.descriptors),
    }


def _vitals(stored: dict[str, Any]) -> Vitals:
    """What another version has written may name a place that this one does not know."""
    places = {place.value for place in Place}
    open_, most = stored.get("descriptors", (0, 0))
    return Vitals(
        free={Place(place): int(free) for place, free in stored.get("free", {}).items() if place in places},
        oldest_check=float(stored.get("oldest_check", 0.0)),
        rounds=dict(stored.get("rounds", {})),
        clock_ahead=stored.get("clock_ahead"),
        descriptors=(int(open_), int(most)),
    )

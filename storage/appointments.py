"""The clock's appointments as rows: planned from the campaign, kept once, dropped when they come too late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.appointments import Appointment, What
from domain.clock import CHINA
from storage.engine import claims
from storage.engine.database import Database, insert_new
from storage.tables import appointments

_UNIQUE = ["campaign", "what", "item", "day", "run_at"]


async def plan(
    connection: AsyncConnection, campaign: str, planned: Sequence[Appointment], *, now: datetime, real: datetime
) -> None:
    """Bring the waiting appointments of ``campaign`` in line with ``planned``. Harmless to repeat.

    What is new and already past at ``now`` (campaign time) was never promised: it is noted as dropped.
    """
    wanted = {_identity(_values(appointment)) for appointment in planned}
    waiting = select(appointments).where(appointments.c.campaign == campaign, appointments.c.state == "new")
    for row in (await connection.execute(waiting)).mappings():
        if _identity(row) not in wanted:
            await connection.execute(delete(appointments).where(appointments.c.id == row["id"]))
    rows = [
        {**_values(appointment), "state": "dropped" if appointment.run_at <= now else "new", "retry_at": real}
        for appointment in planned
    ]
    await insert_new(connection, appointments, rows, _UNIQUE)


async def claim_next(database: Database, *, now: datetime, real: datetime, lease: timedelta) -> RowMapping | None:
    """The earliest appointment whose time has come (``now``, campaign time)."""
    async with database.write() as connection:
        due = (appointments.c.state == "new") & (appointments.c.run_at <= now)
        return await claims.claim(
            connection, appointments, due, appointments.c.run_at, appointments.c.id, now=real, lease=lease
        )


async def finish(connection: AsyncConnection, row: RowMapping, *, state: str) -> None:
    """``done`` or ``dropped``. Raises ``ClaimLost``."""
    await claims.finish(connection, appointments, row, state=state)


async def postpone(database: Database, row: RowMapping, *, at: datetime, error: str) -> None:
    async with database.write() as connection:
        await claims.postpone(connection, appointments, row, at, error)


async def superseded(connection: AsyncConnection, appointment: Appointment, *, now: datetime) -> bool:
    """A later one of the same kind for the same day has come as well: after downtime one reminder is enough."""
    later = select(appointments.c.id).where(
        appointments.c.campaign == appointment.campaign,
        appointments.c.what == appointment.what.value,
        appointments.c.item == appointment.item,
        appointments.c.day == appointment.day,
        appointments.c.state == "new",
        appointments.c.run_at > appointment.run_at,
        appointments.c.run_at <= now,
    )
    return (await connection.execute(later.limit(1))).first() is not None


def appointment_of(row: RowMapping) -> Appointment:
    return Appointment(
        campaign=row["campaign"],
        what=What(row["what"]),
        item=row["item"],
        day=row["day"],
        run_at=row["run_at"].astimezone(CHINA),
        expires_at=row["expires_at"].astimezone(CHINA),
    )


def _values(appointment: Appointment) -> dict[str, Any]:
    return {
        "campaign": appointment.campaign,
        "what": appointment.what.value,
        "item": appointment.item,
        "day": appointment.day,
        "run_at": appointment.run_at,
        "expires_at": appointment.expires_at,
    }


def _identity(row: RowMapping | dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in _UNIQUE)

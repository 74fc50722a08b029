"""Claims: one conditional UPDATE with a lease, the same for every table of work.

Two workers never hold one row; a killed worker's row is free again when its lease ends; and whoever lost a lease
cannot finish the row, because finishing asks for the claim that was given.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Executable, RowMapping, Table, and_, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine.changes import UNSET, Unset, columns
from storage.engine.prepared import prepared

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

#: The n-th failed try waits this long, in seconds; the last value repeats.
BACKOFF = (2, 10, 30, 120, 600)
#: Characters of an error's text that are kept.
LONGEST_ERROR = 2000


class ClaimLost(Exception):
    """The lease ended and somebody else has the row: whatever was done in this transaction must not count."""


#: Whatever waits or is held until later than this, as the clock is now, was put off by a clock that was ahead.
LONGEST_WAIT = timedelta(minutes=75)
LONGEST_LEASE = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Held:
    """The rows that were claimed together, and the claim that was given for them."""

    ids: tuple[int, ...]
    claim: str


@dataclass(frozen=True, kw_only=True)
class Ended:
    """The outcome: nobody works on the row again. A table's own outcome may add columns."""

    state: StrEnum
    error: str | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class Postponed:
    """The row is tried again at ``retry_at`` (real time)."""

    retry_at: datetime
    error: str


async def claim(
    connection: AsyncConnection,
    table: Table,
    due: ColumnElement[bool],
    *order: ColumnElement[Any],
    now: datetime,
    lease: timedelta,
) -> RowMapping | None:
    """Take the first due row that nobody holds. ``now`` is real time."""
    return await taken(connection, claiming(table, due, *order, now=now, lease=lease, claim=new_claim()))


async def taken(
    connection: AsyncConnection, statement: Executable, values: dict[str, Any] | None = None
) -> RowMapping | None:
    """The row that a ``claiming`` statement takes, if there is one."""
    result = await connection.execute(statement, values or {})
    row: RowMapping | None = result.mappings().one_or_none()
    return row


def new_claim() -> str:
    return secrets.token_hex(8)


def claiming(
    table: Table,
    due: ColumnElement[bool],
    *order: ColumnElement[Any],
    now: Any,
    lease: timedelta,
    claim: Any,
    **more: Any,
) -> Executable:
    """The UPDATE that takes the first due row, and sets ``more`` of its columns.

    ``now``, real time, and ``claim`` may be stand-ins (``prepared``).
    """
    chosen = (
        select(table.c.id)
        .where(and_(due, waited(table, now), free(table, now, lease)))
        .order_by(*order)
        .limit(1)
        .with_for_update(skip_locked=True, of=table)
        .scalar_subquery()
    )
    values = {"claim": claim, "claimed_until": now + lease, "attempts": table.c.attempts + 1, **more}
    return update(table).where(table.c.id == chosen).values(values).returning(table)


def waited(table: Any, now: datetime) -> ColumnElement[bool]:
    """A row's next try has come, or lies further ahead than this clock can have put it."""
    put_off = table.c.retry_at
    return or_(put_off <= now, put_off > now + LONGEST_WAIT)


async def clock_set_back(connection: AsyncConnection, table: Table, now: datetime) -> None:
    """What has not been tried yet waits for nothing: a clock that was ahead has dated it. ``now`` is real time."""
    ahead = and_(table.c.attempts == 0, table.c.retry_at > now)
    await connection.execute(update(table).where(ahead).values(retry_at=now))


def free(table: Any, now: datetime, lease: timedelta = timedelta()) -> ColumnElement[bool]:
    """Nobody holds a row: its lease has ended, or ends later than one that was given by this clock can."""
    until = table.c.claimed_until
    return or_(until.is_(None), until < now, until > now + max(LONGEST_LEASE, 2 * lease))


def held(*rows: RowMapping) -> Held:
    """What it takes to finish these rows of one claim."""
    return Held(ids=tuple(row["id"] for row in rows), claim=rows[0]["claim"])


async def extend(connection: AsyncConnection, table: Table, held: Held, until: datetime) -> None:
    """Hold the rows longer. Raises ``ClaimLost``."""
    await _update_held(connection, table, held, {"claimed_until": until})


async def change_held(connection: AsyncConnection, table: Table, held: Held, change: DataclassInstance) -> None:
    """Write something about the rows, and go on holding them. Raises ``ClaimLost``."""
    await _update_held(connection, table, held, columns(change))


async def let_go(connection: AsyncConnection, table: Table, held: Held, change: Ended | Postponed) -> None:
    """Write what became of the rows, in the caller's transaction. Raises ``ClaimLost``, undoing all of it."""
    values = columns(change)
    if "error" in values:
        values["error"] = values["error"][:LONGEST_ERROR]
    await _update_held(connection, table, held, {**values, "claim": None, "claimed_until": None})


def next_try(attempts: int, now: datetime, at_least: float | None = None) -> datetime:
    """When a row that has failed ``attempts`` times is tried again; ``at_least`` in seconds, if the platform said."""
    delay = BACKOFF[min(max(attempts, 1), len(BACKOFF)) - 1]
    return now + timedelta(seconds=max(delay, at_least or 0))


@prepared
def _changing_held(table: Table, names: tuple[str, ...], *, ids: Any, claim: Any) -> Executable:
    """Binds ``new_NAME`` for each of ``names``."""
    own = and_(table.c.id.in_(ids), table.c.claim == claim)
    return update(table).where(own).values({name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names})


async def _update_held(connection: AsyncConnection, table: Table, held: Held, values: dict[str, Any]) -> None:
    if not held.ids:
        return
    statement, fixed = _changing_held(table, tuple(values), ids=held.ids, claim=held.claim)
    result = await connection.execute(statement, fixed | {f"new_{name}": value for name, value in values.items()})
    if result.rowcount != len(held.ids):
        raise ClaimLost(f"{table.name} {held.ids}")

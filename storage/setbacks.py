"""Work that failed: how often, when it is tried again, and what was set aside for an operator.

Rows of the inbox, the outbox and scheduled notices carry this themselves, with their claims. The other lanes have a
row here for each row of theirs that has failed, and none on the way of what succeeds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, Table, cast, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import claims
from storage.engine.claims import LONGEST_ERROR, next_try
from storage.engine.database import Database, upsert
from storage.states import InboxState, Lane, NoticeState, OutboxState
from storage.tables import inbox, outbox, scheduled_notices, setbacks

#: What was set aside is shown to operators for this long.
SHOWN_FOR = timedelta(days=7)
#: A row that has succeeded since is forgotten after this long.
_KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Setback:
    """One row that has failed ``attempts`` times. ``aside``: it is not tried again."""

    lane: Lane
    row_id: str
    attempts: int
    aside: bool


@dataclass(frozen=True, kw_only=True)
class SetAside:
    """What one lane has set aside lately: how much, and why the newest of it."""

    lane: Lane
    count: int
    reason: str


def held_back(lane: Lane, row_id: ColumnElement[Any], now: datetime) -> ColumnElement[bool]:
    """This row of ``lane`` waits for its next try (``now`` is real time), or was set aside."""
    return (
        select(setbacks.c.row_id)
        .where(
            setbacks.c.lane == lane,
            setbacks.c.row_id == cast(row_id, String(64)),
            or_(setbacks.c.aside, ~claims.waited(setbacks, now)),
        )
        .exists()
    )


async def note(
    connection: AsyncConnection, lane: Lane, row_id: int | str, *, error: str, now: datetime, most: int
) -> Setback:
    """One more try has failed at ``now`` (real time). After ``most`` tries it is set aside."""
    same = (setbacks.c.lane == lane) & (setbacks.c.row_id == str(row_id))
    attempts = (await connection.scalar(select(setbacks.c.attempts).where(same)) or 0) + 1
    aside = attempts >= most
    values = {
        "attempts": attempts,
        "retry_at": now if aside else next_try(attempts, now),
        "aside": aside,
        "error": error[:LONGEST_ERROR],
    }
    statement = upsert(connection, setbacks).values(lane=lane, row_id=str(row_id), **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=["lane", "row_id"], set_=values))
    return Setback(lane=lane, row_id=str(row_id), attempts=attempts, aside=aside)


async def over(connection: AsyncConnection, lane: Lane, row_id: int | str) -> None:
    """It succeeded: what went wrong before does not count any more."""
    await connection.execute(delete(setbacks).where(setbacks.c.lane == lane, setbacks.c.row_id == str(row_id)))


async def sweep(connection: AsyncConnection, now: datetime) -> None:
    """Forget rows that were to be tried again long ago: they have succeeded since. ``now`` is real time."""
    await connection.execute(delete(setbacks).where(~setbacks.c.aside, setbacks.c.retry_at < now - _KEPT_FOR))


async def set_aside(database: Database, now: datetime) -> list[SetAside]:
    """What every lane has set aside within ``SHOWN_FOR`` of ``now`` (real time); lanes without any are not in it."""
    async with database.read() as connection:
        found = [
            *await _own(connection, Lane.INTAKE, inbox, InboxState.FAILED, now),
            *await _own(connection, Lane.DELIVERY, outbox, OutboxState.FAILED, now),
            *await _own(connection, Lane.NOTICES, scheduled_notices, NoticeState.FAILED, now),
            *await _noted(connection, now),
        ]
    return [one for one in found if one.count]


async def _own(
    connection: AsyncConnection, lane: Lane, table: Table, state: InboxState | OutboxState | NoticeState, now: datetime
) -> list[SetAside]:
    failed = (table.c.state == state) & (table.c.retry_at >= now - SHOWN_FOR)
    newest = select(table.c.error).where(failed).order_by(table.c.id.desc()).limit(1).scalar_subquery()
    count, reason = (await connection.execute(select(func.count(), newest).where(failed))).one()
    return [SetAside(lane=lane, count=count, reason=reason or "")]


async def _noted(connection: AsyncConnection, now: datetime) -> Sequence[SetAside]:
    lately = setbacks.c.aside & (setbacks.c.retry_at >= now - SHOWN_FOR)
    query = select(setbacks.c.lane, setbacks.c.error).where(lately).order_by(setbacks.c.retry_at)
    reasons: dict[Lane, list[str]] = {}
    for lane, error in await connection.execute(query):
        reasons.setdefault(lane, []).append(error)
    return [SetAside(lane=lane, count=len(errors), reason=errors[-1]) for lane, errors in reasons.items()]

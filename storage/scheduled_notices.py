"""Scheduled notices as rows: planned from the campaign, sent once, dropped when they come too late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Executable, RowMapping, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.clock import CHINA
from domain.scheduled_notices import ScheduledNotice, What
from storage.engine import claims
from storage.engine.database import Database, insert_new
from storage.engine.prepared import prepared
from storage.states import NoticeState
from storage.tables import scheduled_notices as notices

_UNIQUE = ["campaign", "what", "item", "day", "run_at", "expires_at"]


async def plan(
    connection: AsyncConnection, campaign: str, planned: Sequence[ScheduledNotice], *, now: datetime, real: datetime
) -> None:
    """Bring the waiting notices of ``campaign`` in line with ``planned``. Idempotent.

    What is new and already past at ``now`` (campaign time) was never promised: it is noted as dropped. What was
    dropped before its time, when the clock was wrong, is promised again.
    """
    wanted = {_identity(_values(notice)) for notice in planned}
    waiting = select(notices).where(notices.c.campaign == campaign, notices.c.state == NoticeState.NEW)
    for row in (await connection.execute(waiting)).mappings():
        if _identity(row) not in wanted:
            await connection.execute(delete(notices).where(notices.c.id == row["id"]))
    rows = [
        {**_values(notice), "state": NoticeState.DROPPED if notice.run_at <= now else NoticeState.NEW, "retry_at": real}
        for notice in planned
    ]
    await insert_new(connection, notices, rows, _UNIQUE)
    too_early = (notices.c.state == NoticeState.DROPPED) & (notices.c.run_at > now)
    await connection.execute(
        update(notices)
        .where(notices.c.campaign == campaign, too_early)
        .values(state=NoticeState.NEW, retry_at=real, attempts=0)
    )


@dataclass(frozen=True, kw_only=True)
class DueNotice:
    """A notice whose time has come, claimed: to be kept, dropped or tried later. ``waited``: it was only too early."""

    id: int
    notice: ScheduledNotice
    attempts: int
    held: claims.Held
    waited: bool = False


#: The error of a try that was only too early.
_TOO_EARLY = "mail under way"


async def claim_next(database: Database, *, now: datetime, real: datetime, lease: timedelta) -> DueNotice | None:
    """The earliest notice whose time has come (``now``, campaign time)."""
    async with database.write() as connection:
        row = await claims.taken(connection, *_claiming(lease, now=now, real=real, claim=claims.new_claim()))
    if row is None:
        return None
    return DueNotice(
        id=row["id"],
        notice=_notice(row),
        attempts=row["attempts"],
        held=claims.held(row),
        waited=row["error"] == _TOO_EARLY,
    )


@prepared
def _claiming(lease: timedelta, *, now: Any, real: Any, claim: Any) -> Executable:
    due = (notices.c.state == NoticeState.NEW) & (notices.c.run_at <= now)
    order = (notices.c.run_at, notices.c.id)
    return claims.claiming(
        notices,
        due,
        *order,
        now=real,
        lease=lease,
        claim=claim,
    )


async def finish(connection: AsyncConnection, due: DueNotice, *, state: NoticeState) -> None:
    """Done or dropped. Raises ``ClaimLost``."""
    await claims.let_go(connection, notices, due.held, claims.Ended(state=state))


async def wait(database: Database, due: DueNotice, *, at: datetime) -> None:
    """Too early: messages that were sent in time are still being worked on."""
    async with database.write() as connection:
        await claims.let_go(connection, notices, due.held, claims.Postponed(retry_at=at, error=_TOO_EARLY))


async def set_back(database: Database, due: DueNotice, *, at: datetime, error: str, aside: bool) -> None:
    """It failed, and is tried again ``at`` (real time); ``aside``: never."""
    failed = claims.Ended(state=NoticeState.FAILED, error=error)
    async with database.write() as connection:
        change = failed if aside else claims.Postponed(retry_at=at, error=error)
        await claims.let_go(connection, notices, due.held, change)


async def drop_late(database: Database, *, now: datetime, real: datetime) -> int:
    """Drop at once, however many, all whose time has run out by ``now`` (campaign time); returns their number."""
    late = (notices.c.state == NoticeState.NEW) & (notices.c.expires_at <= now)
    async with database.write() as connection:
        dropping = update(notices).where(late, claims.free(table=notices, now=real)).values(state=NoticeState.DROPPED)
        return int((await connection.execute(dropping)).rowcount)


async def superseded(connection: AsyncConnection, notice: ScheduledNotice, *, now: datetime) -> bool:
    """A later one of the same deadline has come as well: after downtime one reminder is enough."""
    if notice.what is not What.REMIND:
        return False
    later = select(notices.c.id).where(
        notices.c.campaign == notice.campaign,
        notices.c.what == notice.what,
        notices.c.item == notice.item,
        notices.c.day == notice.day,
        notices.c.expires_at == notice.expires_at,
        notices.c.state == NoticeState.NEW,
        notices.c.run_at > notice.run_at,
        notices.c.run_at <= now,
    )
    return (await connection.execute(later.limit(1))).first() is not None


def _notice(row: RowMapping) -> ScheduledNotice:
    return ScheduledNotice(
        campaign=row["campaign"],
        what=row["what"],
        item=row["item"],
        day=row["day"],
        run_at=row["run_at"].astimezone(CHINA),
        expires_at=row["expires_at"].astimezone(CHINA),
    )


def _values(notice: ScheduledNotice) -> dict[str, Any]:
    return {
        "campaign": notice.campaign,
        "what": notice.what,
        "item": notice.item,
        "day": notice.day,
        "run_at": notice.run_at,
        "expires_at": notice.expires_at,
    }


def _identity(row: RowMapping | dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in _UNIQUE)

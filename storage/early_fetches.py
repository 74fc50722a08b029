"""Files that their platform keeps for minutes alone: fetched before anything else is done with their message.

A row of the inbox with ``fetch_by`` waits for its file; no other lane takes it before, so its claim is the fetch's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import claims
from storage.engine.database import Database
from storage.inbox import InboxMessage, message_of
from storage.states import InboxState
from storage.tables import inbox

#: Where such files lie until their message has been worked on.
FOLDER = "early"


@dataclass(frozen=True, kw_only=True)
class EarlyFetch:
    """A claimed message whose file is to be had until ``fetch_by`` (real time)."""

    message: InboxMessage
    fetch_by: datetime


@dataclass(frozen=True, kw_only=True)
class _Over(claims.Postponed):
    """Its message is worked on now, with the file or without."""

    fetched_key: str = ""
    fetched_name: str = ""
    fetch_by: datetime | None = None
    attempts: int = 0


def key_of(inbox_id: int) -> str:
    """The same however often it is fetched: a fetch that was killed leaves nothing behind that another does not use."""
    return f"{FOLDER}/{inbox_id}"


def awaited() -> ColumnElement[bool]:
    """The rows whose file has not been fetched yet."""
    return (inbox.c.state == InboxState.NEW) & inbox.c.fetch_by.is_not(None)


async def claim_soonest(database: Database, *, now: datetime, lease: timedelta) -> EarlyFetch | None:
    """The file that is gone first, whoever sent it. ``now`` is real time."""
    async with database.write() as connection:
        row = await claims.claim(connection, inbox, awaited(), inbox.c.fetch_by, inbox.c.id, now=now, lease=lease)
    return EarlyFetch(message=message_of(row), fetch_by=row["fetch_by"]) if row else None


async def extend_claim(database: Database, fetch: EarlyFetch, *, until: datetime) -> None:
    """Keep the claim longer. Raises ``ClaimLost``."""
    async with database.write() as connection:
        await claims.extend(connection, inbox, fetch.message.held, until)


async def fetched(database: Database, fetch: EarlyFetch, *, name: str, now: datetime) -> None:
    """It lies under ``key_of``. Raises ``ClaimLost``: then somebody else has it, under the same key."""
    done = _Over(retry_at=now, error="", fetched_key=key_of(fetch.message.id), fetched_name=name)
    await _let_go(database, fetch, done)


async def gave_up(database: Database, fetch: EarlyFetch, *, error: str, now: datetime) -> None:
    """Whoever works on the message asks the platform once more, and tells its sender. Raises ``ClaimLost``."""
    await _let_go(database, fetch, _Over(retry_at=now, error=error))


async def postponed(database: Database, fetch: EarlyFetch, *, at: datetime, error: str) -> None:
    """``at``: real time. Raises ``ClaimLost``."""
    await _let_go(database, fetch, claims.Postponed(retry_at=at, error=error))


async def _let_go(database: Database, fetch: EarlyFetch, change: claims.Postponed) -> None:
    async with database.write() as connection:
        await claims.let_go(connection, inbox, fetch.message.held, change)


async def next_to_free(connection: AsyncConnection) -> tuple[int, str] | None:
    """A message that was worked on, and the key of its file that nobody needs any more."""
    over = (inbox.c.fetched_key != "") & (inbox.c.state != InboxState.NEW)
    row = (await connection.execute(select(inbox.c.id, inbox.c.fetched_key).where(over).limit(1))).one_or_none()
    return (row[0], row[1]) if row else None


async def freed(connection: AsyncConnection, inbox_id: int) -> None:
    values: dict[str, Any] = {"fetched_key": "", "fetched_name": ""}
    await connection.execute(update(inbox).where(inbox.c.id == inbox_id).values(values))

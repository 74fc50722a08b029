"""One event per write: who did what, on which obligation, in the same transaction. History and audit read it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import events


async def record(
    connection: AsyncConnection,
    verb: str,
    *,
    at: datetime,
    person_id: int | None = None,
    organisation_id: int | None = None,
    obligation_id: int | None = None,
    submission_id: int | None = None,
    **details: Any,
) -> None:
    """``details`` must be JSON: names and numbers, no secrets."""
    await connection.execute(
        insert(events).values(
            verb=verb,
            at=at,
            person_id=person_id,
            organisation_id=organisation_id,
            obligation_id=obligation_id,
            submission_id=submission_id,
            details=details,
        )
    )


async def first(connection: AsyncConnection, verb: str, person_id: int) -> bool:
    """Nothing of this kind has been recorded for this person yet."""
    query = select(events.c.id).where(events.c.verb == verb, events.c.person_id == person_id).limit(1)
    return (await connection.execute(query)).first() is None


async def recent(connection: AsyncConnection, verb: str, *, account: str, since: datetime) -> int:
    """How often this kind was recorded for an account (``details.account``) since then."""
    query = select(func.count()).where(
        events.c.verb == verb, events.c.at >= since, events.c.details["account"].as_string() == account
    )
    return int((await connection.execute(query)).scalar_one())

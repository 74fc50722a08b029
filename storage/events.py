"""One event per write: who did what, on which obligation, in the same transaction. History and audit read it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert
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

"""Submissions that count for another unit or day than the key of their bytes says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import setbacks
from storage.engine.prepared import prepared
from storage.states import Lane
from storage.tables import submissions


@dataclass(frozen=True, kw_only=True)
class Misplaced:
    """A submission whose bytes are to be moved, as far as that goes: the rest of it may not even be readable."""

    id: int
    key: str
    obligation_id: int | None


async def misplaced(connection: AsyncConnection, now: datetime) -> Misplaced | None:
    """The next one whose bytes are to be moved at ``now`` (real time)."""
    row = (await connection.execute(*_misplaced(now=now))).mappings().one_or_none()
    return Misplaced(**row) if row else None


@prepared
def _misplaced(*, now: Any) -> Executable:
    due = submissions.c.misplaced & ~setbacks.held_back(Lane.RELOCATING, submissions.c.id, now)
    query = select(submissions.c.id, submissions.c.key, submissions.c.obligation_id).where(due)
    return query.order_by(submissions.c.id).limit(1)


async def moved(connection: AsyncConnection, submission_id: int, key: str) -> None:
    """Its bytes are where they belong, under ``key``."""
    done = update(submissions).where(submissions.c.id == submission_id).values(key=key, misplaced=False)
    await connection.execute(done)
    await setbacks.over(connection, Lane.RELOCATING, submission_id)

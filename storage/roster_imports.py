"""Which rosters were brought in, by whom, and after which event: so that nothing older beats something newer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.states import ImportSource
from storage.tables import events, roster_imports


@dataclass(frozen=True, kw_only=True)
class RosterImport:
    """``at``: real time. ``digest``: SHA-256 of the file. ``after_event``: the newest event at the time."""

    at: datetime
    source: ImportSource
    digest: str
    after_event: int


async def record(connection: AsyncConnection, source: ImportSource, digest: str, *, real: datetime) -> None:
    newest = select(func.coalesce(func.max(events.c.id), 0)).scalar_subquery()
    values = {"at": real, "source": source, "digest": digest, "after_event": newest}
    await connection.execute(insert(roster_imports).values(**values))


async def last(connection: AsyncConnection, source: ImportSource | None = None) -> RosterImport | None:
    """The newest import, or the newest of this source."""
    query = select(roster_imports).order_by(roster_imports.c.id.desc()).limit(1)
    if source is not None:
        query = query.where(roster_imports.c.source == source)
    row = (await connection.execute(query)).mappings().one_or_none()
    if row is None:
        return None
    return RosterImport(at=row["at"], source=row["source"], digest=row["digest"], after_event=row["after_event"])

"""What a machine's clock that was set back would leave waiting."""

from __future__ import annotations

from datetime import datetime

from storage.engine import claims
from storage.engine.database import Database
from storage.tables import inbox, outbox, scheduled_notices


async def set_back(database: Database, *, now: datetime) -> None:
    """Whatever was to be worked on at once is worked on now (real time). Idempotent."""
    async with database.write() as connection:
        for table in (inbox, outbox, scheduled_notices):
            await claims.clock_set_back(connection, table, now)

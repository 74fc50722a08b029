"""Sessions of the desk: when one was last used is written down now and then, by one of many requests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from storage import sessions
from storage.engine.database import Database
from storage.tables import people

NOW = datetime(2020, 11, 9, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


async def test_of_requests_that_come_together_the_first_writes_it_down(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(insert(people).values(id=1, name="Dana"))
        token = await sessions.make(
            connection, person_id=1, agent="", address="", now=NOW, expires_at=NOW + timedelta(days=1)
        )
    later = NOW + MINUTE
    for now in (NOW + timedelta(seconds=59), later, later + timedelta(seconds=1)):
        async with database.write() as connection:
            found = await sessions.find(connection, token)
            assert found is not None
            await sessions.seen(connection, [found.sha256], now=now, every=MINUTE)
    async with database.read() as connection:
        kept = await sessions.find(connection, token)
    assert kept is not None
    assert kept.seen_at == later

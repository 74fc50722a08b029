"""Upload links: found by their whole token and nothing longer, revoked as long as they open something."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import insert, select

from storage import links
from storage.engine.database import Database
from storage.tables import links as table
from storage.tables import people
from tests.support.rows import NOW, SECOND, add

JUST = timedelta(microseconds=1)

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
async def two_people(database: Database) -> None:
    async with database.write() as connection:
        for number in (1, 2):
            await add(connection, people, number)


async def make(database: Database, *, person_id: int = 1, expires_at: datetime = NOW + SECOND) -> str:
    async with database.write() as connection:
        return await links.make(
            connection, person_id=person_id, channel="wecom", account="alice", now=NOW, expires_at=expires_at
        )


async def test_a_link_is_found_by_its_token_which_is_not_kept(database: Database) -> None:
    token, other = await make(database), await make(database, person_id=2)
    assert token != other and len(token) == 32
    async with database.read() as connection:
        found = await links.find(connection, token)
        assert found and (found.person_id, found.channel, found.account) == (1, "wecom", "alice")
        assert (found.expires_at, found.revoked_at) == (NOW + SECOND, None)
        for wrong in ("", token[:-1], token + "x", token.swapcase()):
            assert await links.find(connection, wrong) is None
        (kept,) = await connection.scalars(select(table.c.sha256).where(table.c.person_id == 1))
    assert kept == sha256(token.encode()).hexdigest()


@pytest.mark.parametrize(("length", "found"), [(1, True), (128, True), (129, False), (0, False)])
async def test_what_is_too_long_is_not_even_looked_up(database: Database, length: int, found: bool) -> None:
    token = "x" * length
    values = {"sha256": sha256(token.encode()).hexdigest(), "person_id": 1, "channel": "wecom", "account": "alice"}
    async with database.write() as connection:
        await connection.execute(insert(table).values(values | {"made_at": NOW, "expires_at": NOW}))
        assert (await links.find(connection, token) is not None) is found


async def test_what_still_opens_something_is_revoked_and_counted(database: Database) -> None:
    good, anothers = await make(database), await make(database, person_id=2)
    ends_now, later = await make(database, expires_at=NOW), await make(database, expires_at=NOW + JUST)
    async with database.write() as connection:
        assert await links.revoke(connection, 1, NOW) == 2
        assert await links.revoke(connection, 1, NOW - SECOND) == 1, "the one that had ended"
        assert await links.revoke(connection, 1, NOW - SECOND) == 0
        found = [await links.find(connection, token) for token in (good, later, ends_now, anothers)]
    assert [link and link.revoked_at for link in found] == [NOW, NOW, NOW - SECOND, None]

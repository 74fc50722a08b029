"""Bulletins on both databases: of one office alone, issued once, numbered without gap or double."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from sqlalchemy import insert

from domain.bulletin import Block, BulletinKind, BulletinState
from domain.organisation import Organisation
from storage import bulletins
from storage.engine.database import Database
from storage.tables import people
from tests.storage.desk.test_area import reach, roster
from tests.support.rows import NOW

DAY, KIND = date(2020, 11, 9), BulletinKind.DAILY


@pytest.fixture
async def offices(database: Database) -> dict[str, Organisation]:
    found = await roster(database)
    async with database.write() as connection:
        await connection.execute(insert(people).values(id=1, name="甲"))
    return found


async def drafted(database: Database, office: Organisation, kind: BulletinKind = KIND) -> int:
    async with database.write() as connection:
        return await bulletins.add(connection, reach(office), "week", kind, DAY, now=NOW)


async def issued(database: Database, office: Organisation, bulletin_id: int, number: int) -> bool:
    async with database.write() as connection:
        found = await bulletins.find(connection, reach(office), bulletin_id)
        assert found is not None
        said = {"year": 2020, "number": number, "snapshot": "{}", "sha256": "0" * 64, "now": NOW}
        return await bulletins.issue(connection, reach(office), found, **said)  # type: ignore[arg-type]


async def test_a_number_is_given_once_for_each_office_kind_and_year(
    database: Database, offices: dict[str, Organisation]
) -> None:
    city, east = offices["city"], offices["east"]
    first, second = await drafted(database, city), await drafted(database, city)
    assert await issued(database, city, first, 1)
    assert not await issued(database, city, second, 1)
    async with database.read() as connection:
        assert await bulletins.next_number(connection, reach(city), KIND, 2020) == 2
        assert await bulletins.next_number(connection, reach(city), KIND, 2021) == 1
        assert await bulletins.next_number(connection, reach(city), BulletinKind.FINAL, 2020) == 1
        assert await bulletins.next_number(connection, reach(east), KIND, 2020) == 1
    assert await issued(database, city, second, 2)
    assert await issued(database, east, await drafted(database, east), 1)


async def test_of_many_who_ask_for_one_number_at_once_one_gets_it(
    database: Database, offices: dict[str, Organisation]
) -> None:
    city = offices["city"]
    drafts = [await drafted(database, city) for _ in range(4)]
    done = await asyncio.gather(*(issued(database, city, one, 1) for one in drafts))
    assert sorted(done) == [False, False, False, True]


async def test_what_is_issued_never_changes(database: Database, offices: dict[str, Organisation]) -> None:
    city = offices["city"]
    one = await drafted(database, city)
    async with database.write() as connection:
        assert await bulletins.write(connection, reach(city), one, {Block.TITLE: "甲"}, now=NOW)
    assert await issued(database, city, one, 1)
    async with database.write() as connection:
        assert not await bulletins.write(connection, reach(city), one, {Block.TITLE: "乙"}, now=NOW)
        assert not await bulletins.switch(connection, reach(city), one, names_missing=False, by_kind=False)
        assert not await bulletins.drop(connection, reach(city), one)
        found = await bulletins.find(connection, reach(city), one)
        assert found is not None and found.state is BulletinState.ISSUED and found.names_missing
        assert (await bulletins.blocks(connection, reach(city), one))[Block.TITLE].text == "甲"
    assert not await issued(database, city, one, 2)


async def test_what_was_changed_meanwhile_is_not_issued(database: Database, offices: dict[str, Organisation]) -> None:
    city = offices["city"]
    one = await drafted(database, city)
    async with database.read() as connection:
        seen = await bulletins.find(connection, reach(city), one)
    assert seen is not None
    async with database.write() as connection:
        await bulletins.write(connection, reach(city), one, {Block.TITLE: "甲"}, now=NOW)
        said = {"year": 2020, "number": 1, "snapshot": "", "sha256": "", "now": NOW}
        assert not await bulletins.issue(connection, reach(city), seen, **said)  # type: ignore[arg-type]


async def test_blocks_have_versions_and_the_last_saved_wins(
    database: Database, offices: dict[str, Organisation]
) -> None:
    city = offices["city"]
    one = await drafted(database, city)
    for text in ("甲", "乙"):
        async with database.write() as connection:
            await bulletins.write(connection, reach(city), one, {Block.INTRO: text, Block.ISSUER: "丙"}, now=NOW)
    async with database.read() as connection:
        found = await bulletins.blocks(connection, reach(city), one)
        assert (found[Block.INTRO].text, found[Block.INTRO].version) == ("乙", 2)
        assert await bulletins.last_blocks(connection, reach(city), KIND) == {Block.INTRO: "乙", Block.ISSUER: "丙"}


async def test_no_other_office_finds_it(database: Database, offices: dict[str, Organisation]) -> None:
    city, east = offices["city"], reach(offices["east"])
    one = await drafted(database, city)
    async with database.write() as connection:
        await bulletins.write(connection, reach(city), one, {Block.INTRO: "甲"}, now=NOW)
        assert await bulletins.find(connection, east, one) is None
        assert await bulletins.blocks(connection, east, one) == {}
        assert await bulletins.last_blocks(connection, east, KIND) == {}
        assert await bulletins.listed(connection, east, "week") == []
        assert await bulletins.newest(connection, east, "week", KIND, DAY) is None
        assert not await bulletins.write(connection, east, one, {Block.INTRO: "乙"}, now=NOW)
        assert not await bulletins.drop(connection, east, one)
        assert await bulletins.drop(connection, reach(city), one)
        assert await bulletins.find(connection, reach(city), one) is None


async def test_it_is_sent_once(database: Database, offices: dict[str, Organisation]) -> None:
    city = offices["city"]
    one = await drafted(database, city)
    async with database.write() as connection:
        assert not await bulletins.told(connection, reach(city), one, liaisons=True, now=NOW)
    assert await issued(database, city, one, 1)
    async with database.write() as connection:
        assert await bulletins.told(connection, reach(city), one, liaisons=True, now=NOW)
        assert not await bulletins.told(connection, reach(city), one, liaisons=True, now=NOW)
        assert await bulletins.told(connection, reach(city), one, liaisons=False, now=NOW)

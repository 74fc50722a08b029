"""What is kept of the organisations in memory holds as long as nobody changes them, and no longer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from domain.organisation import Duty, Person, Role, area
from domain.roster.roster import OrganisationEntry
from handlers.directory import Directory
from storage import organisations
from storage.engine.database import Database
from tests.support.statements import recorded

SCHOOL = "中等职业学校"
TOP = OrganisationEntry(code="top", name="云麓省教育厅", kind="受理单位", line="教育")
CITY = OrganisationEntry(code="city", name="云麓市教育局", kind="市教育局", line="教育", parent_code="top")
ONE = OrganisationEntry(code="one", name="云麓一中", kind=SCHOOL, line="教育", parent_code="city", aliases=("一中",))
TWO = OrganisationEntry(code="two", name="望江二中", kind=SCHOOL, line="教育", parent_code="top")
WORKS = OrganisationEntry(code="works", name="人社三校", kind=SCHOOL, line="人社")


async def saved(database: Database, *entries: OrganisationEntry) -> Mapping[str, int]:
    async with database.write() as connection:
        return await organisations.save(connection, entries)


async def watching(database: Database, directory: Directory, code: str) -> tuple[list[str], list[str]]:
    """Names of the area of a supervisor there, and of the schools that may be named."""
    async with database.read() as connection:
        top = await organisations.by_code(connection, code)
        assert top is not None
        person = Person(id=1, name="甲", duties=(Duty(organisation=top, role=Role.SUPERVISOR),))
        known = await directory.load(connection)
        seen = known.area(person.supervises)
        assert set(seen) == area(person.supervises, known.everybody.values())
        return [unit.name for unit in seen.values()], [unit.name for unit in known.names(person, {SCHOOL})]


async def test_an_area_is_the_same_as_the_database_says_after_every_change(database: Database) -> None:
    directory = Directory()
    ids = await saved(database, TOP, CITY, ONE, TWO, WORKS)
    assert await watching(database, directory, "city") == (["云麓市教育局", "云麓一中"], ["云麓一中"])
    assert await watching(database, directory, "top") == (
        ["云麓省教育厅", "云麓市教育局", "云麓一中", "望江二中"],
        ["云麓一中", "望江二中"],
    )
    await saved(database, replace(TWO, parent_code="city"))
    assert await watching(database, directory, "city") == (
        ["云麓市教育局", "云麓一中", "望江二中"],
        ["云麓一中", "望江二中"],
    )
    await saved(database, replace(ONE, name="云麓第一中学"))
    assert (await watching(database, directory, "city"))[1] == ["云麓第一中学", "望江二中"]
    async with database.write() as connection:
        await organisations.unlist(connection, [ids["one"]])
    assert await watching(database, directory, "city") == (
        ["云麓市教育局", "云麓第一中学", "望江二中"],
        ["望江二中"],
    )


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_what_nobody_changed_is_not_loaded_again(database: Database) -> None:
    directory = Directory()
    await saved(database, TOP, ONE, CITY)
    async with database.read() as connection:
        first = await directory.load(connection)
    with recorded(database) as said:
        async with database.read() as connection:
            assert await directory.load(connection) is first
    assert said.statements == 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_own_units_come_before_those_of_the_area_each_once(database: Database) -> None:
    await saved(database, TOP, CITY, ONE, TWO, WORKS)
    async with database.read() as connection:
        known = await Directory().load(connection)
        units = {unit.code: unit for unit in known.everybody.values()}
        served = [(units["works"], Role.LIAISON), (units["one"], Role.LIAISON), (units["city"], Role.SUPERVISOR)]
        person = Person(id=1, name="甲", duties=tuple(Duty(organisation=unit, role=role) for unit, role in served))
        assert [unit.name for unit in known.names_with_own(person, {SCHOOL})] == ["人社三校", "云麓一中"]

"""What is asked of organisations without reading them all."""

from __future__ import annotations

import pytest

from domain.roster.roster import OrganisationEntry
from storage import organisations
from storage.engine.database import Database
from storage.organisations import MANY

SCHOOL, WORKS = "中等职业学校", "技工院校"


def unit(code: str, kind: str = SCHOOL, parent: str = "") -> OrganisationEntry:
    return OrganisationEntry(code=code, name=f"{code}校", kind=kind, line="教育", parent_code=parent)


@pytest.fixture
async def ids(database: Database) -> dict[str, int]:
    """Under A: two schools, one of another kind, one that has left the roster; one more school below one of them."""
    entries = [unit("A", "市教育局"), unit("B", parent="A"), unit("C", WORKS, "A"), unit("D", "高职院校", "A")]
    entries += [unit("E", parent="A"), unit("F", parent="B"), unit("G")]
    async with database.write() as connection:
        ids = await organisations.save(connection, entries)
        await organisations.unlist(connection, [ids["E"]])
    return ids


async def test_what_is_directly_below_is_counted_by_its_kind(database: Database, ids: dict[str, int]) -> None:
    async with database.read() as connection:
        below = {code: await organisations.count_below(connection, ids[code], (SCHOOL, WORKS)) for code in "ABF"}
    assert below == {"A": 2, "B": 1, "F": 0}


async def test_names_of_a_few_and_of_very_many(database: Database, ids: dict[str, int]) -> None:
    async with database.read() as connection:
        few = await organisations.names(connection, [ids["B"], ids["E"], 10**6])
        none = await organisations.names(connection, [])
        many = await organisations.names(connection, [ids["B"], *range(10**6, 10**6 + MANY)])
    assert few == {ids["B"]: "B校", ids["E"]: "E校"}
    assert none == {}
    assert many[ids["B"]] == "B校"

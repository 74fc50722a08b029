"""What is asked of organisations without reading them all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.roster.roster import OrganisationEntry
from storage import organisations
from storage.engine.database import Database
from storage.tables import obligations

SCHOOL, WORKS = "中等职业学校", "技工院校"
NOW = datetime(2020, 11, 9, 1, tzinfo=UTC)
#: More than a statement takes as parameters.
MORE = 40_000


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
        many = await organisations.names(connection, [ids["B"], *range(10**6, 10**6 + MORE)])
    assert few == {ids["B"]: "B校", ids["E"]: "E校"}
    assert none == {}
    assert many[ids["B"]] == "B校"


async def test_a_gone_unit_that_handed_something_in_is_known_above(database: Database, ids: dict[str, int]) -> None:
    async with database.write() as connection:
        assert "E" not in [known.code for known in await organisations.known_above(connection)]
        await connection.execute(
            obligations.insert().values(
                campaign="week",
                organisation_id=ids["E"],
                item="daily",
                day=date(2020, 11, 9),
                opens_at=NOW,
                due_at=NOW,
                late_until=NOW,
                met_at=NOW,
                retired=True,
            )
        )
        assert "E" in [known.code for known in await organisations.known_above(connection)]
        assert [await organisations.is_listed(connection, ids[code]) for code in "BE"] == [True, False]
        # Its name means the unit that has it now.
        await organisations.save(connection, [replace(unit("N", parent="A"), name="E校")])
        assert {"E", "N"} & {known.code for known in await organisations.known_above(connection)} == {"N"}

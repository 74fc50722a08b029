"""The area as SQL is the area as the domain states it, for every office of a roster with lines, circles and leavers."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update

from domain.organisation import Organisation, Role, area
from domain.reach import Reach
from domain.roster.roster import OrganisationEntry
from storage import organisations
from storage.desk import area as conditions
from storage.desk import photos
from storage.engine.database import Database
from storage.tables import organisations as table

ENTRIES = (
    ("all", "", ""),
    ("edu", "教育", ""),
    ("labour", "人社", ""),
    ("city", "教育", "edu"),
    ("other", "教育", "edu"),
    ("east", "教育", "city"),
    ("school", "教育", "east"),
    ("stray", "教育", ""),
    ("works", "人社", "city"),
    ("mine", "人社", "labour"),
    ("lost", "", "works"),
)


async def roster(database: Database) -> dict[str, Organisation]:
    entries = [
        OrganisationEntry(code=code, name=code.title(), kind="市教育局", line=line, parent_code=parent)
        for code, line, parent in ENTRIES
    ]
    async with database.write() as connection:
        await organisations.save(connection, entries)
        return {one.code: one for one in await organisations.all(connection)}


def reach(office: Organisation) -> Reach:
    return Reach(office=office, person_id=1, role=Role.SUPERVISOR)


async def test_every_office_sees_what_the_domain_says(database: Database) -> None:
    known = await roster(database)
    async with database.read() as connection:
        for office in known.values():
            seen = {id_ for (id_,) in await connection.execute(conditions.listed(reach(office)))}
            assert seen == area([office], known.values()), office.code
            going_up = select(table.c.id).where(conditions.units_of_few(reach(office), table.c.id))
            assert set(await connection.scalars(going_up)) == seen, office.code


async def test_a_circle_in_the_roster_is_walked_once(database: Database) -> None:
    known = await roster(database)
    async with database.write() as connection:
        circle = update(table).where(table.c.id == known["city"].id).values(parent_id=known["school"].id)
        await connection.execute(circle)
        known = {one.code: one for one in await organisations.all(connection)}
        seen = {id_ for (id_,) in await connection.execute(conditions.listed(reach(known["city"])))}
        assert seen == area([known["city"]], known.values())
        going_up = select(table.c.id).where(conditions.units_of_few(reach(known["city"]), table.c.id))
        assert set(await connection.scalars(going_up)) == seen
        await connection.execute(select(conditions.branches(reach(known["city"]))))
        await conditions.offices_above(connection, known["school"])


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("school", {"east", "city", "edu", "all", "stray"}),
        ("city", {"edu", "all", "stray"}),
        ("edu", {"all"}),
        ("labour", {"all"}),
        ("mine", {"labour", "all"}),
        ("all", set()),
    ],
)
async def test_the_offices_above(database: Database, code: str, above: set[str]) -> None:
    known = await roster(database)
    async with database.read() as connection:
        assert {one.code for one in await conditions.offices_above(connection, known[code])} == above


async def test_the_parts_of_an_area(database: Database) -> None:
    known = await roster(database)
    names = {one.id: one.code for one in known.values()}
    branches = conditions.branches(reach(known["edu"]))
    async with database.read() as connection:
        found = {names[row.id]: names[row.branch] for row in await connection.execute(select(branches))}
        assert {found[code] for code in ("city", "east", "school")} == {"city"}
        # The office itself, and what stands alone, is in no part.
        assert found.keys().isdisjoint({"edu", "other", "stray"})
        branches = conditions.branches(reach(known["city"]))
        found = {names[row.id]: names[row.branch] for row in await connection.execute(select(branches))}
    assert found == {"east": "east", "school": "east", "works": "works", "lost": "works"}, "and nobody else's"


async def test_one_with_all_below_it_stays_within_the_area(database: Database) -> None:
    known = await roster(database)
    names = {one.id: one.code for one in known.values()}
    within = {"city": {"city", "east", "school", "works", "lost"}, "east": {"east", "school"}, "mine": set()}
    async with database.read() as connection:
        for code, seen in within.items():
            query = conditions.listed(reach(known["city"])).where(table.c.id.in_(conditions.with_below(known[code].id)))
            assert {names[id_] for (id_,) in await connection.execute(query)} == seen, code
        asked = photos.PhotosQuestion(campaign="c", day=date(2020, 11, 9), unit_id=known["east"].id)
        assert await photos.count(connection, reach(known["city"]), asked) == 0

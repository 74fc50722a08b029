"""What supervisors ask about, on both databases: always the domain's own counts, whatever the area and its size."""

from __future__ import annotations

import random
from collections.abc import Collection
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from domain.clock import CHINA
from domain.completeness import count
from domain.findings import Kind
from domain.obligation import Standing, standing
from domain.organisation import Role
from storage import contacts, overview
from storage.engine.database import Database
from storage.obligations import obligation_of
from storage.tables import duties, obligations, organisations, people, submissions

DAY = date(2020, 11, 9)
DUE = datetime(2020, 11, 9, 10, 0, tzinfo=CHINA)
UNITS = range(1, 61)
#: Moments around the deadline, the very second included.
MET = [None, DUE - timedelta(hours=1), DUE - timedelta(seconds=1), DUE, DUE + timedelta(seconds=1)]
#: The last but one holds more than a statement takes as parameters.
AREAS: list[Collection[int] | None] = [
    None,
    frozenset(UNITS),
    frozenset(range(5, 20)),
    frozenset(range(40_000)),
    frozenset(),
]


@pytest.fixture(autouse=True)
async def week(database: Database) -> None:
    """Sixty units with every standing there is, other days and a retired obligation beside them."""
    chance = random.Random(7)
    async with database.write() as connection:
        await connection.execute(insert(people).values(id=1, name="甲", phone="100"))
        for n in UNITS:
            values = {"id": n, "code": f"U{n:02}", "name": f"第{n}职业学校", "aliases": [], "kind": "技工院校"}
            await connection.execute(insert(organisations).values(values))
            for day in (DAY, DAY + timedelta(days=1)):
                await connection.execute(
                    insert(obligations).values(
                        id=n * 10 + day.day - 9,
                        campaign="week",
                        organisation_id=n,
                        item="daily",
                        day=day,
                        opens_at=DUE - timedelta(days=1),
                        due_at=DUE,
                        late_until=DUE + timedelta(hours=14),
                        met_at=chance.choice(MET),
                        exempt=chance.random() < 0.2,
                        retired=n == 60,
                    )
                )
        await connection.execute(insert(duties).values(person_id=1, organisation_id=7, role=Role.LIAISON.value))
        for number, (unit, kind, state, title) in enumerate(
            [
                (6, "photo", "accepted", ""),
                (6, "text", "accepted", "甲题"),
                (7, "document", "accepted", ""),
                (7, "photo", "refused", ""),
                (7, "photo", "incomplete", ""),
                (7, "photo", "withdrawn", ""),
                (40, "photo", "accepted", ""),
            ],
            start=1,
        ):
            await connection.execute(
                insert(submissions).values(
                    id=number,
                    obligation_id=unit * 10,
                    organisation_id=unit,
                    person_id=1,
                    item="daily",
                    kind=kind,
                    state=state,
                    title=title,
                    file_name="文稿.docx",
                    sent_at=DUE,
                    counted_at=DUE,
                    facts={},
                    findings=[],
                )
            )


@pytest.mark.parametrize("area", AREAS)
async def test_counts_and_names_are_the_domains_own(database: Database, area: Collection[int] | None) -> None:
    async with database.read() as connection:
        query = select(obligations).where(obligations.c.day == DAY, obligations.c.retired.is_(False))
        owed = [obligation_of(row) for row in (await connection.execute(query)).mappings()]
        mine = [o for o in owed if area is None or o.organisation_id in area]
        counts = await overview.day_counts(connection, "week", "daily", DAY, area, now=DUE)
        rows = await overview.day_rows(connection, "week", "daily", DAY, area, now=DUE)
    assert counts == count(mine)
    assert len(rows) == counts.missing + counts.late + counts.exempt
    assert [row.organisation_id for row in rows] == sorted(row.organisation_id for row in rows)
    late = {row.organisation_id: row.met_at for row in rows if row.standing is Standing.LATE}
    assert set(late.values()) <= {DUE + timedelta(seconds=1)}


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        (None, {Kind.PHOTO: 2, Kind.TEXT: 1, Kind.DOCUMENT: 1}),
        (frozenset(UNITS), {Kind.PHOTO: 2, Kind.TEXT: 1, Kind.DOCUMENT: 1}),
        (frozenset(range(5, 20)), {Kind.PHOTO: 1, Kind.TEXT: 1, Kind.DOCUMENT: 1}),
        (frozenset({7}), {Kind.DOCUMENT: 1}),
    ],
)
async def test_accepted_material_by_kind(
    database: Database, area: Collection[int] | None, expected: dict[Kind, int]
) -> None:
    async with database.read() as connection:
        assert await overview.accepted_kinds(connection, "week", "daily", DAY, area) == expected


@pytest.mark.parametrize(
    ("area", "limit_", "expected"),
    [
        (None, 5, ["甲题", "文稿.docx"]),
        (None, 1, ["甲题"]),
        (frozenset(range(7, 30)), 5, ["文稿.docx"]),
    ],
)
async def test_titles(database: Database, area: Collection[int] | None, limit_: int, expected: list[str]) -> None:
    async with database.read() as connection:
        found = await overview.titles(connection, "week", "daily", DAY, area, limit=limit_)
    assert [titled.title for titled in found] == expected


async def test_bad_submissions_and_liaisons(database: Database) -> None:
    async with database.read() as connection:
        assert await overview.bad_submissions(connection, [60, 70, 400]) == {70: 2}
        assert await contacts.serving(connection, [6, 7]) == {
            7: [contacts.Contact(name="甲", phone="100", person_id=1)]
        }


@pytest.mark.parametrize("area", AREAS)
async def test_who_has_reported_and_who_is_missing_on_which_days(
    database: Database, area: Collection[int] | None
) -> None:
    days = (DAY, DAY + timedelta(days=1))
    async with database.read() as connection:
        query = select(obligations).where(obligations.c.retired.is_(False)).order_by(obligations.c.organisation_id)
        owed = [obligation_of(row) for row in (await connection.execute(query)).mappings()]
        mine = [o for o in owed if area is None or o.organisation_id in area]
        reported = await overview.reported_rows(connection, "week", "daily", DAY, area)
        missing = await overview.missing_days(connection, "week", days, area, now=DUE)
    done = (Standing.ON_TIME, Standing.LATE)
    assert [(row.organisation_id, row.standing) for row in reported] == [
        (o.organisation_id, standing(o)) for o in mine if o.day == DAY and standing(o) in done
    ]
    assert sorted((row.organisation_id, row.day) for row in missing) == sorted(
        (o.organisation_id, o.day) for o in mine if standing(o) is Standing.MISSING
    )

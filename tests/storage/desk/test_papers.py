"""The queries of an office's papers, on both databases: the area alone, what counts, the newest of each unit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from domain.findings import Kind
from domain.organisation import Organisation, Role
from domain.selection import Level, Mark
from storage import obligations
from storage.campaign_files import load
from storage.desk import activities, adopted, bundle, contacts, dossier, forms, milestones
from storage.desk.adopted import AdoptionFilter
from storage.desk.contacts import GivenText, KnownContact
from storage.engine.database import Database
from storage.tables import adoptions, appearances, duties, identities, marks, people, returns, submissions
from storage.tables import obligations as owed
from tests.storage.desk.test_area import reach, roster
from tests.support.rows import NOW, add

CAMPAIGN = load("shandong-2021")
CODE = CAMPAIGN.code


@pytest.fixture
async def known(database: Database) -> dict[str, Organisation]:
    """Offices and units of ``test_area``, all of a kind that owes; ``city`` has ``east`` below it, not ``other``."""
    found = await roster(database)
    async with database.write() as connection:
        await obligations.rederive(connection, CAMPAIGN)
        await add(connection, people, 1, name="张三", phone="13800000000")
        await add(connection, people, 2, name="李四", phone="")
    return found


async def send(
    database: Database, known: dict[str, Organisation], number: int, code: str, item: str, **more: Any
) -> None:
    """Submission ``number`` of a unit, for what it owes once or on the first day."""
    async with database.write() as connection:
        which = (owed.c.organisation_id == known[code].id) & (owed.c.item == item)
        obligation = await connection.scalar(select(owed.c.id).where(which).order_by(owed.c.day).limit(1))
        values = {"organisation_id": known[code].id, "obligation_id": obligation, "item": item, **more}
        await add(connection, submissions, number, **values)


async def test_contacts_and_websites(database: Database, known: dict[str, Organisation]) -> None:
    await send(database, known, 1, "city", "contact", kind=Kind.TEXT, text="张三 1")
    await send(database, known, 2, "city", "contact", kind=Kind.TEXT, text="张三 2")
    await send(database, known, 3, "city", "contact", kind=Kind.TEXT, text="张三 3", state="withdrawn")
    await send(database, known, 4, "east", "website", kind=Kind.TEXT, text="http://a.example")
    await send(database, known, 5, "other", "contact", kind=Kind.TEXT, text="李四")
    async with database.write() as connection:
        for person, code in ((1, "east"), (2, "east"), (2, "other")):
            values = {"person_id": person, "organisation_id": known[code].id, "role": Role.LIAISON}
            await connection.execute(insert(duties).values(values))
        await connection.execute(
            insert(identities).values(person_id=1, channel="wecom", account="zhang", source="chat")
        )
        given = await contacts.given(connection, reach(known["city"]), CODE, ["contact", "website"])
        liaisons = await contacts.known(connection, reach(known["city"]))
    assert sorted(given, key=lambda one: one.number) == [
        GivenText(known["city"].id, "contact", 2, "张三 2"),
        GivenText(known["east"].id, "website", 4, "http://a.example"),
    ]
    assert liaisons == [
        KnownContact(known["east"].id, "张三", "13800000000", True),
        KnownContact(known["east"].id, "李四", "", False),
    ]


async def test_a_bundle_and_who_lacks_it(database: Database, known: dict[str, Organisation]) -> None:
    late = CAMPAIGN.milestone_due_at(CAMPAIGN.milestones[0]) + timedelta(days=1)
    await send(database, known, 1, "east", "plan", kind=Kind.ATTACHMENT, file_name="甲.docx", key="a", counted_at=late)
    await send(database, known, 2, "city", "plan", kind=Kind.TEXT, text="方案")
    await send(database, known, 3, "city", "plan", kind=Kind.TEXT, text="不算", uncounted=True)
    await send(database, known, 4, "other", "plan", kind=Kind.TEXT, text="别处")
    async with database.write() as connection:
        await connection.execute(update(owed).where(owed.c.organisation_id == known["city"].id).values(met_at=NOW))
        found = await bundle.rows(connection, reach(known["city"]), CODE, "plan")
        lacking = await milestones.lacking(connection, reach(known["city"]), CODE, "plan")
    assert [(row.number, row.unit, row.text, row.late) for row in found] == [
        (2, "City", "方案", False),
        (1, "East", "", True),
    ]
    assert lacking == ["East", "School", "Works", "Lost"]


async def test_lists_of_activities_and_forms(database: Database, known: dict[str, Organisation]) -> None:
    rows = [{"line": 2, "cells": [["活动名称", "开放日"]]}]
    purged = [{"line": 2, "cells": [["", ""]]}]
    sent = (("city", rows), ("city", None), ("east", purged), ("other", rows))
    for number, (code, form) in enumerate(sent, start=1):
        await send(database, known, number, code, "plan", kind=Kind.ATTACHMENT, form=form)
    for number, code in ((5, "city"), (6, "other")):
        await send(database, known, number, code, "statistics", kind=Kind.STATISTICS, form=[{"unit": code}])
    async with database.read() as connection:
        city = reach(known["city"])
        found = await activities.lists(connection, city, CODE, "plan")
        of_area = await forms.of_reach(connection, city, CODE)
        of_unit = await forms.of_unit(connection, city, CODE, known["city"].id)
        foreign = await forms.of_unit(connection, city, CODE, known["other"].id)
    assert [(one.unit_code, one.number, len(one.rows)) for one in found] == [("city", 1, 1), ("east", 3, 0)]
    assert [(one.number, [row.unit for row in one.rows]) for one in of_area] == [(5, ["city"])]
    assert (of_unit, foreign) == (of_area, [])


async def test_a_dossier(database: Database, known: dict[str, Organisation]) -> None:
    for number in (1, 2, 3, 4):
        await send(database, known, number, "city", "daily", caption=f"第{number}张")
    await send(database, known, 5, "city", "daily", kind=Kind.TEXT)
    await send(database, known, 6, "other", "daily")
    async with database.write() as connection:
        for number in (1, 2, 3, 4, 6):
            values = {
                "thumbnail": f"t{number}",
                "sharpness": number,
                "views": b"",
                "preview": "p2" if number == 2 else None,
            }
            await connection.execute(insert(appearances).values(submission_id=number, **values))
        office = known["city"].id
        mark = {"submission_id": 2, "office_id": office, "mark": Mark.PICKED, "at": NOW}
        await connection.execute(insert(marks).values(**mark))
        asked = {"submission_id": 4, "office_id": office, "reason": "暗", "uncounted": False, "at": NOW}
        await connection.execute(insert(returns).values(**asked))
        published = {"submission_id": 1, "office_id": office, "level": Level.CITY, "medium": "日报", "url": ""}
        await connection.execute(insert(adoptions).values(**published, on_day=NOW.date(), at=NOW))
        city = reach(known["city"])
        photos = await dossier.photos(connection, city, CODE, known["city"], limit=10)
        amounts = await dossier.amounts(connection, city, CODE, known["city"])
        foreign = await dossier.photos(connection, city, CODE, known["other"], limit=10)
        asked_for = AdoptionFilter(campaign=CODE, unit="city")
        rows = await adopted.rows(connection, city, asked_for, limit=5)
        none = await adopted.rows(connection, city, AdoptionFilter(campaign=CODE, unit="east"), limit=5)
    assert [(one.number, one.picture) for one in photos] == [(1, "t1"), (2, "p2"), (3, "t3")]
    assert list(amounts.values()) == [{Kind.PHOTO: 4, Kind.TEXT: 1}]
    assert foreign == []
    assert ([row.number for row in rows], none) == ([1], [])

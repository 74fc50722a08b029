"""Codes that were corrected, given to others and given back: each unit keeps its id, and what hangs on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from domain.roster.pairs import Answers
from domain.roster.roster import RosterRow
from handlers.roster import importing
from handlers.roster.bringing_in import Terms
from storage import contacts, organisations, people
from storage.campaign_files import load
from storage.engine.database import Database

NOW = datetime(2020, 11, 1, tzinfo=UTC)
WEEK = [load("nanchang-2020")]


def school(code: str, name: str, person: str, kind: str = "中等职业学校") -> RosterRow:
    return RosterRow(number=2, code=code, name=name, kind=kind, person=person, roles=("联络员",))


ONE, TWO = school("S001", "第一职校", "甲一"), school("S002", "第二职校", "乙二")
OTHER = school("S001", "滨江技校", "丁四", "技工院校")


async def bring(database: Database, *rows: RosterRow, answers: Answers | None = None) -> dict[str, tuple[int, str]]:
    """Name → id and code of the units in force after an import."""
    roster = importing.of_rows([replace(row, number=number) for number, row in enumerate(rows, start=2)])
    terms = Terms(now=NOW, real=NOW, yes=True, answers=answers or Answers())
    await importing.import_roster(database, WEEK, roster, terms)
    async with database.read() as connection:
        return {unit.name: (unit.id, unit.code) for unit in await organisations.all(connection)}


async def test_a_code_that_another_unit_has_now_and_that_is_given_back(database: Database) -> None:
    first = await bring(database, ONE, TWO)
    apart = Answers(different=(("S001", "S001"),))
    second = await bring(database, OTHER, TWO, answers=apart)
    assert second["滨江技校"][1] == "S001"
    assert second["滨江技校"][0] not in {id_ for id_, _ in first.values()}
    # The first school comes back under a code of its own.
    third = await bring(database, OTHER, TWO, replace(ONE, code="S009"))
    assert third["第一职校"] == (first["第一职校"][0], "S009")
    assert third["滨江技校"] == second["滨江技校"]
    same = Answers(same=(("S009", "S001"),))
    fourth = await bring(database, replace(OTHER, code="S010"), TWO, ONE, answers=same)
    assert fourth == {**third, "第一职校": (first["第一职校"][0], "S001"), "滨江技校": (second["滨江技校"][0], "S010")}


async def test_a_unit_that_had_left_comes_back_under_another_code(database: Database) -> None:
    first = await bring(database, ONE, TWO)
    await bring(database, TWO)
    back = await bring(database, replace(ONE, code="S077"), TWO)
    assert back == {**first, "第一职校": (first["第一职校"][0], "S077")}


async def test_codes_that_went_round(database: Database) -> None:
    three = school("S003", "第三职校", "丙三")
    first = await bring(database, ONE, TWO, three)
    turned = [replace(ONE, code="S002"), replace(TWO, code="S003"), replace(three, code="S001")]
    same = Answers(same=(("S001", "S002"), ("S002", "S003")))
    assert await bring(database, *turned, answers=same) == {
        name: (id_, code) for (name, (id_, _)), code in zip(first.items(), ("S002", "S003", "S001"), strict=True)
    }


async def test_people_of_one_name_without_telephone(database: Database) -> None:
    """Two from the start, a third later, and telephones that come and go."""
    one, two, three = (school(f"S00{n}", f"第{n}职校", "甲一") for n in (1, 2, 3))
    asked = [("甲一@S001:2", "甲一@S002:3"), ("甲一@S001:2", "甲一@S003:4"), ("甲一@S002:3", "甲一@S003:4")]
    await bring(database, one, two, answers=Answers(different=tuple(asked[:1])))
    assert await telephones(database) == {"S001": "", "S002": ""}
    await bring(database, one, two, three, answers=Answers(different=tuple(asked[1:])))
    await bring(database, *(replace(row, phone=f"1380000000{n}") for n, row in enumerate((one, two, three))))
    assert await telephones(database) == {"S001": "13800000000", "S002": "13800000001", "S003": "13800000002"}
    await bring(database, one, two, three)
    assert await telephones(database) == {"S001": "", "S002": "", "S003": ""}
    async with database.read() as connection:
        assert len(await people.all(connection)) == 3
        called = await contacts.serving(connection, [unit.id for unit in await organisations.all(connection)])
    assert {contact.phone for some in called.values() for contact in some} == {""}
    rows = await importing.export_rows(database)
    assert [row.phone for row in rows] == ["", "", ""]


async def telephones(database: Database) -> dict[str, str]:
    async with database.read() as connection:
        return {unit.code: person.phone for person in await people.all(connection) for unit in person.reports_for}

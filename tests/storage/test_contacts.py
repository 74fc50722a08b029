"""Whom to call, on both databases: names and telephones by organisation and role, and who has no account."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from domain.organisation import Role
from storage import contacts
from storage.contacts import Contact, UnitContact
from storage.engine.database import Database
from storage.tables import duties, identities, organisations, people

KINDS = ("技工院校",)


@pytest.fixture(autouse=True)
async def roster(database: Database) -> None:
    async with database.write() as connection:
        for n, kind, listed in ((1, "受理单位", True), (2, *KINDS, True), (3, *KINDS, True), (4, *KINDS, False)):
            values = {"id": n, "code": f"U{n}", "name": f"第{n}", "aliases": [], "kind": kind, "listed": listed}
            await connection.execute(insert(organisations).values(values))
        for n, name in enumerate("甲乙丙丁", start=1):
            await connection.execute(insert(people).values(id=n, name=name, phone=f"10{n}"))
        for person, unit, role in (
            (1, 1, "管理员"),
            (2, 2, "联络员"),
            (3, 2, "联络员"),
            (4, 4, "联络员"),
            (2, 3, "管理员"),
        ):
            await connection.execute(insert(duties).values(person_id=person, organisation_id=unit, role=role))
        for person, channel in ((2, "wecom"), (3, "resting")):
            values = {"person_id": person, "channel": channel, "account": f"a{person}", "source": "roster"}
            await connection.execute(insert(identities).values(values))


async def test_who_serves_which_organisation(database: Database) -> None:
    two = {2: [Contact(name="乙", phone="102", person_id=2), Contact(name="丙", phone="103", person_id=3)]}
    async with database.read() as connection:
        assert await contacts.serving(connection, [1, 2, 3]) == two
        assert await contacts.serving(connection, [1, 2], Role.SUPERVISOR) == {
            1: [Contact(name="甲", phone="101", person_id=1)]
        }
        assert await contacts.serving(connection, []) == {}
        assert await contacts.serving(connection, range(1, 40_000)) == two | {
            4: [Contact(name="丁", phone="104", person_id=4)]
        }


async def test_who_has_no_account_on_a_channel_in_force(database: Database) -> None:
    three = UnitContact(3, "第3", None)
    third = UnitContact(2, "第2", Contact(name="丙", phone="103"))
    async with database.read() as connection:
        assert await contacts.unreachable(connection, KINDS, ["wecom"], None) == [third, three]
        assert await contacts.unreachable(connection, KINDS, ["wecom", "resting"], None) == [three]
        assert await contacts.unreachable(connection, KINDS, ["wecom"], {2}) == [third]
        assert await contacts.unreachable(connection, ["受理单位"], ["wecom"], None) == [UnitContact(1, "第1", None)]

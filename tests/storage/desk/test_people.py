"""The people of a reach, and what was allowed its units, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from domain.allowance import Allowance, AllowanceKind
from domain.campaigns.campaign import DAILY
from domain.events import EventVerb
from domain.messages import Unreachable
from domain.organisation import Organisation, Role
from domain.reach import Reach
from storage import allowances, invites, obligations, unreachable
from storage import people as stored
from storage.campaign_files import load
from storage.desk import allowances as allowed
from storage.desk import people
from storage.engine.database import Database
from storage.tables import duties, events, organisations, outbox
from storage.tables import people as table
from tests.storage.desk.test_area import reach, roster
from tests.support.rows import NOW

CAMPAIGN = load("nanchang-2020")
DAY = CAMPAIGN.days[1]
LATER = CAMPAIGN.due_at(DAY) + timedelta(hours=1)


@pytest.fixture
async def known(database: Database) -> dict[str, Organisation]:
    """Ann reports for the school and supervises the east; Ben reports for the works and, elsewhere, for the mine."""
    found = await roster(database)
    served = (
        (1, "school", Role.LIAISON),
        (1, "east", Role.SUPERVISOR),
        (2, "works", Role.LIAISON),
        (2, "mine", Role.LIAISON),
    )
    async with database.write() as connection:
        for number, (name, phone) in enumerate((("Ann", "13900000001"), ("Ben", ""), ("Cee", "")), start=1):
            await connection.execute(insert(table).values(id=number, name=name, phone=phone))
        for person_id, unit, role in served:
            row = {"person_id": person_id, "organisation_id": found[unit].id, "role": role}
            await connection.execute(insert(duties).values(row))
        await stored.link(connection, 1, "wecom", "ann", now=NOW)
        await invites.add(connection, {2: "ABCD2345"}, NOW)
        for verb, hours in ((EventVerb.RECEIVED, 1), (EventVerb.CODE_RENEWED, 2)):
            at = NOW + timedelta(hours=hours)
            await connection.execute(insert(events).values(at=at, verb=verb, person_id=1, details={}))
        sent = {"channel": "wecom", "account": "ann", "text": "", "state": "sent", "retry_at": NOW, "queued_at": NOW}
        for key, hours in (("remind:1", 1), ("receipt:1", 2)):
            at = NOW + timedelta(hours=hours)
            await connection.execute(insert(outbox).values(key=key, created_at=at, sent_at=at, **sent))
        await unreachable.note(connection, "wecom", {"ann": Unreachable.BLOCKED}, at=NOW + timedelta(days=1))
    return found


async def test_who_is_found_and_what_is_known_of_them(database: Database, known: dict[str, Organisation]) -> None:
    city = reach(known["city"])
    async with database.read() as connection:
        found = await people.search(connection, city, limit=10)
        ann, ben = await people.find(connection, city, [*found.ids, 3])
        assert (found.number, [ann.name, ben.name], [ann.elsewhere, ben.elsewhere]) == (
            2,
            ["Ann", "Ben"],
            [False, True],
        )
        assert [(duty.code, duty.role) for duty in ann.duties] == [("east", Role.SUPERVISOR), ("school", Role.LIAISON)]
        assert [duty.code for duty in ben.duties] == ["works"] and (ann.code, ben.code) == ("", "ABCD2345")
        assert (ann.active_at, ann.reminded_at) == (NOW + timedelta(hours=1),) * 2 and ben.active_at is None
        assert [(one.channel, one.unreachable, one.bound_at) for one in ann.accounts] == [("wecom", "blocked", NOW)]
        assert (
            await people.find(connection, city, []) == await people.find(connection, reach(known["other"]), [1]) == []
        )
        second = await people.search(connection, city, offset=1, limit=1)
        assert (second.ids, second.number) == ((2,), 2)
        reader = Reach(office=known["city"], person_id=1, role=Role.READER)
        for words, ids in (("An", (1,)), ("Schoo", (1,)), ("works", (2,)), ("0001", (1,)), ("#", ()), ("%", ())):
            assert (await people.search(connection, city, words=words, limit=9)).ids == ids, words
        assert (await people.search(connection, reader, words="0001", limit=9)).ids == ()
        under = await people.search(connection, city, organisation_id=known["works"].id, limit=9)
        assert under.ids == (2,)


async def test_what_is_allowed_survives_deriving_anew(database: Database, known: dict[str, Organisation]) -> None:
    owing = [known[code] for code in ("school", "works", "mine")]
    city, school = reach(known["city"]), known["school"]
    act = Allowance(
        id=0,
        kind=AllowanceKind.MORE_TIME,
        office_id=known["city"].id,
        person_id=1,
        reason="断网",
        at=NOW,
        campaign=CAMPAIGN.code,
        day=DAY,
        due_at=LATER,
    )
    async with database.write() as connection:
        schools = organisations.c.id.in_([one.id for one in owing])
        await connection.execute(update(organisations).where(schools).values(kind="中等职业学校"))
        await obligations.rederive(connection, CAMPAIGN)
        number = await allowances.add(connection, act)
        await allowed.cover(connection, city, number, act)
        assert await obligations.extend(connection, CAMPAIGN, DAY) == []
        for _ in range(2):
            owed = await obligations.of_organisations(connection, [o.id for o in owing], [CAMPAIGN.code])
            later = {
                o.organisation_id: (o.due_at == LATER, o.extended) for o in owed if o.item == DAILY and o.day == DAY
            }
            expected = dict.fromkeys((school.id, known["works"].id), (True, True)) | {known["mine"].id: (False, False)}
            assert later == expected
            assert not any(o.extended for o in owed if o.day != DAY)
            await obligations.rederive(connection, CAMPAIGN)
        (listed,) = await allowed.of_unit(connection, city, school.id)
        assert (listed.units, listed.own, listed.person, listed.organisation) == (1, True, "Ann", "")
        assert not (await allowed.of_day(connection, reach(known["east"]), CAMPAIGN.code, DAY))[0].own
        assert await allowed.of_day(connection, reach(known["other"]), CAMPAIGN.code, DAY) == []
        assert await allowed.find(connection, reach(known["east"]), number) is None
        assert await allowed.find(connection, reach(known["edu"]), number) is not None
        await allowances.revoke(connection, number, by=1, now=NOW)
        await obligations.rederive(connection, CAMPAIGN)
        owed = await obligations.of_organisations(connection, [school.id], [CAMPAIGN.code])
        assert not any(o.extended or o.due_at == LATER for o in owed)
        assert await allowed.find(connection, city, number) is None

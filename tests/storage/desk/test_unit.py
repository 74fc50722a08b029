"""A unit's queries: of one in reach alone, with what it owes and has sent, and those who serve it."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from domain.findings import Kind
from domain.organisation import Role
from domain.submission import State
from storage import obligations
from storage.campaign_files import load
from storage.desk import unit
from storage.engine.database import Database
from storage.tables import duties, organisations, people, submissions
from storage.tables import obligations as owed
from tests.storage.desk.test_area import reach, roster
from tests.support.town import november

CAMPAIGN = load("nanchang-2020")


async def test_one_of_the_area_with_what_it_sent(database: Database) -> None:
    known = await roster(database)
    async with database.write() as connection:
        await connection.execute(update(organisations).values(kind="区县教体局"))
        await obligations.rederive(connection, CAMPAIGN)
        await connection.execute(insert(people), [{"id": 1, "name": "One"}, {"id": 2, "name": "Two"}])
        roles = ((1, Role.LIAISON), (2, Role.SUPERVISOR))
        served = [{"person_id": id_, "organisation_id": known["school"].id, "role": role} for id_, role in roles]
        await connection.execute(insert(duties), served)
        of_school = (owed.c.organisation_id == known["school"].id) & (owed.c.day == CAMPAIGN.days[1])
        id_ = (await connection.execute(select(owed.c.id).where(of_school))).scalar_one()
        item = {
            "obligation_id": id_,
            "organisation_id": known["school"].id,
            "person_id": 1,
            "item": "daily",
            "kind": Kind.TEXT,
            "state": State.REFUSED,
            "sent_at": november(9),
            "counted_at": november(9),
            "title": "A title",
            "facts": {},
            "findings": [],
        }
        await connection.execute(insert(submissions), [item])
    city, other = reach(known["city"]), reach(known["other"])
    async with database.read() as connection:
        seen = await unit.find(connection, city, "school")
        assert seen is not None
        assert (seen.unit.id, seen.above, seen.listed) == (known["school"].id, "East", True)
        school = seen.unit
        assert [owed.day for owed in await unit.owed(connection, city, CAMPAIGN.code, school) if owed.daily] == list(
            CAMPAIGN.days
        )
        (sent,) = await unit.items(connection, city, CAMPAIGN.code, school)
        assert (sent.what, sent.state, sent.obligation_id, sent.pictured) == ("A title", State.REFUSED, id_, False)
        assert await unit.serving(connection, city, school) == [1]
        assert await unit.find(connection, other, "school") is None
        assert await unit.items(connection, other, CAMPAIGN.code, school) == []
        assert await unit.owed(connection, other, CAMPAIGN.code, school) == []
        assert await unit.serving(connection, other, school) == []

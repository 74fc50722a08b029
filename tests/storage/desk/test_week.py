"""The week's queries: the area alone, how each unit stands, and how many of its items count."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import insert, update

from domain.findings import Kind
from domain.obligation import Standing
from domain.organisation import Role
from domain.reach import Reach
from domain.submission import State
from storage import obligations
from storage.campaign_files import load
from storage.desk import week
from storage.engine.database import Database
from storage.tables import obligations as owed
from storage.tables import organisations, people, submissions
from tests.storage.desk.test_area import reach, roster
from tests.support.town import november

CAMPAIGN = load("nanchang-2020")
DAY = CAMPAIGN.days[1]
COLUMNS = [("daily", day) for day in CAMPAIGN.days[:3]]


async def test_how_units_stand_and_what_counts(database: Database) -> None:
    known = await roster(database)
    due, now = CAMPAIGN.due_at(DAY), november(9, "10:30:00")
    async with database.write() as connection:
        await connection.execute(update(organisations).values(kind="区县教体局"))
        await obligations.rederive(connection, CAMPAIGN)
        await connection.execute(insert(people).values(id=1, name="Somebody"))
        changed: dict[str, dict[str, Any]] = {
            "east": {"met_at": due},
            "school": {"met_at": due + timedelta(minutes=1)},
            "stray": {"exempt": True},
            "city": {"due_at": now + timedelta(hours=1), "extended": True},
        }
        for code, values in changed.items():
            which = (owed.c.organisation_id == known[code].id) & (owed.c.day == DAY)
            await connection.execute(update(owed).where(which).values(**values))
        (id_,) = await connection.scalars(
            owed.select()
            .with_only_columns(owed.c.id)
            .where(owed.c.organisation_id == known["east"].id, owed.c.day == DAY)
        )
        states = ((State.ACCEPTED, False), (State.ACCEPTED, True), (State.REFUSED, False))
        await connection.execute(insert(submissions), [_item(id_, known["east"].id, *state) for state in states])
    edu = Reach(office=known["edu"], person_id=1, role=Role.SUPERVISOR)
    async with database.read() as connection:
        units = await week.units(connection, edu, CAMPAIGN.code)
        found = await week.owed(connection, edu, CAMPAIGN.code, COLUMNS, now=now)
        amounts = await week.amounts(connection, edu, CAMPAIGN.code)
        below = await week.units(connection, reach(known["east"]), CAMPAIGN.code)
    codes = {one.id: code for code, one in known.items()}
    stands = {codes[unit]: owes[1].standing for unit, owes in found.items()}
    assert stands == {
        **dict.fromkeys(("edu", "other"), Standing.MISSING),
        "city": Standing.WAITING,
        "east": Standing.ON_TIME,
        "school": Standing.LATE,
        "stray": Standing.EXEMPT,
    } | dict.fromkeys(stands.keys() - {"edu", "other", "city", "east", "school", "stray"}, Standing.MISSING)
    assert {unit.code for unit in units} == stands.keys()
    assert "mine" not in stands
    assert {unit.code for unit in below} == {"east", "school"}
    assert amounts == {id_: 1}
    assert {unit.part for unit in units} == {None, "City"}


def _item(obligation_id: int, organisation_id: int, state: State, uncounted: bool) -> dict[str, object]:
    return {
        "obligation_id": obligation_id,
        "organisation_id": organisation_id,
        "person_id": 1,
        "item": "daily",
        "kind": Kind.TEXT,
        "state": state,
        "uncounted": uncounted,
        "sent_at": november(9),
        "counted_at": november(9),
        "facts": {},
        "findings": [],
    }

"""A roster mutated as people do, imported in mid-week into a real database; and one of 20,000 units there and back."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from channels.registry import roster_columns
from domain.findings import Kind
from domain.roster.pairs import Answers
from domain.roster.planned import Action, Plan
from domain.roster.roster import Roster, RosterRow
from domain.submission import State
from formats.books.roster import roster_book
from handlers.roster import importing
from handlers.roster.bringing_in import Terms
from handlers.roster.importing import RosterHeld
from storage import obligations, organisations, people, submissions
from storage.campaign_files import load
from storage.engine.database import Connection, Database
from storage.submissions import Change
from storage.tables import inbox
from storage.tables import obligations as owed_table
from storage.tables import organisations as units_table
from storage.tables import submissions as sent_table
from tests.support.databases import ready_database
from tests.support.rosters import MUTATIONS, Line, compiled, first_roster, mutated

NOW = datetime(2020, 11, 10, 1, tzinfo=UTC)
WEEK = load("nanchang-2020")
CHOSEN = st.lists(st.integers(0, len(MUTATIONS) - 1), min_size=1, max_size=5)


async def send_from_everybody(connection: Connection) -> None:
    """One accepted photo of every liaison."""
    for number, person in enumerate(await people.all(connection), start=1):
        for unit in person.reports_for:
            owed = await obligations.of_organisation(connection, unit.id, [WEEK.code])
            day = next(o for o in owed if o.daily and o.day == date(2020, 11, 10))
            values: dict[str, Any] = {"channel": "wecom", "external_id": f"m{number}", "sender": f"p{number}"}
            values |= {"kind": "photo", "text": "", "media": "x", "file_name": "", "sent_at": NOW, "arrived_at": NOW}
            row = await connection.execute(
                inbox.insert().values(**values, received_at=NOW, retry_at=NOW).returning(inbox.c.id)
            )
            sent = await submissions.reserve(
                connection,
                inbox_id=row.scalar_one(),
                person_id=person.id,
                organisation_id=unit.id,
                obligation_id=day.id,
                item="daily",
                kind=Kind.PHOTO,
                sent_at=NOW,
            )
            await submissions.change(connection, sent.id, Change(state=State.ACCEPTED))


async def material(connection: Connection) -> list[tuple[int, int, date, str]]:
    query = (
        select(sent_table.c.id, units_table.c.id, owed_table.c.day, sent_table.c.state)
        .join(owed_table, owed_table.c.id == sent_table.c.obligation_id)
        .join(units_table, units_table.c.id == sent_table.c.organisation_id)
        .where(owed_table.c.organisation_id == units_table.c.id)
        .order_by(sent_table.c.id)
    )
    return [(a, b, c, d) for a, b, c, d in await connection.execute(query)]


async def brought_in(database: Database, roster: Roster) -> Plan:
    """As an operator would do it who says yes to all who leave, and that no two are one."""
    answers: set[tuple[str, str]] = set()
    for attempt in range(20):
        terms = Terms(now=NOW, real=NOW, yes=attempt > 0, answers=Answers(different=tuple(sorted(answers))))
        try:
            return await importing.import_roster(database, [WEEK], roster, terms)
        except RosterHeld as held:
            assert held.plan.unknown == ()
            answers |= {(pair.old, pair.new) for pair in held.plan.open}
    raise AssertionError("it asks without end")


async def week(url: str, lines: list[Line], chosen: list[int], seed: int) -> None:
    database = Database(url)
    try:
        first = compiled(lines)
        assert first is not None
        await importing.import_roster(database, [WEEK], first, Terms(now=NOW, real=NOW))
        async with database.write() as connection:
            await send_from_everybody(connection)
            sent = await material(connection)
            bound = {person.id: person for person in await people.all(connection)}
            named = {unit.id: unit.name for unit in await organisations.all(connection)}
        roster = compiled(mutated(lines, chosen, seed))
        plan = await brought_in(database, roster) if roster is not None else None
        async with database.read() as connection:
            assert await material(connection) == sent
            after = {person.id: person for person in await people.all(connection)}
            listed = {unit.id for unit in await organisations.all(connection)}
        told = plan.changes if plan is not None else ()
        removed = {change.name for change in told if change.action is Action.REMOVED}
        lost = {account for change in told for account in change.loses}
        assert all(unit_id in listed or name in removed for unit_id, name in named.items())
        for person_id, was in bound.items():
            assert set(was.accounts) - set(after[person_id].accounts) <= lost
    finally:
        await database.close()


async def _sqlite(lines: list[Line], chosen: list[int], seed: int) -> None:
    with TemporaryDirectory() as folder:
        async with ready_database("sqlite", Path(folder)) as url:
            await week(url, lines, chosen, seed)


@settings(max_examples=12, deadline=None)
@given(units=st.integers(2, 6), seed=st.integers(0, 10_000), chosen=CHOSEN)
def test_no_material_moves_and_no_binding_is_lost_unnamed(units: int, seed: int, chosen: list[int]) -> None:
    asyncio.run(_sqlite(first_roster(units, seed), chosen, seed))


@pytest.mark.long
@settings(max_examples=150, deadline=None)
@given(units=st.integers(2, 8), seed=st.integers(0, 100_000), chosen=CHOSEN)
def test_no_material_moves_over_many_weeks(units: int, seed: int, chosen: list[int]) -> None:
    asyncio.run(_sqlite(first_roster(units, seed), chosen, seed))


@pytest.mark.parametrize("seed", range(6))
async def test_the_same_on_both_databases(database: Database, tmp_path: Path, seed: int) -> None:
    chosen = [seed, seed + 5, seed + 9, seed + 13]
    await week(database.url.render_as_string(hide_password=False), first_roster(4, seed), chosen, seed)


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_twenty_thousand_units_come_back_as_they_went(database: Database, tmp_path: Path) -> None:
    office = RosterRow(number=2, code="B0", name="云麓市教育局", kind="受理单位", person="周主任", roles=("管理员",))
    rows = [office] + [
        RosterRow(
            number=n + 3,
            code=f"S{n:05}",
            name=f"第{n}职业学校",
            kind="中等职业学校",
            line="教育",
            person=f"人{n}",
            roles=("联络员",),
            phone=f"138{n:08}",
        )
        for n in range(20_000)
    ]
    await importing.import_roster(database, [WEEK], importing.of_rows(rows), Terms(now=NOW, real=NOW))
    file = tmp_path / "r.xlsx"
    file.write_bytes(roster_book(await importing.export_rows(database), roster_columns()))
    plan = await importing.import_roster(database, [WEEK], importing.read(file), Terms(now=NOW, real=NOW))
    assert plan.unchanged

"""Importing, exporting and inviting on both databases: all or nothing, and twice is as once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.sample_roster import roster_named, sample_rows
from channels.registry import roster_columns
from domain.events import EventVerb
from domain.obligation import Obligation
from domain.organisation import Account, area
from domain.roster.check import compile_roster
from domain.roster.planned import Action, Subject
from domain.roster.roster import RosterRow
from formats.books.roster import roster_book
from handlers.roster import importing
from handlers.roster.bringing_in import Terms
from handlers.roster.importing import RosterError
from storage import bindings, invites, obligations, organisations, people
from storage.campaign_files import load
from storage.engine.database import Database
from storage.tables import events as event_table
from storage.tables import obligations as obligation_table

NOW = datetime(2020, 11, 1, tzinfo=UTC)
TERMS = Terms(now=NOW, real=NOW)
NANCHANG = load("nanchang-2020")


async def imported(database: Database, rows: list[RosterRow]) -> Counter[tuple[Subject, Action]]:
    compiled, problems = compile_roster(rows, roster_columns())
    assert problems == []
    plan = await importing.import_roster(database, [NANCHANG], compiled, TERMS)
    return Counter((change.subject, change.action) for change in plan.changes)


async def owed(database: Database, code: str) -> list[Obligation]:
    async with database.read() as connection:
        unit = await organisations.by_code(connection, code)
        assert unit
        return await obligations.of_organisation(connection, unit.id, [NANCHANG.code])


async def test_the_sample_is_imported_once_however_often(database: Database) -> None:
    first = await imported(database, sample_rows())
    again = await imported(database, sample_rows())
    assert set(first) == {(Subject.ORGANISATION, Action.ADDED), (Subject.PERSON, Action.ADDED)}
    assert set(again) == {(Subject.ORGANISATION, Action.UNCHANGED), (Subject.PERSON, Action.UNCHANGED)}
    assert sum(again.values()) == sum(first.values())


async def test_obligations_and_exemptions_follow_at_once(database: Database) -> None:
    await imported(database, sample_rows())
    first = await owed(database, "XH63")
    assert len([o for o in first if o.daily]) == 7
    assert [o.day for o in first if o.exempt] == [date(2020, 11, 11)]
    assert await owed(database, "XH00") == []
    moved = [replace(r, exempt_days=(date(2020, 11, 9),)) if r.code == "XH63" else r for r in sample_rows()]
    await imported(database, moved)
    assert [o.day for o in await owed(database, "XH63") if o.exempt] == [date(2020, 11, 9)]


async def test_history_knows_who_got_an_account_from_the_roster(database: Database) -> None:
    account = Account(channel="wecom", account="chen")
    await imported(database, [replace(r, accounts=(account,)) if r.person == "陈小样" else r for r in sample_rows()])
    async with database.read() as connection:
        bound = (await connection.execute(select(event_table).where(event_table.c.verb == EventVerb.BOUND))).all()
        owner = await people.by_account(connection, "wecom", "chen")
    assert owner
    details = {"channel": "wecom", "account": "chen", "by": "roster"}
    assert (owner.id, NOW, details) in [(event.person_id, event.at, event.details) for event in bound]


async def test_a_dry_run_says_everything_and_does_nothing(database: Database) -> None:
    compiled, _ = compile_roster(sample_rows(), roster_columns())
    said = await importing.import_roster(database, [NANCHANG], compiled, replace(TERMS, dry_run=True))
    assert {change.action for change in said.changes} == {Action.ADDED}
    async with database.read() as connection:
        assert await organisations.all(connection) == []
        assert await people.all(connection) == []
    assert said == await importing.import_roster(database, [NANCHANG], compiled, TERMS)


async def test_a_failure_half_way_leaves_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the power goes")

    monkeypatch.setattr(bindings, "give", fail)
    compiled, _ = compile_roster(sample_rows(), roster_columns())
    with pytest.raises(RuntimeError):
        await importing.import_roster(database, [NANCHANG], compiled, TERMS)
    async with database.read() as connection:
        assert await organisations.all(connection) == []
        counted = select(func.count()).where(obligation_table.c.retired.is_(False))
        assert await connection.scalar(counted) == 0


async def test_who_is_no_longer_in_the_file_leaves_and_comes_back(database: Database) -> None:
    await imported(database, sample_rows())
    smaller = [row for row in sample_rows() if row.code != "XH63"]
    assert (await imported(database, smaller))[Subject.ORGANISATION, Action.REMOVED] == 1
    async with database.read() as connection:
        assert "XH63" not in {unit.code for unit in await organisations.all(connection)}
        gone = next(person for person in await people.all(connection) if person.name == "何小样")
    assert gone.duties == ()
    assert await owed(database, "XH63") == []
    back = await imported(database, sample_rows())
    assert (back[Subject.ORGANISATION, Action.ADDED], back[Subject.PERSON, Action.ADDED]) == (1, 1)
    assert len([o for o in await owed(database, "XH63") if o.daily]) == 7


async def test_an_account_bound_in_chat_survives_a_mended_roster(database: Database) -> None:
    await imported(database, sample_rows())
    invited = {row.person: row.code for row in await importing.invite_rows(database, now=NOW)}
    async with database.write() as connection:
        bound = await invites.bind(connection, invited["陈小样"], "simulator", "chen", NOW)
    mended = [replace(r, phone="000") if r.person == "陈小样" else r for r in sample_rows()]
    await imported(database, mended)
    async with database.read() as connection:
        found = await people.by_account(connection, "simulator", "chen")
    assert bound and found
    assert (found.id, found.phone) == (bound.id, "000")
    assert [unit.code for unit in found.reports_for] == ["XH13"]


async def test_a_namesake_elsewhere_gets_neither_account_nor_code(database: Database) -> None:
    await imported(database, sample_rows())
    before = {row.person: row.code for row in await importing.invite_rows(database, now=NOW)}
    async with database.write() as connection:
        await invites.bind(connection, before["陈小样"], "simulator", "chen", NOW)
    moved = [replace(r, person="") if r.person == "陈小样" else r for r in sample_rows()]
    moved = [replace(r, roles=()) if not r.person else r for r in moved]
    moved = [replace(r, person="陈小样") if r.person == "卫小样" else r for r in moved]
    await imported(database, moved)
    async with database.write() as connection:
        assert await people.by_account(connection, "simulator", "chen") is None
        assert await invites.bind(connection, before["陈小样"], "simulator", "chen", NOW) is None
    after = {row.person: row.code for row in await importing.invite_rows(database, now=NOW)}
    assert after["陈小样"] != before["陈小样"]


async def test_an_export_imports_unchanged(database: Database, tmp_path: Path) -> None:
    await imported(database, sample_rows())
    file = tmp_path / "export.xlsx"
    file.write_bytes(roster_book(await importing.export_rows(database), roster_columns()))
    plan = await importing.import_roster(database, [NANCHANG], importing.read(file), TERMS)
    assert {change.action for change in plan.changes} == {Action.UNCHANGED}


async def test_invites_are_for_everybody_who_serves_and_are_kept(database: Database) -> None:
    await imported(database, sample_rows())
    first = await importing.invite_rows(database, now=NOW)
    assert len({row.code for row in first}) == len(first) == 35
    assert all(len(row.code) == 8 for row in first)
    two = next(row for row in first if row.person == "褚小样")
    assert len(two.units) == 2
    assert [one.channel for one in two.bound] == ["企业微信"]
    assert await importing.invite_rows(database, now=NOW) == first


async def test_supervisors_of_the_sample_see_their_area(database: Database) -> None:
    await imported(database, sample_rows())
    async with database.read() as connection:
        units = await organisations.all(connection)
        watching = {person.name: person for person in await people.supervisors(connection)}
    seen = {
        name: {u.code for u in units if u.id in area(person.supervises, units)} for name, person in watching.items()
    }
    assert seen["总小样"] == {unit.code for unit in units}
    assert seen["教小样"] == {unit.code for unit in units if unit.line == "教育"}
    assert seen["社小样"] == {unit.code for unit in units if unit.line == "人社"}
    assert seen["赵小样"] == {"XH10", "XH11", "XH12", "XH13"}


def test_a_file_that_is_no_roster_says_everything_at_once(tmp_path: Path) -> None:
    rows = [
        RosterRow(number=2, code="A", name="A校", kind="小学", person="甲"),
        RosterRow(number=3, code="B", name="A校", kind="技工院校", parent_code="C"),
    ]
    file = tmp_path / "bad.xlsx"
    file.write_bytes(roster_book(rows, roster_columns()))
    with pytest.raises(RosterError) as caught:
        importing.read(file)
    assert [(p.row, p.code) for p in caught.value.problems] == [
        (2, "not_allowed"),
        (2, "missing"),
        (3, "same_name"),
        (3, "no_such_parent"),
    ]


def test_a_cell_that_cannot_be_read_is_told_once(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.worksheets[0].append(["单位编码", "单位名称", "单位类型"])
    book.worksheets[0].append(["A", "#REF!", "技工院校"])
    book.save(tmp_path / "r.xlsx")
    with pytest.raises(RosterError) as caught:
        importing.read(tmp_path / "r.xlsx")
    assert [(p.row, p.column, p.code) for p in caught.value.problems] == [(2, "单位名称", "cell_error")]


def test_the_sample_needs_no_file(tmp_path: Path) -> None:
    assert len(roster_named("sample").organisations) == 35
    with pytest.raises(RosterError):
        roster_named(str(tmp_path / "sample"))


def test_rows_that_are_no_roster_are_refused_like_a_file() -> None:
    with pytest.raises(RosterError) as caught:
        importing.of_rows([RosterRow(number=2, code="A", name="校")])
    assert [(p.row, p.column, p.code) for p in caught.value.problems] == [(2, "单位类型", "missing")]


async def test_an_account_listed_for_two_units_is_one_person(database: Database) -> None:
    await imported(database, sample_rows())
    async with database.read() as connection:
        found = await people.by_account(connection, "wecom", "sample-chu")
    assert found
    assert [unit.code for unit in found.reports_for] == ["XH21", "XH22"]
    assert found.accounts == (Account(channel="wecom", account="sample-chu"),)

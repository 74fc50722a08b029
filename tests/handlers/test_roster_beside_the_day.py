"""A roster comes in beside the day's work: seen by nobody before its moment, planned again when that has moved."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text, update

from bot.sample_roster import sample_rows
from domain.obligation import asked
from domain.organisation import Role
from domain.roster.roster import RosterRow
from handlers.directory import Directory
from handlers.roster import bringing_in, importing
from handlers.roster.bringing_in import Terms
from storage import invites, obligations, organisations, people, staging
from storage.campaign_files import load
from storage.engine.database import Connection, Database
from storage.tables import obligations as obligations_table
from storage.tables import organisations as organisations_table

NOW = datetime(2020, 11, 1, tzinfo=UTC)
NANCHANG = load("nanchang-2020")
ROWS = sample_rows()[:12]
#: With whom the week begins.
FIRST = ROWS[:8]


async def imported(database: Database, rows: list[RosterRow], digest: str = "") -> None:
    terms = Terms(now=NOW, real=NOW, yes=True, digest=digest)
    await importing.import_roster(database, [NANCHANG], importing.of_rows(rows), terms)


async def seen(database: Database) -> list[Any]:
    """Whatever anybody can see of the roster."""
    columns = obligations_table.c.organisation_id, obligations_table.c.item, obligations_table.c.day
    owed = select(*columns).where(obligations_table.c.retired.is_(False)).order_by(*columns)
    async with database.read() as connection:
        return [
            await organisations.everyone(connection),
            await people.all(connection),
            (await connection.execute(owed)).all(),
        ]


async def staged(database: Database) -> int:
    async with database.read() as connection:
        query = select(func.count()).where(organisations_table.c.revision < 0)
        return (await connection.execute(query)).scalar_one()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_killed_in_any_transaction_it_is_in_whole_or_not_at_all(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await imported(database, FIRST)
    before, states, write = await seen(database), [], Database.write
    async with database.read() as connection:
        directory = Directory()
        known = await directory.load(connection)
    left = 0

    @asynccontextmanager
    async def killed(on: Database) -> AsyncIterator[Connection]:
        nonlocal left
        async with write(on) as connection:
            yield connection
            left -= 1
            if left == 0:
                raise RuntimeError("the power goes")

    monkeypatch.setattr(Database, "write", killed)
    for number in count(1):
        left = number
        try:
            await imported(database, ROWS)
        except RuntimeError:
            states.append(await seen(database))
            if states[-1] == before:
                async with database.read() as connection:
                    assert await directory.load(connection) is known, "nothing has to be loaded again"
        else:
            break
    after = await seen(database)
    assert states.count(before) > 10
    assert states == [before] * states.count(before) + [after] * states.count(after)
    assert await staged(database) == 0
    async with database.read() as connection:
        assert await obligations.in_line(connection, NANCHANG)
        assert await invites.people_without(connection) == []


async def test_what_another_import_left_is_swept(database: Database) -> None:
    entries = importing.of_rows(ROWS).organisations
    async with database.write() as connection:
        await staging.stage(connection, number=-7, entries=entries)
    await imported(database, ROWS)
    async with database.read() as connection:
        assert [unit.code for unit, _ in await organisations.everyone(connection)] == [e.code for e in entries]
        assert await obligations.in_line(connection, NANCHANG)


async def test_what_is_changed_in_chat_meanwhile_is_planned_with(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody of the first roster becomes a liaison of a unit that the file gives to another."""
    await imported(database, FIRST)
    plans, stage = 0, staging.stage

    async def planned(*arguments: Any) -> Any:
        nonlocal plans
        plans += 1
        return await plan(*arguments)

    async def changed(connection: Connection, **arguments: Any) -> Any:
        if plans == 1:
            person, unit = (await people.all(connection))[0], (await organisations.all(connection))[-1]
            await people.give_duty(connection, person.id, unit.id, Role.READER)
        return await stage(connection, **arguments)

    plan = importing.planned
    monkeypatch.setattr(importing, "planned", planned)
    monkeypatch.setattr(staging, "stage", changed)
    await imported(database, ROWS)
    assert plans == 2
    exported = await importing.export_rows(database)
    assert [row.code for row in exported if "阅览员" in row.roles] == []


async def test_what_is_disturbed_each_time_is_done_in_one_go(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    owe, disturbed = staging.owe, 0

    async def swept(connection: Connection, **arguments: Any) -> None:
        nonlocal disturbed
        disturbed += 1
        await owe(connection, **arguments)
        await staging.sweep(connection)

    monkeypatch.setattr(staging, "owe", swept)
    await imported(database, ROWS)
    assert disturbed == bringing_in.TRIES * len([*asked(NANCHANG)])
    async with database.read() as connection:
        assert len(await organisations.all(connection)) == len({row.code for row in ROWS})
        assert await obligations.in_line(connection, NANCHANG)


async def test_the_same_file_again_writes_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await imported(database, ROWS, "a")
    with monkeypatch.context() as patched:
        patched.setattr(Database, "write", lambda _: pytest.fail("it writes"))
        await imported(database, ROWS, "a")
    # Another file that says the same is remembered as what is in force.
    await imported(database, ROWS, "b")
    with monkeypatch.context() as patched:
        patched.setattr(Database, "write", lambda _: pytest.fail("it writes"))
        await imported(database, ROWS, "b")


@pytest.mark.parametrize("column", ["due_at", "retired"])
async def test_what_is_owed_is_brought_in_line_when_the_file_is_the_same(database: Database, column: str) -> None:
    await imported(database, ROWS)
    wrong = {"due_at": NOW, "retired": True}[column]
    one = obligations_table.c.id == select(func.min(obligations_table.c.id)).scalar_subquery()
    async with database.write() as connection:
        await connection.execute(update(obligations_table).where(one).values({column: wrong}))
        assert not await obligations.in_line(connection, NANCHANG)
    await imported(database, ROWS)
    async with database.read() as connection:
        assert await obligations.in_line(connection, NANCHANG)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_who_is_too_much_or_owes_too_much_is_noticed(database: Database) -> None:
    await imported(database, ROWS)
    async with database.write() as connection:
        row = (await connection.execute(select(obligations_table).limit(1))).mappings().one()
        more = {**row, "id": None, "item": "no more"}
        await connection.execute(insert(obligations_table).values(more))
        assert not await obligations.in_line(connection, NANCHANG)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_postgresql_plans_by_what_has_come_in(database: Database) -> None:
    await imported(database, ROWS)
    known = text("SELECT count(DISTINCT tablename) FROM pg_stats WHERE tablename IN ('organisations', 'obligations')")
    async with database.read() as connection:
        assert await connection.scalar(known) == 2

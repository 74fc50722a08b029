"""The history: what is asked of it is asked of one kind, one person or account, and since when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.events import EventVerb
from storage import events
from storage.engine.database import Database
from storage.tables import events as table
from storage.tables import people, submissions
from tests.support.rows import NOW, SECOND, add, add_named

JUST = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
async def cast(database: Database) -> None:
    async with database.write() as connection:
        for number in (1, 2):
            await add(connection, people, number)
        for number in range(1, 6):
            await add(connection, submissions, number)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_the_first_of_its_kind_for_this_person(database: Database) -> None:
    await add_named(database, table, {"another's": {"person_id": 2}, "of another kind": {"verb": "bound"}}, person_id=1)
    async with database.write() as connection:
        assert await events.first(connection, EventVerb.GREETED, 1)
        await events.record(connection, EventVerb.GREETED, at=NOW, person_id=1)
        assert not await events.first(connection, EventVerb.GREETED, 1)


async def test_how_often_an_account_did_something_since(database: Database) -> None:
    mine = {"details": {"account": "wecom:alice"}}
    rows = {
        "counts": mine,
        "at the very beginning": mine | {"at": NOW - SECOND},
        "before": mine | {"at": NOW - SECOND - JUST},
        "of another kind": mine | {"verb": "greeted"},
        "another's": {"details": {"account": "wecom:bob"}},
        "nobody's": {},
    }
    await add_named(database, table, rows, verb="wrong_code")
    async with database.read() as connection:
        assert await events.recent(connection, EventVerb.WRONG_CODE, account="wecom:alice", since=NOW - SECOND) == 2


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_what_a_person_did_last_is_what_they_did_at_one_moment(database: Database) -> None:
    rows = {
        "last": {"submission_id": 3},
        "last, too": {"submission_id": 1},
        "last, about nothing": {},
        "before": {"submission_id": 2, "at": NOW - JUST},
        "another's, later": {"submission_id": 4, "at": NOW + SECOND, "person_id": 2},
        "another's, at the same moment": {"submission_id": 4, "person_id": 2},
        "of another kind, later": {"submission_id": 5, "at": NOW + SECOND, "verb": "withdrawn"},
        "of another kind, at the same moment": {"submission_id": 5, "verb": "withdrawn"},
    }
    await add_named(database, table, rows, verb="captioned", person_id=1)
    async with database.read() as connection:
        assert await events.newest_submissions(connection, EventVerb.CAPTIONED, 1) == (1, 3)
        assert await events.newest_submissions(connection, EventVerb.RESTORED, 1) == ()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_details_are_none_when_none_are_given(database: Database) -> None:
    async with database.write() as connection:
        await events.record(connection, EventVerb.BOUND, at=NOW, person_id=1, details={"channel": "wecom"})
        await events.record(connection, EventVerb.GREETED, at=NOW, person_id=1)
        rows = (await connection.execute(table.select().order_by(table.c.id))).all()
    assert [(row.verb, row.details) for row in rows] == [("bound", {"channel": "wecom"}), ("greeted", {})]

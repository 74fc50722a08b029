"""Submissions on both databases: whose, of which receipt, in which state and since when, each asked on its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain.findings import Kind
from domain.submission import State, Submission
from storage import relocations, submissions
from storage.engine.database import Database
from storage.submissions import Change
from storage.tables import earlier_receipts, inbox, obligations, organisations, people, receipts
from storage.tables import submissions as table
from tests.support.rows import NOW, SECOND, add, add_named, names

JUST = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
async def cast(database: Database) -> None:
    """Two people, a unit with two obligations, two messages, four receipts: 4 is the other person's."""
    async with database.write() as connection:
        for number in (1, 2):
            await add(connection, people, number)
            await add(connection, inbox, number)
        await add(connection, organisations, 1)
        await add(connection, obligations, 1)
        await add(connection, obligations, 2, item="plan")
        for number in (1, 2, 3, 4):
            await add(connection, receipts, number, person_id=2 if number == 4 else 1)


def numbers(found: list[Submission]) -> list[int]:
    return [submission.id for submission in found]


async def test_a_message_makes_one_submission(database: Database) -> None:
    wanted: dict[str, Any] = {"person_id": 1, "organisation_id": 1, "obligation_id": 1, "item": "daily", "sent_at": NOW}
    async with database.write() as connection:
        first = await submissions.reserve(connection, inbox_id=1, kind=Kind.PHOTO, file_name="a.jpg", **wanted)
        other = await submissions.reserve(connection, inbox_id=2, kind=Kind.PHOTO, **wanted)
        changed = await submissions.change(connection, first.id, Change(caption="学生在焊接"))
        again = await submissions.reserve(connection, inbox_id=1, kind=Kind.VIDEO, **wanted | {"item": "plan"})
    assert (first.state, first.kind, first.file_name) == (State.RECEIVING, Kind.PHOTO, "a.jpg")
    assert again == changed and other.id != first.id


async def test_a_change_is_of_one_submission(database: Database) -> None:
    await add_named(database, table, {"this": {}, "other": {}})
    async with database.write() as connection:
        await submissions.change(connection, 1, Change(state=State.WITHDRAWN, obligation_id=None))
        this, other = await submissions.find(connection, [2, 1])
    assert (this.state, other.state) == (State.WITHDRAWN, State.ACCEPTED)


@pytest.mark.parametrize("state", State)
async def test_only_what_is_awaited_is_lost(database: Database, state: State) -> None:
    await add_named(database, table, {"this": {"inbox_id": 1}, "another's": {"inbox_id": 2}}, state=state)
    async with database.write() as connection:
        lost = await submissions.give_up(connection, 1)
        this, other = await submissions.find(connection, [1, 2])
    if state is State.RECEIVING:
        assert lost == this and this.state is State.LOST
    else:
        assert lost is None and this.state is state
    assert other.state is state


async def test_numbers_are_found_in_their_order(database: Database) -> None:
    await add_named(database, table, {"1": {}, "2": {}, "3": {}})
    async with database.read() as connection:
        assert numbers(await submissions.find(connection, [3, 1, 9])) == [1, 3]
        assert await submissions.find(connection, []) == []
        assert (await submissions.locked(connection, 2)).id == 2


async def test_submissions_stand_under_their_obligation(database: Database) -> None:
    rows = {"first": {}, "of another": {"obligation_id": 2}, "of none": {"obligation_id": None}, "second": {}}
    await add_named(database, table, rows, obligation_id=1)
    async with database.read() as connection:
        found = await submissions.of_obligations(connection, [1, 9])
        assert await submissions.of_obligations(connection, []) == {}
    assert {obligation: numbers(of) for obligation, of in found.items()} == {1: [1, 4]}


async def test_the_newest_receipt_alone_is_the_last(database: Database) -> None:
    rows = {
        "of the newest": {"receipt_id": 3},
        "of an older one": {"receipt_id": 1},
        "of the newest, too": {"receipt_id": 3},
        "of one between": {"receipt_id": 2},
        "not told yet": {"receipt_id": None},
        "another's, of a newer one": {"receipt_id": 4, "person_id": 2},
        "another's, of the same": {"receipt_id": 3, "person_id": 2},
    }
    await add_named(database, table, rows)
    async with database.read() as connection:
        found = await submissions.of_last_receipt(connection, 1)
        assert await submissions.of_last_receipt(connection, 3) == []
    assert names(rows, numbers(found)) == ["of the newest", "of the newest, too"]


async def test_photos_without_a_caption(database: Database) -> None:
    since = NOW - SECOND
    rows = {
        "incomplete": {"state": "incomplete"},
        "arriving": {"state": "receiving"},
        "refused": {"state": "refused"},
        "of no unit yet": {"state": "unassigned"},
        "at the very beginning": {"state": "incomplete", "sent_at": since},
        "before": {"state": "incomplete", "sent_at": since - JUST},
        "another's": {"state": "incomplete", "person_id": 2},
        "a video": {"state": "incomplete", "kind": "video"},
        "captioned": {"state": "refused", "caption": "学生在焊接"},
        "accepted": {"state": "accepted"},
        "withdrawn": {"state": "withdrawn"},
        "lost": {"state": "lost"},
    }
    await add_named(database, table, rows)
    async with database.read() as connection:
        found = await submissions.uncaptioned(connection, 1, since)
    assert names(rows, numbers(found)) == [
        "incomplete",
        "arriving",
        "refused",
        "of no unit yet",
        "at the very beginning",
    ]


async def test_what_a_person_sees_on_the_page(database: Database) -> None:
    long_ago = {"sent_at": NOW - JUST}
    rows = {
        "for what is owed now": long_ago | {"obligation_id": 1},
        "of no unit yet": long_ago | {"state": "unassigned"},
        "sent lately": {"sent_at": NOW, "obligation_id": 2},
        "for something else": long_ago | {"obligation_id": 2},
        "for nothing": long_ago,
        "another's for what is owed": {"obligation_id": 1, "person_id": 2},
        "another's of no unit": {"state": "unassigned", "person_id": 2},
        "another's, lately": {"person_id": 2},
    }
    await add_named(database, table, rows)
    async with database.read() as connection:
        found = await submissions.of_person(connection, 1, [1], since=NOW)
    assert names(rows, numbers(found)) == ["for what is owed now", "of no unit yet", "sent lately"]


async def test_what_waits_for_its_unit(database: Database) -> None:
    rows = {
        "waits": {},
        "another's": {"person_id": 2},
        "accepted": {"state": "accepted"},
        "waits, too": {},
    }
    await add_named(database, table, rows, state="unassigned")
    async with database.read() as connection:
        found = await submissions.without_unit(connection, 1)
    assert names(rows, numbers(found)) == ["waits", "waits, too"]


async def test_misplaced_bytes_are_moved_one_by_one(database: Database) -> None:
    rows = {"in its place": {}, "misplaced": {"misplaced": True}, "misplaced, too": {"misplaced": True}}
    await add_named(database, table, rows)
    moved = []
    async with database.write() as connection:
        while (one := await relocations.misplaced(connection, NOW)) is not None:
            moved.append(one.id)
            await relocations.moved(connection, one.id, "elsewhere")
        left = (await connection.execute(select(table.c.id).where(table.c.misplaced))).all()
    assert names(rows, moved) == ["misplaced", "misplaced, too"] and left == []


async def test_whether_anything_waits_for_its_unit(database: Database) -> None:
    rows = {
        "another's": {"person_id": 2},
        "of a unit": {"organisation_id": 1},
        "on its way to a unit": {"organisation_id": 1, "state": "receiving"},
        **{state.value: {"state": state} for state in State if state not in (State.UNASSIGNED, State.RECEIVING)},
    }
    await add_named(database, table, rows, state="unassigned")
    async with database.write() as connection:
        assert not await submissions.awaits_unit(connection, 1)
        for state in (State.UNASSIGNED, State.RECEIVING):
            await submissions.change(connection, len(rows), Change(state=state))
            assert await submissions.awaits_unit(connection, 1)


async def test_a_receipt_still_names_what_a_later_one_has_named_again(database: Database) -> None:
    rows = {
        "named again": {"receipt_id": 1},
        "named once": {"receipt_id": 1},
        "named by the later one": {"receipt_id": 2},
        "not named yet": {"receipt_id": None},
        "of a third receipt": {"receipt_id": 3},
    }
    await add_named(database, table, rows)
    async with database.write() as connection:
        for _ in range(2):
            told = await submissions.find(connection, [1, 3, 4])
            await submissions.name_again(connection, told, 2)
        for number in (1, 3, 4):
            await submissions.change(connection, number, Change(receipt_id=2))
        kept = (await connection.execute(select(earlier_receipts))).all()
        first, second = [await submissions.named_on(connection, [receipt]) for receipt in (1, 2)]
        both = await submissions.named_on(connection, [2, 1])
        nothing = await submissions.named_on(connection, [])
    assert [tuple(row) for row in kept] == [(1, 1)]
    assert names(rows, numbers(first)) == ["named again", "named once"]
    assert names(rows, numbers(second)) == ["named again", "named by the later one", "not named yet"]
    assert names(rows, numbers(both)) == [
        "named again",
        "named once",
        "named by the later one",
        "not named yet",
    ]
    assert nothing == []


async def test_several_are_locked_in_the_order_of_their_numbers(database: Database) -> None:
    await add_named(database, table, {"1": {}, "2": {}, "3": {}})
    async with database.write() as connection:
        assert numbers(await submissions.all_locked(connection, [3, 1, 9])) == [1, 3]
        assert await submissions.all_locked(connection, []) == []

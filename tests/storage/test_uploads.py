"""Uploads on both databases: who may write, what counts, what is over; the sums that quota and free space rest on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from domain.upload import Usage
from storage import uploads
from storage.engine.database import Database
from storage.states import UploadState
from storage.tables import inbox, organisations, people, segments, submissions
from storage.tables import uploads as table
from storage.uploads import LockLost, Segment, Upload
from tests.support.rows import NOW, SECOND, add

JUST = timedelta(microseconds=1)
UNTIL = NOW + timedelta(seconds=6)
LATER = NOW + timedelta(days=1)
ENDED: dict[str, Any] = {"lock": None, "locked_until": None}


@pytest.fixture(autouse=True)
async def two_people(database: Database) -> None:
    async with database.write() as connection:
        for number in (1, 2):
            await add(connection, people, number)
        await add(connection, organisations, 1)


async def store(database: Database, rows: dict[str, dict[str, Any]]) -> None:
    """Uploads by what is special about each, which is their id as well."""
    async with database.write() as connection:
        for name, values in rows.items():
            await add(connection, table, name, **values)


async def row(database: Database, upload_id: str) -> dict[str, Any]:
    async with database.read() as connection:
        found = await connection.execute(select(table).where(table.c.id == upload_id))
        return dict(found.mappings().one())


async def get(database: Database, upload_id: str) -> Upload:
    async with database.read() as connection:
        found = await uploads.get(connection, upload_id)
    assert found is not None
    return found


async def lock(database: Database, upload_id: str) -> Upload | None:
    async with database.write() as connection:
        return await uploads.lock(connection, upload_id, now=NOW, until=UNTIL)


# --- Who may write ---


@pytest.mark.parametrize(
    ("values", "taken"),
    [
        ({}, True),
        ({"lock": "another's", "locked_until": NOW - JUST}, True),
        ({"lock": "another's", "locked_until": NOW}, False),
        ({"lock": "another's", "locked_until": UNTIL}, False),
        ({"state": "finished"}, False),
        ({"state": "aborted"}, False),
        ({"state": "expired"}, False),
    ],
)
async def test_what_is_under_way_and_free_is_locked(database: Database, values: dict[str, Any], taken: bool) -> None:
    await store(database, {"this": values, "other": {}})
    locked = await lock(database, "this")
    assert (locked is not None) is taken
    after = await row(database, "this")
    if locked is not None:
        assert (after["lock"], after["locked_until"]) == (locked.lock, UNTIL)
        assert locked.lock and locked.lock != "another's"
    else:
        assert after["lock"] == values.get("lock")
    assert (await row(database, "other"))["lock"] is None


@pytest.mark.parametrize("step", ["advance", "extend", "unlock"])
@pytest.mark.parametrize("lost", ["the lock", "the offset", "the state"])
async def test_who_does_not_hold_an_upload_changes_nothing(database: Database, step: str, lost: str) -> None:
    await store(database, {"this": {}})
    held = await lock(database, "this")
    assert held is not None
    if lost == "the state":
        async with database.write() as connection:
            await uploads.abort(connection, "this")
    # Whoever aborts takes the lock away as well; one that is still right must not help.
    async with database.write() as connection:
        await connection.execute(table.update().values(lock=held.lock))
    mine = {
        "the lock": replace(held, lock="lost"),
        "the offset": replace(held, received=10),
        "the state": held,
    }[lost]
    before = await row(database, "this")
    with pytest.raises(LockLost):
        async with database.write() as connection:
            if step == "advance":
                stored = [Segment(start=mine.received, length=5, key="k")]
                await uploads.advance(connection, mine, stored, until=UNTIL, expires_at=LATER)
            elif step == "extend":
                await uploads.extend_lock(connection, mine, until=LATER)
            else:
                await uploads.unlock(connection, mine)
    assert await row(database, "this") == before
    async with database.read() as connection:
        assert await uploads.stored_segments(connection, "this") == []


async def test_what_a_writer_does_is_done_to_its_own_upload(database: Database) -> None:
    await store(database, {"this": {}, "other": {"lock": "l"}})
    async with database.write() as connection:
        await connection.execute(table.update().values(lock="l"))
        await uploads.extend_lock(connection, await _held(connection), until=LATER)
        await uploads.unlock(connection, await _held(connection))
    assert (await row(database, "this"))["lock"] is None
    other = await row(database, "other")
    assert (other["lock"], other["locked_until"]) == ("l", None)


async def _held(connection: Any) -> Upload:
    found = await uploads.get(connection, "this")
    assert found is not None
    return found


# --- What counts ---


async def test_the_offset_moves_over_what_is_stored(database: Database) -> None:
    await store(database, {"this": {}, "other": {}})
    held = await lock(database, "this")
    assert held is not None
    two = [Segment(start=0, length=30, key="a"), Segment(start=30, length=69, key="b")]
    async with database.write() as connection:
        held = await uploads.advance(connection, held, two, until=LATER, expires_at=LATER)
    kept = await row(database, "this")
    assert (kept["received"], kept["state"], kept["locked_until"], kept["expires_at"]) == (99, "new", LATER, LATER)
    assert kept["lock"] == held.lock is not None
    last = [Segment(start=99, length=1, key="c")]
    async with database.write() as connection:
        await uploads.advance(connection, held, last, until=LATER, expires_at=LATER)
    whole = await row(database, "this")
    assert (whole["received"], whole["state"]) == (100, "finished")
    assert {name: whole[name] for name in ENDED} == ENDED
    async with database.read() as connection:
        assert await uploads.stored_segments(connection, "this") == two + last
        assert await uploads.stored_segments(connection, "other") == []


async def test_a_writer_that_goes_leaves_the_lock(database: Database) -> None:
    await store(database, {"this": {}})
    held = await lock(database, "this")
    assert held is not None
    async with database.write() as connection:
        await uploads.advance(connection, held, [], until=None, expires_at=LATER)
    left = await row(database, "this")
    assert (left["received"], left["lock"], left["expires_at"]) == (0, None, LATER)


async def test_segments_are_told_in_the_order_of_the_file(database: Database) -> None:
    await store(database, {"this": {}})
    async with database.write() as connection:
        for start in (30, 0, 60):
            await connection.execute(insert(segments).values(upload_id="this", start=start, length=30, key=f"k{start}"))
        assert [segment.start for segment in await uploads.stored_segments(connection, "this")] == [0, 30, 60]


# --- What ends ---


async def test_only_what_is_under_way_can_be_given_up(database: Database) -> None:
    held = {"lock": "l", "locked_until": UNTIL}
    await store(database, {"this": held, "other": held, "finished": {"state": "finished"}})
    async with database.write() as connection:
        assert await uploads.abort(connection, "this")
        assert not await uploads.abort(connection, "this")
        assert not await uploads.abort(connection, "finished")
    assert (await row(database, "this")) | ENDED | {"state": "aborted"} == await row(database, "this")
    assert [(await row(database, name))["state"] for name in ("other", "finished")] == ["new", "finished"]


async def test_only_what_is_under_way_runs_out_of_time(database: Database) -> None:
    late = {"expires_at": NOW - JUST, "lock": "l", "locked_until": UNTIL}
    await store(
        database,
        {
            "late": late,
            "to this very moment": late | {"expires_at": NOW},
            "finished": late | {"state": "finished"},
            "aborted": late | {"state": "aborted"},
            "freed": late | {"freed": True},
        },
    )
    async with database.write() as connection:
        assert await uploads.expire(connection, NOW) == 1
    states = {
        name: (await row(database, name))["state"] for name in ("late", "to this very moment", "finished", "freed")
    }
    assert states == {"late": "expired", "to this very moment": "new", "finished": "finished", "freed": "new"}
    assert (await row(database, "late"))["lock"] is None


async def test_segments_go_when_nobody_needs_them(database: Database) -> None:
    finished = {"state": "finished"}
    rows: dict[str, dict[str, Any]] = {
        "under way": {},
        "aborted": {"state": "aborted"},
        "expired": {"state": "expired"},
        "aborted and freed": {"state": "aborted", "freed": True},
        "its message waits": finished,
        "its message failed": finished,
        "its message is another channel's": finished,
        "it has no message": finished,
        "its message is worked on": finished,
        "its message came while under way": {},
    }
    await store(database, rows)
    messages = {
        "its message waits": {},
        "its message failed": {"state": "failed"},
        "its message is another channel's": {"state": "done", "channel": "simulator"},
        "its message is worked on": {"state": "done"},
        "its message came while under way": {"state": "done"},
        "of nothing": {"state": "done"},
    }
    async with database.write() as connection:
        for number, (name, values) in enumerate(messages.items(), start=1):
            await add(connection, inbox, number, external_id=f"upload:{name}", **values)
        free = []
        while (upload_id := await uploads.next_to_free(connection, NOW)) is not None:
            free.append(upload_id)
            await uploads.freed(connection, upload_id)
    assert sorted(free) == ["aborted", "expired", "its message is worked on"]


async def test_freeing_one_leaves_the_others(database: Database) -> None:
    await store(database, {"this": {}, "other": {}})
    async with database.write() as connection:
        for name in ("this", "other"):
            await connection.execute(insert(segments).values(upload_id=name, start=0, length=1, key=name))
        await uploads.freed(connection, "this")
        assert await uploads.stored_segments(connection, "this") == []
        assert await uploads.stored_segments(connection, "other") == [Segment(start=0, length=1, key="other")]
    assert [(await row(database, name))["freed"] for name in ("this", "other")] == [True, False]


# --- What is asked ---


async def test_a_person_goes_on_with_their_own_uploads_under_way(database: Database) -> None:
    open_one = {"expires_at": NOW + JUST}
    await store(
        database,
        {
            "newer": open_one | {"created_at": NOW},
            "older": open_one | {"created_at": NOW - SECOND},
            "another's": open_one | {"person_id": 2},
            "finished": open_one | {"state": "finished"},
            "aborted": open_one | {"state": "aborted"},
            "out of time": {"expires_at": NOW},
        },
    )
    async with database.read() as connection:
        assert [upload.id for upload in await uploads.under_way(connection, 1, NOW)] == ["older", "newer"]


async def test_a_day_counts_all_that_was_begun(database: Database) -> None:
    await store(
        database,
        {
            "now": {"length": 1},
            "at the very beginning": {"length": 2, "created_at": NOW - SECOND},
            "given up": {"length": 4, "state": "aborted"},
            "freed": {"length": 8, "state": "finished", "freed": True},
            "another's": {"length": 16, "person_id": 2},
            "before": {"length": 32, "created_at": NOW - SECOND - JUST},
        },
    )
    async with database.read() as connection:
        assert await uploads.usage(connection, 1, NOW - SECOND) == Usage(count=4, bytes=1 + 2 + 4 + 8)
        assert await uploads.usage(connection, 3, NOW - SECOND) == Usage(count=0, bytes=0)


async def test_the_sums_that_space_and_quota_rest_on(database: Database) -> None:
    async with database.read() as connection:
        assert (await uploads.coming(connection), await uploads.kept(connection)) == (0, 0)
    await store(
        database,
        {
            "under way": {"length": 100, "received": 40},
            "another's": {"length": 1000, "received": 1, "person_id": 2},
            "only announced": {"length": 4_000_000_000},
            "finished": {"length": 10_000, "received": 10_000, "state": "finished"},
            # Its bytes are there until they are freed, but nothing more comes.
            "aborted": {"length": 100_000, "received": 5, "state": "aborted"},
            "freed": {"length": 1_000_000, "freed": True},
        },
    )
    async with database.write() as connection:
        for number, size in ((1, 20_000_000), (2, 30_000_000)):
            await add(connection, submissions, number, size=size)
        assert await uploads.coming(connection) == 60 + 999
        assert await uploads.kept(connection) == 100 + 1000 + 10_000 + 100_000 + 50_000_000


async def test_a_submission_is_told_by_the_upload_it_came_by(database: Database) -> None:
    async with database.write() as connection:
        for number, external_id in enumerate(("upload:abc", "m1", "upload:def"), start=1):
            await add(connection, inbox, number, external_id=external_id)
            await add(connection, submissions, number, inbox_id=number)
        await add(connection, submissions, 4)
        assert await uploads.numbers(connection, [1, 2, 4]) == {1: "abc"}
        assert await uploads.numbers(connection, []) == {}


def test_an_upload_is_complete_with_its_last_byte() -> None:
    upload = Upload(
        id="a",
        person_id=1,
        channel="wecom",
        account="alice",
        organisation_id=None,
        item="",
        file_name="",
        length=2,
        metadata="",
        created_at=NOW,
        expires_at=NOW,
    )
    assert [replace(upload, received=received).complete for received in (0, 1, 2)] == [False, False, True]
    assert upload.state is UploadState.NEW
    assert uploads.segment_key(replace(upload, lock="l"), 7) == "uploads/a/00000000000007-l"

"""Scheduled notices on both databases: planned once, due at their time, superseded by a later one of their kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from domain.scheduled_notices import ScheduledNotice, What
from storage import scheduled_notices
from storage.engine.database import Database
from storage.states import NoticeState
from storage.tables import scheduled_notices as table
from tests.support.rows import DAY, NOW, SECOND, add, add_named, names

JUST = timedelta(microseconds=1)
LEASE = timedelta(seconds=60)
NOTICE = ScheduledNotice(
    campaign="week", what=What.REMIND, item="daily", day=DAY, run_at=NOW, expires_at=NOW + timedelta(hours=1)
)


async def plan(database: Database, *planned: ScheduledNotice, campaign: str = "week") -> None:
    async with database.write() as connection:
        await scheduled_notices.plan(connection, campaign, planned, now=NOW, real=NOW + SECOND)


async def kept(database: Database) -> list[dict[str, Any]]:
    async with database.read() as connection:
        rows = (await connection.execute(select(table).order_by(table.c.id))).mappings()
        return [dict(row) for row in rows]


async def test_what_is_past_when_it_is_planned_was_never_promised(database: Database) -> None:
    await plan(database, NOTICE, replace(NOTICE, run_at=NOW + JUST), replace(NOTICE, run_at=NOW - JUST))
    assert [(row["run_at"], row["state"], row["retry_at"]) for row in await kept(database)] == [
        (NOW, "dropped", NOW + SECOND),
        (NOW + JUST, "new", NOW + SECOND),
        (NOW - JUST, "dropped", NOW + SECOND),
    ]


async def test_what_is_planned_no_more_goes_and_what_is_kept_stays(database: Database) -> None:
    rows = {
        "planned": {},
        "planned no more": {"run_at": NOW + SECOND},
        "another day no more": {"day": DAY + timedelta(days=1)},
        "done, planned no more": {"run_at": NOW + SECOND, "item": "plan", "state": "done"},
        "another campaign's": {"campaign": "other"},
    }
    await add_named(database, table, rows)
    for _ in range(2):
        await plan(database, NOTICE)
        left = [row["id"] for row in await kept(database)]
        assert names(rows, left) == ["planned", "done, planned no more", "another campaign's"]


async def test_the_earliest_whose_time_has_come_is_kept_first(database: Database) -> None:
    rows = {
        "now": {"run_at": NOW},
        "to come": {"run_at": NOW + JUST},
        "earlier": {"run_at": NOW - SECOND},
        "at the same moment": {"run_at": NOW, "item": "plan"},
        "done": {"run_at": NOW - 2 * SECOND, "state": "done"},
        "dropped": {"run_at": NOW - 3 * SECOND, "state": "dropped"},
    }
    await add_named(database, table, rows)
    taken = []
    while due := await scheduled_notices.claim_next(database, now=NOW, real=NOW, lease=LEASE):
        taken.append(due.id)
    assert names(rows, taken) == ["earlier", "now", "at the same moment"]


async def test_each_time_is_its_own(database: Database) -> None:
    """What is due is a matter of campaign time, when to try again one of real time."""
    async with database.write() as connection:
        await add(connection, table, 1, run_at=NOW, retry_at=NOW + LEASE)
    assert await scheduled_notices.claim_next(database, now=NOW - JUST, real=NOW + LEASE, lease=LEASE) is None
    assert await scheduled_notices.claim_next(database, now=NOW, real=NOW + LEASE - JUST, lease=LEASE) is None
    due = await scheduled_notices.claim_next(database, now=NOW, real=NOW + LEASE, lease=LEASE)
    assert due is not None and due.notice == NOTICE and due.attempts == 1
    await scheduled_notices.wait(database, due, at=NOW + 2 * LEASE)
    (row,) = await kept(database)
    assert (row["state"], row["retry_at"], row["error"]) == ("new", NOW + 2 * LEASE, "mail under way")
    due = await scheduled_notices.claim_next(database, now=NOW, real=NOW + 2 * LEASE, lease=LEASE)
    assert due is not None and due.waited
    await scheduled_notices.set_back(database, due, at=NOW + 2 * LEASE, error="a bug", aside=False)
    due = await scheduled_notices.claim_next(database, now=NOW, real=NOW + 2 * LEASE, lease=LEASE)
    assert due is not None and not due.waited
    async with database.write() as connection:
        await scheduled_notices.finish(connection, due, state=NoticeState.DROPPED)
    assert [row["state"] for row in await kept(database)] == ["dropped"]


async def test_one_that_is_set_aside_is_not_tried_again(database: Database) -> None:
    async with database.write() as connection:
        await add(connection, table, 1, run_at=NOW, retry_at=NOW)
    due = await scheduled_notices.claim_next(database, now=NOW, real=NOW, lease=LEASE)
    assert due is not None
    await scheduled_notices.set_back(database, due, at=NOW, error="a bug", aside=True)
    assert await scheduled_notices.claim_next(database, now=NOW, real=NOW + 2 * LEASE, lease=LEASE) is None
    assert [(row["state"], row["error"]) for row in await kept(database)] == [("failed", "a bug")]


async def test_a_later_one_of_the_same_kind_and_day_takes_its_place(database: Database) -> None:
    later = {"run_at": NOW + SECOND}
    rows = {
        "the same": {},
        "an earlier one": {"run_at": NOW - SECOND},
        "not due yet": {"run_at": NOW + SECOND + JUST},
        "another campaign's": later | {"campaign": "other"},
        "of another kind": later | {"what": "digest"},
        "of another item": later | {"item": "plan"},
        "of a later day": later | {"day": DAY + timedelta(days=1)},
        "done": later | {"state": "done"},
    }
    await add_named(database, table, rows)
    async with database.write() as connection:
        assert not await scheduled_notices.superseded(connection, NOTICE, now=NOW + SECOND)
        await connection.execute(table.update().where(table.c.id == len(rows)).values(state="new"))
        assert await scheduled_notices.superseded(connection, NOTICE, now=NOW + SECOND)

"""A notice at its very moment: kept, postponed, dropped or tried again, and how much later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import RowMapping, delete, select, update

from domain.campaigns.campaign import DAILY
from handlers.schedule import keeping
from storage.engine.claims import BACKOFF
from storage.tables import inbox, obligations, outbox, scheduled_notices
from tests.support.rows import SECOND, add
from tests.support.stage import Stage
from tests.support.town import november

JUST = timedelta(microseconds=1)
HOUR = timedelta(hours=1)
TODAY = date(2020, 11, 9)
DISTRICT, ITS_SCHOOL = 2, 6
NOW = november(9, "10:00:01")

pytestmark = [pytest.mark.town(now=NOW), pytest.mark.parametrize("database", ["sqlite"], indirect=True)]


async def keep(on: Stage, at: datetime = NOW, **values: Any) -> RowMapping:
    """Keep one notice, usually a missing list that is due now, ``at`` some moment; its row afterwards."""
    usual = {
        "campaign": "nanchang-2020",
        "what": "missing",
        "item": DAILY,
        "day": TODAY,
        "run_at": NOW,
        "retry_at": NOW,
    }
    async with on.ctx.database.write() as connection:
        await connection.execute(delete(scheduled_notices))
        await add(connection, scheduled_notices, 1, **{**usual, "retry_at": NOW, "expires_at": NOW + HOUR, **values})
    on.clock.set(at)
    await keeping.keep_next(on.ctx)
    async with on.ctx.database.read() as connection:
        return (await connection.execute(select(scheduled_notices))).mappings().one()


async def said(on: Stage) -> list[str]:
    async with on.ctx.database.read() as connection:
        return list(await connection.scalars(select(outbox.c.account).order_by(outbox.c.account)))


@pytest.mark.parametrize(
    ("at", "state", "heard"),
    [(NOW + HOUR - JUST, "done", ["dana", "dave"]), (NOW + HOUR, "dropped", [])],
)
async def test_a_notice_is_said_until_its_end(on: Stage, at: datetime, state: str, heard: list[str]) -> None:
    assert (await keep(on, at))["state"] == state
    assert await said(on) == heard


async def test_a_notice_of_a_campaign_no_longer_in_force_says_nothing_and_is_done(on: Stage) -> None:
    row = await keep(on, campaign="of last year")
    assert (row["state"], row["error"], row["attempts"]) == ("done", "", 1)
    assert await said(on) == []


@pytest.mark.parametrize(
    ("at", "mail", "waits"),
    [
        (NOW, {}, True),
        (NOW + 60 * SECOND, {}, True),
        (NOW + 60 * SECOND + JUST, {}, False),
        (NOW, {"received_at": NOW + JUST}, False),
        (NOW, {"state": "done"}, False),
    ],
    ids=["mail is under way", "to the end of patience", "after it", "sent after the deadline", "read"],
)
async def test_the_missing_list_waits_for_mail_sent_in_time_and_for_a_minute(
    on: Stage, at: datetime, mail: Mapping[str, Any], waits: bool
) -> None:
    async with on.ctx.database.write() as connection:
        await add(connection, inbox, 1, **{"received_at": NOW, **mail})
    row = await keep(on, at)
    assert (row["state"], row["error"]) == (("new", "mail under way") if waits else ("done", ""))
    if waits:
        assert row["retry_at"] == at + SECOND
    assert bool(await said(on)) is not waits


@pytest.mark.parametrize("what", ["digest", "remind"])
async def test_nothing_else_waits_for_mail(on: Stage, what: str) -> None:
    async with on.ctx.database.write() as connection:
        await add(connection, inbox, 1, received_at=NOW)
    assert (await keep(on, what=what))["state"] == "done"


@pytest.mark.parametrize(("tries", "wait"), list(enumerate(BACKOFF)))
async def test_a_notice_that_fails_steps_aside_longer_each_time(
    on: Stage, tries: int, wait: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(keeping, "_words", fail)
    row = await keep(on, attempts=tries)
    assert row["state"] == "new" and row["error"].startswith("ZeroDivisionError, test_keeping.py:")
    assert row["retry_at"] == NOW + wait * SECOND


async def test_a_later_reminder_takes_the_place_of_an_earlier_one(on: Stage) -> None:
    async with on.ctx.database.write() as connection:
        await connection.execute(delete(scheduled_notices))
        for number, run_at in enumerate((NOW - SECOND, NOW), start=1):
            day = TODAY + timedelta(days=1)
            due = on.ctx.campaigns["nanchang-2020"].due_at(day)
            values = {"campaign": "nanchang-2020", "day": day, "expires_at": due, "run_at": run_at}
            await add(connection, scheduled_notices, number, **values)
    await keeping.keep_due(on.ctx)
    async with on.ctx.database.read() as connection:
        query = select(scheduled_notices.c.state).order_by(scheduled_notices.c.id)
        assert list(await connection.scalars(query)) == ["dropped", "done"]
    assert await said(on) == ["alice", "bob", "carol", "erin"]


@pytest.mark.parametrize(
    ("values", "heard"),
    [({}, ["dana", "dave"]), ({"exempt": True}, ["dana", "dave"]), ({"retired": True}, ["dana"])],
    ids=["owes", "is exempt", "owes nothing"],
)
async def test_only_an_area_that_owes_nothing_hears_nothing(
    on: Stage, values: Mapping[str, bool], heard: list[str]
) -> None:
    daves = obligations.c.organisation_id.in_([DISTRICT, ITS_SCHOOL])
    async with on.ctx.database.write() as connection:
        await connection.execute(update(obligations).where(daves).values({"exempt": False, **values}))
    assert (await keep(on))["state"] == "done"
    assert await said(on) == heard

"""What the upload page shows: what can be met at this very moment, and what was sent within half a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from domain.findings import Kind
from domain.language.acts import MoveToDay
from domain.obligation import Standing
from handlers.upload_links import Holder
from handlers.uploads import page_state
from handlers.uploads.page_state import PageState
from storage import links, people
from storage.tables import obligations, uploads
from tests.support.rows import add
from tests.support.stage import Stage
from tests.support.town import november
from tests.support.turns import ALICE, BOB, S1, S2, do, milestone, owed, sent

JUST = timedelta(microseconds=1)
HALF_A_DAY = timedelta(hours=12)

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


async def shown(on: Stage, at: datetime | None = None) -> PageState:
    on.clock.set(at or on.clock.now())
    async with on.ctx.database.write() as connection:
        person = await people.get(connection, ALICE)
        real = on.clock.real()
        token = await links.make(
            connection, person_id=ALICE, channel="wecom", account="alice", now=real, expires_at=real
        )
        link = await links.find(connection, token)
    assert person is not None and link is not None
    return await page_state.state(on.ctx, Holder(link=link, person=person))


async def days(on: Stage, at: datetime) -> list[int]:
    """Of November."""
    return [one.day.day for one in (await shown(on, at)).due if one.name is None]


async def milestones(on: Stage, at: datetime) -> list[str]:
    return [one.item for one in (await shown(on, at)).due if one.name is not None]


async def test_a_day_is_due_to_its_deadline_and_then_late_beside_the_next(on: Stage) -> None:
    monday = await owed(on, 9)
    assert await days(on, monday.due_at) == [9]
    assert await days(on, monday.due_at + JUST) == [9, 10]
    assert await days(on, monday.late_until) == [9, 10]
    assert await days(on, monday.late_until + JUST) == [10]


async def test_who_has_reported_is_shown_the_next_day_alone(on: Stage) -> None:
    monday = await owed(on, 9)
    async with on.ctx.database.write() as connection:
        met = obligations.update().where(obligations.c.id == monday.id).values(met_at=monday.due_at)
        await connection.execute(met)
    assert await days(on, monday.due_at + JUST) == [10]


async def test_after_the_last_day_nothing_is_coming(on: Stage) -> None:
    last = await owed(on, 14)
    assert await days(on, last.due_at + JUST) == [14]
    assert await days(on, last.late_until + JUST) == []


async def test_a_milestone_is_shown_while_it_is_open(on: Stage) -> None:
    summary = await milestone(on, "summary")
    assert "summary" not in await milestones(on, summary.opens_at)
    assert "summary" in await milestones(on, summary.opens_at + JUST)
    assert await milestones(on, summary.late_until) == ["summary"]
    assert await milestones(on, summary.late_until + JUST) == []


async def test_what_is_due_is_told_with_how_far_it_has_come(on: Stage) -> None:
    monday = await owed(on, 9)
    await sent(on, {"obligation_id": monday.id}, {"obligation_id": monday.id, "state": "refused"})
    found = await shown(on)
    (today, *_) = found.due
    assert (today.unit.id, today.name, today.standing) == (S1, None, Standing.MISSING)
    assert (today.accepted, today.is_form) == (((Kind.PHOTO, 1),), False)
    assert found.rules == on.ctx.campaigns["nanchang-2020"].rules


async def test_what_was_sent_stays_for_half_a_day_and_longer_for_what_is_due(on: Stage) -> None:
    now, monday, tuesday = on.clock.now(), await owed(on, 9), await owed(on, 10)
    old = {"sent_at": now - HALF_A_DAY - JUST}
    await sent(
        on,
        {"sent_at": now - HALF_A_DAY},
        old,
        old | {"obligation_id": monday.id},
        old | {"obligation_id": tuesday.id},
        old | {"state": "unassigned", "organisation_id": None},
        {"person_id": BOB, "organisation_id": S2},
        {"item": "plan"},
    )
    found = await shown(on)
    assert [(one.submission.id, one.item_name) for one in found.sent] == [
        (1, ""),
        (3, ""),
        (5, ""),
        (7, "活动周工作方案"),
    ]


async def test_what_came_by_the_page_and_what_can_be_gone_on_with(on: Stage) -> None:
    real = on.clock.real()
    rows: dict[str, dict[str, Any]] = {
        "mine": {"expires_at": real + JUST},
        "over": {"expires_at": real},
        "done": {"state": "finished"},
        "anothers": {"person_id": BOB},
    }
    usual = {"person_id": ALICE, "created_at": real, "expires_at": real + HALF_A_DAY}
    async with on.ctx.database.write() as connection:
        for name, values in rows.items():
            await add(connection, uploads, name, **{**usual, **values})
    assert [upload.id for upload in (await shown(on)).unfinished] == ["mine"]


@pytest.mark.town(now=november(9, "11:00:00"))
async def test_the_page_does_what_chat_does(on: Stage) -> None:
    """A day moved in chat is where it was moved to on the page, too."""
    monday = await owed(on, 9)
    await sent(on, {"obligation_id": monday.id})
    await do(on, MoveToDay(day=date(2020, 11, 10), numbers=(1,)))
    found = await shown(on)
    assert [(one.day.day, one.accepted) for one in found.due if one.name is None] == [
        (9, ()),
        (10, ((Kind.PHOTO, 1),)),
    ]

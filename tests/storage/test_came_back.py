"""Messages that come back: what becomes of each, also when they are told of early, twice, or of nothing of ours."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from domain.messages import Unreachable
from storage import came_back
from storage.came_back import Back
from storage.engine.database import Database
from storage.states import OutboxState
from storage.tables import came_back as table
from storage.tables import heard_accounts, identities, outbox, people, unreachable_accounts
from tests.support.clocks import FrozenClock

KF, MINUTE = "kf", timedelta(minutes=1)
CLOSED = Back(channel=KF, account="wm1", message_id="out-1", reason=Unreachable.WINDOW)
BAD = Back(channel=KF, account="wm1", message_id="out-1", reason=None, detail="fail_type 1")


@pytest.fixture(autouse=True)
async def somebody(database: Database) -> None:
    async with database.write() as connection:
        person = (
            await connection.execute(insert(people).values(name="某", phone="").returning(people.c.id))
        ).scalar_one()
        await connection.execute(insert(identities).values(person_id=person, channel=KF, account="wm1", source="x"))


async def message(database: Database, clock: FrozenClock, *, spoke_after: timedelta | None = None, **more: Any) -> None:
    """One that went now; its receiver spoke so long after that."""
    now = clock.real()
    times = dict.fromkeys(("created_at", "queued_at", "retry_at", "sent_at"), now)
    row = {"channel": KF, "account": "wm1", "text": "提醒", "state": OutboxState.SENT, "message_id": "out-1"}
    async with database.write() as connection:
        await connection.execute(insert(outbox).values({"key": "k", "words": "", "batch": "b", **times, **row, **more}))
        if spoke_after is not None:
            heard = {"channel": KF, "account": "wm1", "heard_at": now + spoke_after}
            await connection.execute(insert(heard_accounts).values(heard))


async def noted(database: Database, clock: FrozenClock, back: Back) -> bool:
    async with database.write() as connection:
        return await came_back.note(connection, back, at=clock.real())


async def looked(database: Database, clock: FrozenClock) -> list[Back]:
    async with database.write() as connection:
        return await came_back.early(connection, now=clock.real())


async def stands(database: Database) -> tuple[str, bool]:
    """How it is, and whether it counts as gone."""
    async with database.read() as connection:
        state, sent_at = (await connection.execute(select(outbox.c.state, outbox.c.sent_at))).one()
    return state, sent_at is not None


async def not_reached(database: Database) -> list[Unreachable]:
    async with database.read() as connection:
        return list(await connection.scalars(select(unreachable_accounts.c.reason)))


@pytest.mark.parametrize(
    ("reason", "text", "spoke_after", "becomes", "noted_as"),
    [
        (Unreachable.WINDOW, "提醒", -MINUTE, OutboxState.PARKED, [Unreachable.WINDOW]),
        (Unreachable.WINDOW, "", -MINUTE, OutboxState.REJECTED, [Unreachable.WINDOW]),
        (Unreachable.BLOCKED, "提醒", None, OutboxState.REJECTED, [Unreachable.BLOCKED]),
        (Unreachable.REFUSED, "提醒", None, OutboxState.REJECTED, [Unreachable.REFUSED]),
        # They have spoken since it went: to wait for that would be to wait for ever.
        (Unreachable.WINDOW, "提醒", MINUTE, OutboxState.NEW, []),
        (Unreachable.BLOCKED, "提醒", MINUTE, OutboxState.REJECTED, []),
        (None, "提醒", None, OutboxState.NEW, []),
        (None, "", None, OutboxState.FAILED, []),
    ],
)
@pytest.mark.parametrize("early", [False, True])
async def test_what_becomes_of_one(
    database: Database,
    clock: FrozenClock,
    early: bool,
    reason: Unreachable | None,
    text: str,
    spoke_after: timedelta | None,
    becomes: OutboxState,
    noted_as: list[Unreachable],
) -> None:
    on_its_way = {"state": OutboxState.NEW, "sent_at": None, "message_id": "", "text": "提醒"} if early else {}
    await message(database, clock, spoke_after=spoke_after, **{"text": text, **on_its_way})
    back = Back(channel=KF, account="wm1", message_id="out-1", reason=reason)
    assert await noted(database, clock, back) is not early
    if early:
        # Whoever has sent it says so only now.
        assert (await stands(database), await looked(database, clock)) == ((OutboxState.NEW, False), [])
        gone = {"state": OutboxState.SENT, "sent_at": clock.real(), "message_id": "out-1", "text": text}
        async with database.write() as connection:
            await connection.execute(update(outbox).values(gone))
        assert await looked(database, clock) == [back]
    assert await stands(database) == (becomes, False)
    assert await not_reached(database) == noted_as
    # Told again it changes nothing.
    assert not await noted(database, clock, back)
    assert await looked(database, clock) == []
    assert await stands(database) == (becomes, False)


async def test_what_goes_again_is_another_message_to_the_platform(database: Database, clock: FrozenClock) -> None:
    await message(database, clock, spoke_after=MINUTE, attempts=7)
    assert await noted(database, clock, CLOSED)
    async with database.read() as connection:
        row = (await connection.execute(select(outbox.c.batch, outbox.c.attempts, outbox.c.message_id))).one()
    assert tuple(row) == (None, 0, "")


async def test_of_a_channel_at_fault_it_goes_so_often_and_is_then_set_aside(
    database: Database, clock: FrozenClock
) -> None:
    await message(database, clock, attempts=came_back.MOST_TRIES)
    assert await noted(database, clock, BAD)
    assert await stands(database) == (OutboxState.FAILED, False)


@pytest.mark.parametrize(
    "another",
    [
        {"channel": "kf2"},
        {"account": "wm2"},
        {"message_id": "out-2"},
        {"message_id": ""},
    ],
)
async def test_of_nothing_of_ours_nothing_changes_and_nobody_is_out_of_reach(
    database: Database, clock: FrozenClock, another: dict[str, str]
) -> None:
    await message(database, clock)
    told = {"channel": KF, "account": "wm1", "message_id": "out-1", "reason": Unreachable.BLOCKED, **another}
    for _ in range(2):
        assert not await noted(database, clock, Back(**told))  # type: ignore[arg-type]
    assert await looked(database, clock) == []
    assert (await stands(database), await not_reached(database)) == ((OutboxState.SENT, True), [])


async def test_what_names_nothing_of_ours_is_kept_for_a_day(database: Database, clock: FrozenClock) -> None:
    assert not await noted(database, clock, CLOSED)
    for passed, there in ((came_back.KEPT - MINUTE, True), (MINUTE, False)):
        clock.advance(seconds=passed.total_seconds())
        await looked(database, clock)
        async with database.read() as connection:
            assert await came_back.any_early(connection) is there
            assert bool(list(await connection.scalars(select(table.c.account)))) is there

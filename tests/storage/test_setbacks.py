"""What failed, who is not reached and which channels rest, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.messages import Unreachable
from storage import channel_states, nudges, outbox, outbox_batches, people, setbacks, unreachable
from storage.engine.claims import BACKOFF
from storage.engine.database import Database
from storage.nudges import Nudge
from storage.outbox import OutboxMessage
from storage.outbox_batches import Batch
from storage.setbacks import SHOWN_FOR
from storage.states import Lane, OutboxState
from storage.tables import inbox, receipts
from storage.tables import outbox as outbox_table
from tests.support.rows import DAY, NOW, SECOND, add
from tests.support.seals import SEAL

LEASE = timedelta(seconds=90)
MINUTE = timedelta(minutes=1)


async def held(database: Database, after: timedelta) -> list[int]:
    async with database.read() as connection:
        query = select(receipts.c.id).where(setbacks.held_back(Lane.RECEIPTS, receipts.c.id, NOW + after))
        return sorted(await connection.scalars(query))


async def test_a_row_is_held_back_until_its_next_try_and_for_good_when_set_aside(database: Database) -> None:
    async with database.write() as connection:
        await people.add(connection, "Alice", "")
        for number in (1, 2, 3):
            await add(connection, receipts, number, account=f"a{number}")
        first = await setbacks.note(connection, Lane.RECEIPTS, 1, error="a bug", now=NOW, most=2)
        # The same number in another lane is another row.
        await setbacks.note(connection, Lane.RELOCATING, 2, error="a bug", now=NOW, most=1)
    assert (first.attempts, first.aside) == (1, False)
    assert await held(database, timedelta()) == [1]
    assert await held(database, BACKOFF[0] * SECOND) == []
    async with database.write() as connection:
        second = await setbacks.note(connection, Lane.RECEIPTS, 1, error="x" * 3000, now=NOW + MINUTE, most=2)
    assert (second.attempts, second.aside) == (2, True)
    assert await held(database, timedelta(days=300)) == [1]
    async with database.write() as connection:
        await setbacks.over(connection, Lane.RECEIPTS, 1)
    assert await held(database, timedelta()) == []


async def test_what_was_set_aside_is_told_by_lane_for_a_week(database: Database) -> None:
    async with database.write() as connection:
        await add(connection, inbox, 1, state="failed", error="older", retry_at=NOW)
        await add(connection, inbox, 2, state="failed", error="newest", retry_at=NOW)
        await add(connection, inbox, 3, state="failed", error="long ago", retry_at=NOW - SHOWN_FOR)
        await add(connection, inbox, 4, state="new", error="tried again", retry_at=NOW)
        await add(connection, outbox_table, 1, state="failed", error="refused", retry_at=NOW)
        await add(connection, outbox_table, 2, state="rejected", error="unknown", retry_at=NOW)
        await setbacks.note(connection, Lane.CLEANING, "u1", error="gone", now=NOW, most=1)
        await setbacks.note(connection, Lane.CLEANING, "u2", error="tried again", now=NOW, most=9)
    found = await setbacks.set_aside(database, NOW + SECOND)
    assert [(one.lane, one.count, one.reason) for one in found] == [
        (Lane.INTAKE, 2, "newest"),
        (Lane.DELIVERY, 1, "refused"),
        (Lane.CLEANING, 1, "gone"),
    ]
    assert await setbacks.set_aside(database, NOW + SHOWN_FOR + SECOND) == []
    async with database.write() as connection:
        await setbacks.sweep(connection, NOW + timedelta(days=2))
        later = await setbacks.note(connection, Lane.CLEANING, "u2", error="again", now=NOW, most=9)
        assert later.attempts == 1, "it had succeeded since"


async def lost(database: Database) -> list[tuple[str, Unreachable]]:
    async with database.read() as connection:
        everybody = await people.all(connection)
        flagged = {a.account for person in everybody for a in person.accounts if a.unreachable}
    found = [(one.name, one.reason) for one in await unreachable.everybody(database)]
    assert bool(found) <= bool(flagged)
    return found


async def test_who_is_not_reached_is_so_until_something_arrives(database: Database) -> None:
    async with database.write() as connection:
        alice = await people.add(connection, "Alice", "")
        for channel in ("wecom", "feishu"):
            await people.link(connection, alice, channel, "alice")
        await add(connection, outbox_table, 1, channel="wecom", account="alice", state="sent", sent_at=NOW)
        reasons = {"alice": Unreachable.RANGE, "stranger": Unreachable.UNKNOWN}
        await unreachable.note(connection, "wecom", reasons, at=NOW)
    assert await lost(database) == [("Alice", Unreachable.RANGE)]
    async with database.write() as connection:
        await add(connection, outbox_table, 2, channel="feishu", account="alice", state="sent", sent_at=NOW + SECOND)
        (person,) = await people.all(connection)
    assert await lost(database) == [], "she is reached another way"
    assert [account.unreachable for account in person.accounts] == [Unreachable.RANGE, None]
    async with database.write() as connection:
        await unreachable.note(connection, "wecom", {"alice": Unreachable.BLOCKED}, at=NOW + 2 * SECOND)
    assert await lost(database) == [("Alice", Unreachable.BLOCKED)]
    async with database.write() as connection:
        await unreachable.clear(connection, "wecom", "alice")
    assert await lost(database) == []


async def take(database: Database, after: timedelta = timedelta()) -> Batch | None:
    most = {"wecom": 1000}
    return await outbox_batches.claim_batch(database, now=NOW + after, lease=LEASE, pace={}, most=most)


async def put(database: Database, *accounts: str, text: str = "你好", key: str = "k") -> None:
    messages = [OutboxMessage(channel="wecom", account=a, text=text, key=f"{key}:{a}") for a in accounts]
    async with database.write() as connection:
        await outbox.put(connection, messages, created_at=NOW, real=NOW, abilities={}, seal=SEAL)


async def test_a_refused_batch_falls_apart_until_each_is_alone(database: Database) -> None:
    await put(database, "a", "b", "c")
    sizes = []
    while batch := await take(database):
        sizes.append(len(batch.accounts))
        if len(batch.accounts) > 1:
            await outbox.split(database, batch, at=NOW, error="refused")
        else:
            await outbox.rejected(database, batch, at=NOW, reason=Unreachable.UNKNOWN)
    assert sizes == [3, 1, 2, 1, 1]


async def test_a_resting_channel_counts_no_try_and_goes_on_when_it_is_asked(database: Database) -> None:
    await put(database, "a")
    batch = await take(database)
    assert batch is not None
    await outbox.waits(database, batch, at=NOW, error="refused")
    await channel_states.stop(database, "wecom", probe_at=NOW + MINUTE, problem="credentials", detail="", now=NOW)
    later = NOW + timedelta(hours=1)
    await channel_states.stop(database, "wecom", probe_at=later, problem="configuration", detail="", now=NOW)
    assert await take(database, timedelta(days=1)) is None, "it is not tried, whatever the time"
    assert await channel_states.to_probe(database, now=NOW + MINUTE - SECOND) == []
    assert await channel_states.to_probe(database, now=NOW + MINUTE) == ["wecom"], "nothing puts that off"
    assert await channel_states.claim_probe(database, "wecom", now=NOW + MINUTE, again=MINUTE)
    assert not await channel_states.claim_probe(database, "wecom", now=NOW + MINUTE, again=MINUTE)
    (state,) = await channel_states.states(database, now=NOW + MINUTE)
    assert (state.problem, state.since) == ("configuration", NOW)
    async with database.write() as connection:
        await channel_states.resume(connection, "wecom")
    batch = await take(database, MINUTE)
    assert batch is not None and batch.attempts == 1


async def test_a_throttled_channel_that_is_refused_stays_so(database: Database) -> None:
    await channel_states.stop(database, "wecom", probe_at=NOW + MINUTE, problem="credentials", detail="", now=NOW)
    await channel_states.pause(database, "wecom", until=NOW + SECOND, problem="throttled", detail="", now=NOW)
    assert await channel_states.paused(database, now=NOW + timedelta(days=1)) == {"wecom": "credentials"}


@pytest.mark.parametrize("settled", [True, False])
async def test_what_became_of_a_nudge_is_said_when_it_is_known(database: Database, settled: bool) -> None:
    await put(database, "a", text="催", key="nudge:1")
    nudge = Nudge(messages="nudge:1:", day=DAY, units={5: (1,), 6: ()})
    await put(database, "chief", text="", key="reply")
    async with database.write() as connection:
        await nudges.put(connection, "reply:chief", nudge, answer_by=NOW + MINUTE)
    batch = await take(database)
    assert batch is not None and batch.accounts == ("a",)
    assert await take(database) is None
    if settled:
        await outbox.sent(database, batch, at=NOW, message_id="1", rejected={})
    answer = await take(database, timedelta() if settled else MINUTE)
    assert answer is not None and answer.unworded and answer.text == ""
    async with database.write() as connection:
        assert await nudges.answered_by(connection, answer.held.ids[0]) == nudge
        keys = await connection.scalars(select(outbox_table.c.key).order_by(outbox_table.c.id))
        assert list(keys) == ["nudge:1:a#1", "reply:chief#1"]
        assert await nudges.put_in_words(connection, answer.held.ids[0], "已提醒") == "reply:chief"
    await outbox.postponed(database, answer, at=NOW, error="busy")
    again = await take(database, MINUTE)
    assert again is not None and (again.text, again.unworded) == ("已提醒", False)
    async with database.read() as connection:
        states = await connection.scalars(select(outbox_table.c.state).order_by(outbox_table.c.id))
        assert list(states) == [OutboxState.SENT if settled else OutboxState.NEW, OutboxState.NEW]

"""The outbox on both databases: said once, in order, together where the words are the same, never too fast."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from storage import channel_states, outbox
from storage.engine.database import Database
from storage.outbox import Batch, OutboxMessage
from storage.tables import outbox as table
from tests.support.clocks import FrozenClock

LEASE = timedelta(seconds=90)
PACE = {"wecom": 27}
MOST = {"wecom": 1000}


async def put(database: Database, clock: FrozenClock, *messages: tuple[str, str, str]) -> None:
    async with database.write() as connection:
        await outbox.put(
            connection,
            [OutboxMessage(channel="wecom", account=account, text=text, key=key) for account, text, key in messages],
            created_at=clock.now(),
            real=clock.real(),
            max_bytes={"wecom": 2048},
        )


async def take(database: Database, clock: FrozenClock, pace: Mapping[str, int] = PACE) -> Batch | None:
    return await outbox.claim_batch(database, now=clock.real(), lease=LEASE, pace=pace, most=MOST)


async def done(database: Database, clock: FrozenClock, batch: Batch, rejected: tuple[str, ...] = ()) -> None:
    await outbox.sent(database, batch, at=clock.real(), message_id="1", rejected=rejected)


async def states(database: Database) -> dict[str, str]:
    async with database.read() as connection:
        rows = (await connection.execute(select(table.c.key, table.c.state))).all()
    return {key: state for key, state in rows}


async def test_a_key_is_said_once(database: Database, clock: FrozenClock) -> None:
    await put(database, clock, ("alice", "提醒", "remind:1"), ("alice", "提醒", "remind:1"))
    await put(database, clock, ("alice", "又一次提醒", "remind:1"))
    assert await states(database) == {"remind:1#1": "new"}


async def test_long_texts_go_in_parts_and_in_order(database: Database, clock: FrozenClock) -> None:
    await put(database, clock, ("alice", "\n".join(["某某学校还没有报送材料"] * 100), "list"))
    said = []
    while batch := await take(database, clock):
        assert len(batch.text.encode()) <= 2048
        said.append(batch.text)
        assert await take(database, clock) is None, "the next part waits for this one"
        await done(database, clock, batch)
    assert len(said) == 2 and "\n".join(said).count("某某学校") == 100


async def test_the_same_words_go_to_many_in_one_call(database: Database, clock: FrozenClock) -> None:
    await put(database, clock, ("a", "简报", "d:a"), ("b", "简报", "d:b"), ("c", "别的", "d:c"))
    first = await take(database, clock)
    second = await take(database, clock)
    assert first is not None and first.accounts == ("a", "b")
    assert second is not None and second.accounts == ("c",)


async def test_a_call_that_is_repeated_is_the_same_to_the_letter(database: Database, clock: FrozenClock) -> None:
    await put(database, clock, ("a", "简报", "d:a"), ("b", "简报", "d:b"))
    first = await take(database, clock)
    await put(database, clock, ("c", "简报", "d:c"))
    clock.advance(seconds=91)
    again = await take(database, clock)
    assert first is not None and again is not None and again.accounts == first.accounts == ("a", "b")
    assert again.attempts == 2


async def test_those_the_platform_rejects_fail_and_the_others_are_sent(database: Database, clock: FrozenClock) -> None:
    await put(database, clock, ("Alice", "简报", "d:a"), ("bob", "简报", "d:b"))
    batch = await take(database, clock)
    assert batch is not None
    await done(database, clock, batch, rejected=("alice",))
    assert await states(database) == {"d:a#1": "failed", "d:b#1": "sent"}


async def test_nobody_gets_more_than_the_platform_delivers(database: Database, clock: FrozenClock) -> None:
    await put(database, clock, *[("alice", f"消息 {n}", f"m{n}") for n in range(5)])
    sent = 0
    while batch := await take(database, clock, {"wecom": 3}):
        await done(database, clock, batch)
        sent += 1
    assert sent == 3
    clock.advance(seconds=61)
    assert await take(database, clock, {"wecom": 3}) is not None


async def test_a_resting_channel_sends_nothing_until_its_time(database: Database, clock: FrozenClock) -> None:
    await put(database, clock, ("alice", "你好", "m1"))
    until = clock.real() + timedelta(minutes=1)
    await channel_states.pause(database, "wecom", until=until, problem="throttled", detail="", now=clock.real())
    assert await take(database, clock) is None
    assert await channel_states.paused(database, now=clock.real()) == {"wecom": "throttled"}
    clock.advance(seconds=61)
    assert await take(database, clock) is not None

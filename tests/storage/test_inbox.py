"""The inbox on both databases: once, in order, one at a time, and free again when a worker dies."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from domain.messages import Incoming, MessageKind
from storage import inbox
from storage.engine import claims
from storage.engine.database import Database, DatabaseUnavailable
from storage.inbox import InboxMessage, InboxWriter
from storage.tables import inbox as table
from tests.support.clocks import FrozenClock

LEASE = timedelta(seconds=15)


def message(clock: FrozenClock, number: int, sender: str = "alice") -> Incoming:
    return Incoming(
        channel="wecom",
        external_id=f"m{number}",
        sender=sender,
        kind=MessageKind.TEXT,
        sent_at=clock.real(),
        text=f"第 {number} 条",
    )


async def claim_next(database: Database, clock: FrozenClock) -> InboxMessage | None:
    async with database.write() as connection:
        return await inbox.claim_next(connection, now=clock.real(), lease=LEASE)


async def count(database: Database) -> int:
    async with database.read() as connection:
        return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


async def test_the_same_message_many_times_at_once_is_one_row(database: Database, clock: FrozenClock) -> None:
    writers = [InboxWriter(database, clock) for _ in range(2)]
    await asyncio.gather(*(w.put([message(clock, 1)], arrived=clock.real()) for w in writers for _ in range(5)))
    assert await count(database) == 1


async def test_messages_that_wait_together_share_a_transaction(database: Database, clock: FrozenClock) -> None:
    writer = InboxWriter(database, clock)
    await asyncio.gather(*(writer.put([message(clock, n)], arrived=clock.real()) for n in range(100)))
    assert await count(database) == 100


async def test_one_sender_is_served_in_order_and_one_at_a_time(database: Database, clock: FrozenClock) -> None:
    writer = InboxWriter(database, clock)
    await writer.put([message(clock, 1), message(clock, 2), message(clock, 3, "bob")], arrived=clock.real())
    first = await claim_next(database, clock)
    other = await claim_next(database, clock)
    nothing = await claim_next(database, clock)
    assert first is not None and other is not None
    assert (first.incoming.text, other.incoming.text, nothing) == ("第 1 条", "第 3 条", None)
    async with database.write() as connection:
        await inbox.finish(connection, first)
    second = await claim_next(database, clock)
    assert second is not None and second.incoming.text == "第 2 条"


async def test_many_workers_never_take_the_same_message(database: Database, clock: FrozenClock) -> None:
    writer = InboxWriter(database, clock)
    await writer.put([message(clock, n, f"sender{n}") for n in range(40)], arrived=clock.real())

    async def worker() -> list[str]:
        taken = []
        while message := await claim_next(database, clock):
            taken.append(message.incoming.external_id)
            async with database.write() as connection:
                await inbox.finish(connection, message)
        return taken

    taken = [name for names in await asyncio.gather(*(worker() for _ in range(6))) for name in names]
    assert sorted(taken) == sorted(f"m{n}" for n in range(40))


async def test_a_killed_workers_message_is_free_when_its_lease_ends(database: Database, clock: FrozenClock) -> None:
    await InboxWriter(database, clock).put([message(clock, 1)], arrived=clock.real())
    lost = await claim_next(database, clock)
    clock.advance(seconds=14)
    assert await claim_next(database, clock) is None
    clock.advance(seconds=2)
    again = await claim_next(database, clock)
    assert lost is not None and again is not None and again.id == lost.id and again.attempts == 2
    with pytest.raises(claims.ClaimLost):
        async with database.write() as connection:
            await inbox.finish(connection, lost)
    async with database.write() as connection:
        await inbox.finish(connection, again)


async def test_a_message_waiting_for_its_next_try_holds_nobody_up(database: Database, clock: FrozenClock) -> None:
    await InboxWriter(database, clock).put([message(clock, 1), message(clock, 2)], arrived=clock.real())
    stuck = await claim_next(database, clock)
    assert stuck is not None
    await inbox.postpone(database, stuck, at=clock.real() + timedelta(minutes=2), error="platform away")
    behind = await claim_next(database, clock)
    assert behind is not None and behind.incoming.text == "第 2 条"
    async with database.write() as connection:
        await inbox.finish(connection, behind)
    clock.advance(minutes=3)
    again = await claim_next(database, clock)
    assert again is not None and again.id == stuck.id


async def test_the_time_that_counts_is_fixed_on_arrival(database: Database, clock: FrozenClock) -> None:
    sent = message(clock, 1)
    clock.advance(seconds=30)
    await InboxWriter(database, clock).put([sent], arrived=clock.real())
    clock.jump(clock.now() + timedelta(hours=3))
    claimed = await claim_next(database, clock)
    assert claimed is not None and f"{claimed.received_at:%H:%M:%S}" == "09:00:00"


async def test_what_cannot_be_stored_is_not_acknowledged(tmp_path: Path, clock: FrozenClock) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'no-schema.db'}")
    with pytest.raises(DatabaseUnavailable):
        await InboxWriter(database, clock).put([message(clock, 1)], arrived=clock.real())
    await database.close()

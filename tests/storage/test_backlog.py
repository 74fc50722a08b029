"""What waits and since when, on both databases: the age of a row is its own, whatever was tried with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Table

from domain.abilities import Abilities
from domain.messages import Incoming, MessageKind
from storage import backlog, outbox, outbox_batches, tables
from storage.backlog import Backlog, Box
from storage.engine import claims
from storage.engine.database import Database
from storage.inbox import PAGE, UPLOAD, InboxWriter
from storage.outbox import OutboxMessage
from tests.support.clocks import FrozenClock
from tests.support.rows import NOW, SECOND, add, add_named
from tests.support.seals import SEAL

LEASE = timedelta(seconds=20)


async def put(database: Database, clock: FrozenClock, key: str, channel: str = "wecom") -> None:
    async with database.write() as connection:
        message = OutboxMessage(channel=channel, account="alice", text=key, key=key)
        able = {channel: Abilities(max_text_bytes=2048)}
        await outbox.put(connection, [message], created_at=clock.now(), real=clock.real(), abilities=able, seal=SEAL)


async def measured(database: Database, clock: FrozenClock) -> dict[Box, Backlog]:
    async with database.read() as connection:
        return await backlog.backlog(connection, now=clock.now(), real=clock.real())


async def still(database: Database, clock: FrozenClock) -> dict[str, timedelta]:
    async with database.read() as connection:
        return await backlog.standing_still(connection, clock.real())


async def test_a_message_tried_again_and_again_is_as_old_as_it_is(database: Database, clock: FrozenClock) -> None:
    await put(database, clock, "one")
    clock.jump(clock.now() + timedelta(days=1))
    clock.advance(seconds=10)
    batch = await outbox_batches.claim_batch(database, now=clock.real(), lease=LEASE, pace={}, most={})
    assert batch is not None
    later = claims.next_try(4, clock.real())
    await outbox.postponed(database, batch, at=later, error="busy")
    clock.advance(seconds=30)
    assert (await measured(database, clock))[Box.OUTBOX] == Backlog(waiting=1, oldest=timedelta(seconds=40))


async def test_every_box_has_its_own_count(database: Database, clock: FrozenClock) -> None:
    assert await measured(database, clock) == {box: Backlog(waiting=0, oldest=timedelta()) for box in Box}


async def test_a_channel_stands_still_while_none_of_its_messages_goes(database: Database, clock: FrozenClock) -> None:
    await put(database, clock, "stuck")
    await put(database, clock, "other", channel="simulator")
    clock.advance(minutes=12)
    assert await still(database, clock) == dict.fromkeys(("wecom", "simulator"), timedelta(minutes=12))
    batch = await outbox_batches.claim_batch(database, now=clock.real(), lease=LEASE, pace={}, most={})
    assert batch is not None and batch.channel == "wecom"
    await put(database, clock, "behind it")
    await outbox.sent(database, batch, at=clock.real(), message_id="1", rejected={})
    clock.advance(minutes=1)
    assert await still(database, clock) == {"wecom": timedelta(minutes=1), "simulator": timedelta(minutes=13)}


async def test_what_comes_by_the_page_is_no_sign_of_a_platform(database: Database, clock: FrozenClock) -> None:
    writer = InboxWriter(database, clock)
    arrived = clock.real()
    for external_id in ("1", f"{PAGE}2", f"{UPLOAD}3"):
        letter = Incoming(
            channel="wecom", external_id=external_id, sender="s", kind=MessageKind.TEXT, sent_at=arrived, text="x"
        )
        await writer.put([letter], arrived=clock.real())
        clock.advance(minutes=5)
    await writer.close()
    async with database.read() as connection:
        assert await backlog.last_arrival(connection) == arrived


WAITS: list[tuple[Table, str, str]] = [
    (tables.inbox, "arrived_at", "failed"),
    (tables.outbox, "queued_at", "failed"),
    (tables.receipts, "opened_at", "sent"),
    (tables.scheduled_notices, "run_at", "dropped"),
]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("table", "since", "over"), WAITS, ids=[table.name for table, _, _ in WAITS])
async def test_a_box_counts_what_waits_from_when_it_began(
    database: Database, table: Table, since: str, over: str
) -> None:
    async with database.write() as connection:
        await add(connection, tables.people, 1)
    rows = {"waits": {}, "waits longest": {since: NOW - SECOND}, "not yet": {since: NOW + SECOND}}
    rows |= {"over": {"state": over, since: NOW - 2 * SECOND}}  # type: ignore[dict-item]
    if table is tables.outbox:
        # Tried again and again, the last time just now.
        rows["waits longest"]["retry_at"] = NOW + SECOND
    if table is tables.receipts:
        # It could not be worded yet.
        rows["waits longest"]["state"] = "closed"  # type: ignore[assignment]
    await add_named(database, table, rows)
    async with database.read() as connection:
        boxes = await backlog.backlog(connection, now=NOW, real=NOW)
    assert [its for its in boxes.values() if its.waiting] == [Backlog(waiting=2, oldest=SECOND)]


async def test_where_anything_waits_whenever_it_may_go(database: Database, clock: FrozenClock) -> None:
    async def waiting() -> frozenset[str]:
        async with database.read() as connection:
            return await backlog.waiting(connection)

    rows = ((tables.inbox, "done"), (tables.outbox, "sent"), (tables.receipts, "sent"))
    async with database.write() as connection:
        await add(connection, tables.people, 1)
    for number, (table, over) in enumerate(rows, start=1):
        assert await waiting() == frozenset()
        async with database.write() as connection:
            later = {} if table is tables.receipts else {"retry_at": clock.real() + timedelta(days=1)}
            await add(connection, table, number, **later)
        assert await waiting() == {table.name}
        async with database.write() as connection:
            await connection.execute(table.update().values(state=over))
    assert await waiting() == frozenset()

"""The inbox on both databases: once, in order, one at a time, and free again when a worker dies."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import String, func, select

from domain.messages import Incoming, MessageKind
from storage import inbox
from storage.engine import claims
from storage.engine.database import Database, DatabaseUnavailable
from storage.inbox import InboxMessage, InboxWriter
from storage.tables import inbox as table
from tests.support.clocks import FrozenClock
from tests.support.rows import NOW, SECOND, add, add_named, names

JUST = timedelta(microseconds=1)
LEASE = timedelta(seconds=15)
ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


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


async def test_a_sender_is_one_account_of_one_channel(database: Database) -> None:
    """And whoever waits for the next try holds nobody up, until the moment it comes or while it is worked on."""
    rows = {
        "first": {},
        "of the same sender": {},
        "on another channel": {"channel": "simulator"},
        "another's": {"sender": "bob"},
        "behind what is done": {"sender": "carol"},
        "behind what is tried later": {"sender": "dana"},
        "behind what is tried now": {"sender": "erin"},
        "behind what is worked on": {"sender": "fay"},
        "behind what a dead worker held": {"sender": "gus"},
    }
    before: dict[str, dict[str, Any]] = {
        "carol": {"state": "done"},
        "dana": {"retry_at": NOW + JUST},
        "erin": {"retry_at": NOW, "claimed_until": None},
        "fay": {"retry_at": NOW + SECOND, "claimed_until": NOW},
        "gus": {"retry_at": NOW + SECOND, "claimed_until": NOW - JUST},
    }
    async with database.write() as connection:
        for number, (sender, values) in enumerate(before.items()):
            await add(connection, table, number - 10, sender=sender, **values)
    await add_named(database, table, rows)
    taken = []
    async with database.write() as connection:
        while claimed := await inbox.claim_next(connection, now=NOW, lease=LEASE):
            taken.append(claimed.id)
    assert names(rows, [number for number in taken if number > 0]) == [
        "first",
        "on another channel",
        "another's",
        "behind what is done",
        "behind what is tried later",
        "behind what a dead worker held",
    ]
    assert [number for number in taken if number < 0] == [-8]


@ONE
async def test_one_message_is_claimed_by_its_number_unless_it_is_finished_or_held(database: Database) -> None:
    rows = {"this": {}, "other": {}, "finished": {"state": "done"}, "held": {"claimed_until": NOW + SECOND}}
    await add_named(database, table, rows)
    claimed = [await inbox.claim(database, number, now=NOW, lease=LEASE) for number in (1, 3, 4, 9)]
    assert [one and one.id for one in claimed] == [1, None, None, None]
    async with database.read() as connection:
        states = (await connection.execute(select(table.c.attempts).order_by(table.c.id))).scalars().all()
    assert states == [1, 0, 0, 0]


@ONE
@pytest.mark.parametrize(
    ("received", "state", "waits"),
    [(NOW, "new", True), (NOW - SECOND, "new", True), (NOW + JUST, "new", False), (NOW, "done", False)],
)
async def test_mail_received_by_a_moment_is_still_unread(
    database: Database, received: datetime, state: str, waits: bool
) -> None:
    async with database.write() as connection:
        await add(connection, table, 1, received_at=received, state=state)
        assert await inbox.waiting_since_before(connection, NOW) is waits


@ONE
async def test_what_is_longer_than_its_column_is_cut(database: Database, clock: FrozenClock) -> None:
    long = replace(message(clock, 1, sender="s" * 129), external_id="x" * 201)
    async with database.write() as connection:
        await inbox.add(connection, long, arrived=clock.real(), clock=clock)
        await inbox.add(connection, replace(long, text="again"), arrived=clock.real(), clock=clock)
        row = (await connection.execute(select(table))).mappings().one()
    assert (row["external_id"], row["sender"], row["text"]) == ("x" * 200, "s" * 128, long.text)
    limits = {name: column.type.length for name, column in table.c.items() if isinstance(column.type, String)}
    assert (limits["external_id"], limits["sender"]) == (200, 128)


@ONE
async def test_whoever_went_away_fails_nobody_elses_message(database: Database, clock: FrozenClock) -> None:
    writer = InboxWriter(database, clock)
    puts = [asyncio.create_task(writer.put([message(clock, n)], arrived=clock.real())) for n in range(3)]
    await asyncio.sleep(0)
    puts[1].cancel()
    done = await asyncio.gather(*puts, return_exceptions=True)
    await writer.close()
    assert [type(one) for one in done] == [type(None), asyncio.CancelledError, type(None)]
    assert await count(database) == 3


@ONE
async def test_one_message_that_cannot_be_stored_keeps_out_nobody(database: Database, clock: FrozenClock) -> None:
    writer = InboxWriter(database, clock)
    bad = replace(message(clock, 1), channel="\ud800")
    puts = [writer.put([one], arrived=clock.real()) for one in (message(clock, 0), bad, message(clock, 2))]
    done = await asyncio.gather(*puts, return_exceptions=True)
    await writer.close()
    assert [isinstance(one, Exception) for one in done] == [False, True, False]
    assert await count(database) == 2


@ONE
@pytest.mark.parametrize(
    ("limit", "callbacks", "together"), [({"most": 2}, 5, [2, 2, 1]), ({}, 501, [500, 1])], ids=["a few", "as usual"]
)
async def test_no_more_callbacks_than_the_most_share_a_transaction(
    database: Database,
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
    limit: dict[str, Any],
    callbacks: int,
    together: list[int],
) -> None:
    writer = InboxWriter(database, clock, **limit)
    sizes: list[int] = []
    insert = writer._bulk.insert

    async def counted(rows: Sequence[tuple[object, ...]]) -> None:
        sizes.append(len(rows))
        await insert(rows)

    monkeypatch.setattr(writer._bulk, "insert", counted)
    await asyncio.gather(*(writer.put([message(clock, n)], arrived=clock.real()) for n in range(callbacks)))
    await writer.put([], arrived=clock.real())
    await writer.close()
    assert sizes == together


@ONE
async def test_a_message_that_was_only_too_early_says_so(database: Database) -> None:
    await add_named(database, table, {"early": {}, "failed": {"sender": "bob"}})
    for number, waited in ((1, True), (2, False)):
        claimed = await inbox.claim(database, number, now=NOW, lease=LEASE)
        assert claimed is not None and not claimed.waited
        await inbox.postpone(database, claimed, at=NOW, error="", waited=waited)
        again = await inbox.claim(database, number, now=NOW, lease=LEASE)
        assert again is not None and again.waited is waited


@pytest.mark.parametrize(("external_id", "page"), [("page:1", True), ("upload:1", False), ("m-page:1", False)])
def test_what_was_said_on_the_page_is_told_by_its_id(clock: FrozenClock, external_id: str, page: bool) -> None:
    told = InboxMessage(
        id=1,
        incoming=replace(message(clock, 1), external_id=external_id),
        arrived_at=NOW,
        received_at=NOW,
        attempts=1,
        waited=False,
        held=claims.Held(ids=(1,), claim="c"),
    )
    assert told.from_page is page

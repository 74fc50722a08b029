"""A receipt that may go at once is claimed by what says it; whatever happens to that claim, it goes once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers import handover
from handlers.handover import Handover
from handlers.outbox import say_at_once
from handlers.outgoing import delivery, receipts
from storage import channel_states
from storage.engine.database import Connection
from storage.outbox import OutboxMessage
from storage.outbox_batches import Batch
from storage.receipts import SILENCE
from storage.tables import outbox
from tests.support.rows import SECOND, add
from tests.support.stage import LEASE, Stage
from tests.support.statements import recorded
from tests.support.town import GOOD_TEXT

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


async def receipt_said(on: Stage, account: str = "alice") -> None:
    """The receipt of a text is said, and not delivered."""
    await on.say(account, GOOD_TEXT)
    await on.read()
    on.clock.advance(seconds=SILENCE.total_seconds())
    assert await receipts.send_next(on.ctx, lease=LEASE)


async def claimed(on: Stage) -> list[bool]:
    async with on.ctx.database.read() as connection:
        return [claim is not None for claim in await connection.scalars(select(outbox.c.claim).order_by(outbox.c.id))]


async def test_it_goes_without_being_looked_for(on: Stage) -> None:
    await receipt_said(on)
    assert await claimed(on) == [True]
    with recorded(on.ctx.database) as said:
        assert await delivery.deliver_next(on.ctx, lease=LEASE)
    assert str(said) == "UPDATE outbox"
    assert len(on.heard("alice")) == 1


async def test_it_goes_once_when_its_process_is_killed(on: Stage) -> None:
    await receipt_said(on)
    another = replace(on.ctx, handover=Handover())
    assert not await delivery.deliver_next(another, lease=LEASE)
    on.clock.advance(seconds=LEASE.total_seconds() + 1)
    assert await delivery.deliver_next(another, lease=LEASE)
    # The first one was only slow.
    assert not await delivery.deliver_next(on.ctx, lease=LEASE)
    assert len(on.heard("alice")) == 1


@pytest.mark.parametrize(("waited", "goes"), [(LEASE / 2 - SECOND, True), (LEASE / 2, False)])
async def test_a_claim_that_is_nearly_over_is_left_to_end(on: Stage, waited: timedelta, goes: bool) -> None:
    await receipt_said(on)
    on.clock.advance(seconds=waited.total_seconds())
    assert await delivery.deliver_next(on.ctx, lease=LEASE) is goes
    on.clock.advance(seconds=LEASE.total_seconds())
    await on.drain()
    assert len(on.heard("alice")) == 1


async def test_what_has_to_wait_is_not_claimed(on: Stage) -> None:
    async with on.ctx.database.write() as connection:
        later = on.clock.real() + timedelta(minutes=1)
        await add(connection, outbox, 1, account="alice", retry_at=later)
    await receipt_said(on)
    assert await claimed(on) == [False, False]
    assert not await delivery.deliver_next(on.ctx, lease=LEASE)


async def test_what_may_go_with_others_is_not_claimed(on: Stage) -> None:
    async def both(connection: Connection) -> list[Batch | None]:
        messages = [OutboxMessage(channel="wecom", account=one, text="请尽快报送", key=one) for one in ("alice", "bob")]
        return [await say_at_once(on.ctx, connection, message, lease=LEASE) for message in messages]

    first, second = await on.ctx.database.transact(both)
    assert first is not None and second is None
    assert await claimed(on) == [True, False]


async def test_a_channel_that_rests_gets_nothing(on: Stage) -> None:
    now = on.clock.real()
    await channel_states.pause(
        on.ctx.database, "wecom", until=now + timedelta(hours=1), problem="busy", detail="", now=now
    )
    await receipt_said(on)
    assert await claimed(on) == [False]
    assert on.ctx.handover.take(now=now, lease=LEASE) is None


async def test_no_more_than_delivery_can_begin_with(on: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover, "MOST", 1)
    for account in ("alice", "bob"):
        await receipt_said(on, account)
    assert await claimed(on) == [True, False]
    await on.drain()
    assert [len(on.heard(account)) for account in ("alice", "bob")] == [1, 1]


async def test_a_receipt_that_is_undone_is_handed_to_nobody(on: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_: object, **__: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr("handlers.outbox.outbox_batches.claim_own", fails)
    await receipt_said(on)
    assert on.ctx.handover.take(now=on.clock.real(), lease=LEASE) is None
    assert await claimed(on) == []

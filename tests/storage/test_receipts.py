"""When gathered receipts are sent, on both databases: two quiet seconds after the last thing, eight after the first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from storage import receipts
from storage.engine.database import Database
from storage.receipts import ReceiptToSend
from storage.tables import inbox, people
from storage.tables import receipts as table
from tests.support.rows import NOW, SECOND, add

JUST = timedelta(microseconds=1)
SILENCE = 2 * SECOND
MOST = 8 * SECOND


@pytest.fixture(autouse=True)
async def two_people(database: Database) -> None:
    async with database.write() as connection:
        for number in (1, 2):
            await add(connection, people, number)


async def gather(database: Database, at: datetime, account: str = "alice", channel: str = "wecom") -> int:
    async with database.write() as connection:
        return await receipts.gather(connection, channel=channel, account=account, person_id=1, real=at)


async def take(database: Database, at: datetime) -> ReceiptToSend | None:
    async with database.write() as connection:
        return await receipts.take_due(connection, real=at)


async def test_a_receipt_is_sent_after_two_quiet_seconds(database: Database) -> None:
    receipt = await gather(database, NOW)
    assert await take(database, NOW + SILENCE - JUST) is None
    sent = await take(database, NOW + SILENCE)
    assert sent == ReceiptToSend(id=receipt, person_id=1, channel="wecom", account="alice")
    assert await take(database, NOW + SILENCE) is None, "it is sent once"


async def test_each_thing_begins_the_silence_anew_but_eight_seconds_are_enough(database: Database) -> None:
    for second in range(8):
        await gather(database, NOW + second * SECOND)
        assert await take(database, NOW + second * SECOND + SECOND - JUST) is None
    assert await take(database, NOW + MOST) is not None


async def test_what_comes_later_opens_another_receipt(database: Database) -> None:
    first = await gather(database, NOW)
    assert await gather(database, NOW + SECOND) == first
    await take(database, NOW + MOST)
    assert await gather(database, NOW + MOST) != first
    assert await take(database, NOW + MOST) is None


async def test_every_account_has_its_own(database: Database) -> None:
    assert len({await gather(database, NOW, account, channel) for account in "ab" for channel in "xy"}) == 4


async def test_the_oldest_is_sent_first(database: Database) -> None:
    first, second = await gather(database, NOW, "b"), await gather(database, NOW, "a")
    taken = [await take(database, NOW + SILENCE) for _ in range(2)]
    assert [one.id for one in taken if one] == [first, second]


@pytest.mark.parametrize(
    ("values", "waits"),
    [
        ({}, True),
        ({"retry_at": NOW + SILENCE + JUST}, False),
        ({"retry_at": NOW + SILENCE}, True),
        ({"retry_at": NOW + timedelta(hours=1), "claimed_until": NOW + SILENCE}, True),
        ({"retry_at": NOW + timedelta(hours=1), "claimed_until": NOW + SILENCE - JUST}, False),
        ({"state": "done"}, False),
        ({"state": "failed"}, False),
        ({"channel": "simulator"}, False),
        ({"sender": "bob"}, False),
    ],
    ids=[
        "unread",
        "tried again later",
        "tried again now",
        "being worked on",
        "given up by a dead worker",
        "done",
        "failed",
        "another channel's",
        "another's",
    ],
)
async def test_a_receipt_waits_for_its_accounts_mail(database: Database, values: dict[str, Any], waits: bool) -> None:
    await gather(database, NOW)
    async with database.write() as connection:
        await add(connection, inbox, 1, **values)
    assert (await take(database, NOW + SILENCE) is None) is waits


async def test_mail_delays_it_for_eight_seconds_at_most(database: Database) -> None:
    await gather(database, NOW)
    async with database.write() as connection:
        await add(connection, inbox, 1)
    assert await take(database, NOW + MOST - JUST) is None
    assert await take(database, NOW + MOST) is not None


async def test_what_was_sent_is_sent_no_more(database: Database) -> None:
    async with database.write() as connection:
        await add(connection, table, 1, state="sent")
    assert await take(database, NOW + MOST) is None

"""What a channel has asked of its platform this month, counted over all workers."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from domain.clock import CHINA, month_of
from domain.messages import MessageKind
from domain.spending import TRY_EVERY, Means, Spending, next_try
from storage import calls
from storage.engine.database import Database
from storage.tables import inbox
from tests.support.rows import add

NOW = datetime(2026, 11, 9, 2, tzinfo=UTC)
MONTH = month_of(NOW)
BEFORE = MONTH - timedelta(seconds=1)


async def spending(database: Database, channel: str = "dingtalk", now: datetime = NOW) -> Spending:
    async with database.read() as connection:
        return (await calls.spending(connection, [channel], now=now))[channel]


def test_a_month_begins_in_china() -> None:
    assert datetime(2026, 11, 1, tzinfo=CHINA) == MONTH == month_of(MONTH)
    assert month_of(BEFORE) == datetime(2026, 10, 1, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("made", "monthly", "means"),
    [
        (94, 100, Means.ENOUGH),
        (95, 100, Means.FEW),
        (99, 100, Means.FEW),
        (100, 100, Means.NONE),
        (10_000, 0, Means.ENOUGH),
    ],
)
def test_what_a_month_leaves(made: int, monthly: int, means: Means) -> None:
    assert Spending(made=made).means(monthly) is means
    # What the platform says counts, whatever we have counted.
    assert Spending(made=made, used_up=True).means(monthly) is Means.NONE
    assert Spending(made=made, beyond=True).means(monthly) is Means.ENOUGH


def test_it_is_tried_now_and_then_and_at_the_turn_of_the_month() -> None:
    assert Spending().may_try(NOW) and Spending(tried_at=NOW - TRY_EVERY).may_try(NOW)
    assert not Spending(tried_at=NOW - TRY_EVERY + timedelta(seconds=1)).may_try(NOW)
    # A clock that was ahead puts nothing off.
    assert Spending(tried_at=NOW + timedelta(days=1)).may_try(NOW)
    assert next_try(NOW) == NOW + TRY_EVERY
    turn = datetime(2026, 12, 1, tzinfo=CHINA)
    assert next_try(turn - timedelta(minutes=5)) == turn + timedelta(minutes=1)


async def test_calls_are_counted_by_channel_and_a_month_begins_anew(database: Database) -> None:
    assert await spending(database) == Spending()
    await asyncio.gather(*(calls.count(database, "dingtalk", 1, now=NOW) for _ in range(5)))
    await calls.count(database, "feishu", 2, now=NOW)
    assert (await spending(database)).made == 5 and (await spending(database, "feishu")).made == 2
    await calls.used_up(database, "dingtalk", now=NOW)
    assert await spending(database) == Spending(made=5, used_up=True, tried_at=NOW)
    later = NOW + timedelta(days=30)
    assert await spending(database, now=later) == Spending()
    await calls.count(database, "dingtalk", 1, now=later)
    assert await spending(database, now=later) == Spending(made=1)


async def test_one_of_many_tries(database: Database) -> None:
    await calls.count(database, "dingtalk", 1, now=NOW)
    tried = await asyncio.gather(*(calls.try_one(database, "dingtalk", now=NOW) for _ in range(8)))
    assert sorted(tried) == [False] * 7 + [True]
    assert not await calls.try_one(database, "dingtalk", now=NOW + TRY_EVERY - timedelta(seconds=1))
    assert await calls.try_one(database, "dingtalk", now=NOW + TRY_EVERY)
    await calls.used_up(database, "dingtalk", now=NOW)
    async with database.write() as connection:
        await calls.taken(connection, "dingtalk")
    assert await spending(database) == Spending(made=1, beyond=True)


async def test_messages_that_were_brought_count_once_however_many_parts_they_have(database: Database) -> None:
    async with database.write() as connection:
        heard = {"kind": MessageKind.TEXT, "arrived_at": NOW}
        for number, (channel, id_) in enumerate(
            [("dingtalk", "a"), ("dingtalk", "b#1"), ("dingtalk", "b#2"), ("feishu", "c")], start=1
        ):
            await add(connection, inbox, number, **heard, channel=channel, external_id=id_)
        await add(connection, inbox, 9, **{**heard, "arrived_at": BEFORE}, channel="dingtalk", external_id="d")
        assert await calls.heard(connection, "dingtalk", now=NOW) == 2

"""A claim stays held for as long as its work takes, and not a moment longer."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from handlers.leases import kept_claimed
from tests.support.clocks import FrozenClock
from tests.support.patience import PATIENCE

NOW = datetime(2020, 11, 9, 2, 0, tzinfo=UTC)
LEASE = timedelta(milliseconds=15)


async def test_the_claim_is_renewed_while_the_work_goes_on_and_then_let_be() -> None:
    renewed: list[datetime] = []
    thrice = asyncio.Event()

    async def extend(until: datetime) -> None:
        renewed.append(until)
        if len(renewed) == 3:
            thrice.set()

    before = asyncio.all_tasks()
    async with kept_claimed(extend, FrozenClock(NOW), LEASE):
        await asyncio.wait_for(thrice.wait(), PATIENCE)
    assert set(renewed) == {NOW + LEASE}
    assert asyncio.all_tasks() == before


async def test_a_claim_that_cannot_be_renewed_does_not_break_the_work() -> None:
    refused = asyncio.Event()

    async def extend(until: datetime) -> None:
        refused.set()
        raise RuntimeError("lost")

    async with kept_claimed(extend, FrozenClock(NOW), LEASE):
        await asyncio.wait_for(refused.wait(), PATIENCE)


async def test_work_that_fails_fails_as_itself() -> None:
    async def extend(until: datetime) -> None:
        raise AssertionError("too soon")

    with pytest.raises(ValueError, match="the work"):
        async with kept_claimed(extend, FrozenClock(NOW), timedelta(hours=1)):
            raise ValueError("the work")

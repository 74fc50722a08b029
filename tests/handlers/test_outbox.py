"""What is answered twice in the same words is told apart, where the platform would drop the second."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from tests.support.stage import Stage, school
from tests.support.town import november

#: Before anything is said by the clock.
pytestmark = pytest.mark.town(now=november(9, "06:00:00"))

MINUTE = timedelta(minutes=1)


async def asked_again(on: Stage, after: timedelta) -> bool:
    """Whether the second answer has the words of the first."""
    await on.say("alice", "谢谢")
    await on.read()
    on.clock.advance(seconds=after.total_seconds())
    await on.say("alice", "谢谢")
    await on.read()
    first, second = (row["text"] + row["again"] for row in await on.rows("outbox"))
    assert str(second).startswith(str(first))
    return bool(first == second)


@pytest.mark.parametrize(("beyond", "same"), [(timedelta(), False), (timedelta(microseconds=1), True)])
async def test_within_the_time_that_the_channel_declares(on: Stage, beyond: timedelta, same: bool) -> None:
    swallowed = on.ctx.channels["wecom"].abilities.swallows_repeats_for
    assert swallowed is not None
    assert await asked_again(on, swallowed + beyond) is same


async def test_a_channel_that_swallows_nothing_may_hear_the_same_words(on: Stage) -> None:
    channel = cast(Any, on.ctx.channels["wecom"])
    channel.abilities = replace(channel.abilities, swallows_repeats_for=None)
    assert await asked_again(on, MINUTE)


MANY = [school(f"more{n}", f"云麓第{n}职业技术学校") for n in range(10, 90)]


@pytest.mark.town(now=november(9, "06:00:00"), more=MANY)
async def test_an_answer_in_several_parts_is_heard_each_time(on: Stage) -> None:
    first = await on.ask("dana", "今天谁没交")
    assert len(on.heard("dana")) > 1
    second = await on.ask("dana", "今天谁没交")
    assert on.wecom.mailboxes.swallowed == []
    assert second.count("职业技术学校") == first.count("职业技术学校") == 80

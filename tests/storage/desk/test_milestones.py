"""What came for milestones, as both databases find it."""

from __future__ import annotations

import pytest

from storage.desk import milestones
from tests.stories.test_desk import reach_of
from tests.support.stage import Stage
from tests.support.town import REPORT, november, on

__all__ = ["on"]
pytestmark = pytest.mark.town(now=november(2))


async def test_the_newest_that_counts_and_what_was_refused(on: Stage) -> None:
    for account, item, text in (("alice", "方案", "第一版" + REPORT), ("alice", "方案", "第二版" + REPORT * 3)):
        await on.say(account, f"{item}\n{text}")
        await on.drain()
    await on.say("erin", f"总结\n{REPORT}")
    await on.drain()
    async with on.ctx.database.read() as connection:
        bureau = await milestones.handed_in(connection, await reach_of(on, "dana"), "nanchang-2020")
        assert {one.number: (one.of, one.text[:3]) for one in bureau.values()} == {2: (1, "第二版"), 3: (1, REPORT[:3])}
        assert all(len(one.text) <= milestones.BEGINNING for one in bureau.values())
        district = await milestones.handed_in(connection, await reach_of(on, "dave"), "nanchang-2020")
        assert [one.number for one in district.values()] == [3]
        part = await milestones.handed_in(connection, await reach_of(on, "dana"), "nanchang-2020", branch=10**9)
        assert part == {}
        assert await milestones.refused(connection, await reach_of(on, "dana"), "nanchang-2020") == {}

"""What was published, as both databases list it: in reach alone, in either order, by the page."""

from __future__ import annotations

from domain.selection import Level
from handlers.desk import adopting
from storage.desk import adopted
from storage.desk.adopted import AdoptionFilter, AdoptionOrder
from tests.stories.test_desk import reach_of
from tests.support.stage import Stage
from tests.support.town import GOOD_TEXT, november, on

__all__ = ["on"]


async def test_rows_their_number_and_their_sums(on: Stage) -> None:
    for account, what in (("bob", "钢花"), ("alice", "木花"), ("erin", "石花")):
        await on.say(account, GOOD_TEXT.replace("焊花", what))
        await on.drain()
    bureau, district = await reach_of(on, "dana"), await reach_of(on, "dave")
    for number, medium, level, day in ((1, "报", Level.CITY, 8), (2, "报", Level.CITY, 9), (3, "网", Level.NATION, 7)):
        on_day = november(day).date()
        await adopting.adopt_at_once(on.ctx, bureau, number, medium, level=level, on_day=on_day)
    known = await adopting.adopt_at_once(on.ctx, bureau, 2, "误记", level=Level.CITY)
    assert known.adoption is not None
    await adopting.revoke_at_once(on.ctx, bureau, 2, known.adoption.id)
    everything = AdoptionFilter(campaign="nanchang-2020")
    by_time = AdoptionFilter(campaign="nanchang-2020", order=AdoptionOrder.TIME)
    narrow = AdoptionFilter(campaign="nanchang-2020", level=Level.CITY, medium="报", day=november(8).date())
    async with on.ctx.database.read() as connection:
        for asked, numbers in ((everything, [2, 1, 3]), (by_time, [2, 1, 3]), (narrow, [1])):
            rows = await adopted.rows(connection, bureau, asked, limit=9)
            assert [row.number for row in rows] == numbers
            assert await adopted.count(connection, bureau, asked) == len(numbers)
        (third,) = await adopted.rows(connection, bureau, everything, limit=1, skip=2)
        assert (third.number, third.level, third.on_day) == (3, Level.NATION, november(7).date())
        assert [row.number for row in await adopted.rows(connection, district, everything, limit=9)] == [3]
        assert await adopted.count(connection, bureau, AdoptionFilter(campaign="another")) == 0
        found = await adopted.sums(connection, bureau, "nanchang-2020")
        sums = [(one.unit_code, one.level, one.number) for one in found]
        assert sums == [("s1", Level.CITY, 1), ("s2", Level.CITY, 1), ("s4", Level.NATION, 1)]
        assert [one.unit_code for one in await adopted.sums(connection, district, "nanchang-2020")] == ["s4"]

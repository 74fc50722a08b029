"""An item's page asks the same of both databases, and nothing of what is out of reach."""

from __future__ import annotations

from domain.events import EventVerb
from domain.findings import Kind
from domain.selection import Mark
from handlers.desk import marking, returning
from handlers.desk.marking import MarkChange
from storage.desk import item, offices
from storage.desk.item import NeighbourFilter
from tests.stories.test_desk import reach_of
from tests.support.clocks import FrozenClock
from tests.support.stage import Stage
from tests.support.town import GOOD_TEXT, november, on

__all__ = ["on"]


async def test_its_origin_its_history_and_what_stands_beside_it(on: Stage, clock: FrozenClock) -> None:
    for account, what in (("alice", "钢花"), ("erin", "木花"), ("alice", "石花"), ("bob", "水花")):
        await on.say(account, GOOD_TEXT.replace("焊花", what))
        await on.drain()
    bureau, district = await reach_of(on, "dana"), await reach_of(on, "dave")
    await marking.mark_all(on.ctx, bureau, [MarkChange(number=3, mark=Mark.PICKED)])
    await returning.give_back_at_once(on.ctx, bureau, 1, "说明不符")
    clock.advance(seconds=60)
    await on.say("alice", GOOD_TEXT.replace("焊花", "火花"))
    await on.drain()
    wanted = NeighbourFilter(campaign="nanchang-2020", day=november(9).date(), item="daily")
    async with on.ctx.database.read() as connection:
        origin = await item.origin(connection, bureau, 5)
        assert origin is not None
        assert origin.obligation is not None
        assert (origin.unit_code, origin.channel, origin.by_page, origin.replaces) == ("s1", "wecom", False, 1)
        verbs = [event.verb for event in await item.history(connection, bureau, 3)]
        assert verbs == [EventVerb.RECEIVED, EventVerb.MARKED]
        assert list((await item.settled(connection, bureau, 1)).values()) == [5]
        assert await item.neighbours(connection, bureau, 3, wanted) == (2, 4)
        of_one = NeighbourFilter(campaign=wanted.campaign, day=wanted.day, item="daily", kind=Kind.TEXT, unit="s1")
        assert await item.neighbours(connection, bureau, 3, of_one) == (1, 5)
        assert await item.neighbours(connection, district, 2, wanted) == (None, None)
        ids = [bureau.office.id, district.office.id]
        assert set(await offices.names(connection, district, ids)) == {district.office.id}
        assert set(await offices.names(connection, bureau, ids)) == set(ids)
        assert await item.origin(connection, district, 1) is None
        assert (await item.history(connection, district, 1), await item.settled(connection, district, 1)) == ([], {})

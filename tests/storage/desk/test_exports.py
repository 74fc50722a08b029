"""What an export holds, as both databases list it: in reach alone, by mark of the office that asks, by unit."""

from __future__ import annotations

from domain.findings import Kind
from domain.selection import Level, Mark
from handlers.desk import adopting
from storage.desk import exports
from storage.desk.exports import ExportFilter, ExportMark
from tests.stories.test_desk import mark, reach_of
from tests.support.stage import Stage
from tests.support.town import GOOD_TEXT, SHORT_TEXT, november, on

__all__ = ["on"]
CAMPAIGN = "nanchang-2020"


async def test_rows(on: Stage) -> None:
    """1 bob's, 2 alice's, 3 erin's in the district, 4 refused."""
    sent = [("bob", GOOD_TEXT), ("alice", GOOD_TEXT.replace("焊花", "木花")), ("erin", GOOD_TEXT.replace("焊", "石"))]
    for account, said in (*sent, ("alice", SHORT_TEXT)):
        await on.say(account, said)
        await on.drain()
    bureau, district = await reach_of(on, "dana"), await reach_of(on, "dave")
    await mark(on, "dana", 1, Mark.PASSED)
    await mark(on, "dave", 3, Mark.PICKED)
    await adopting.adopt_at_once(on.ctx, district, 3, "报", level=Level.CITY)
    async with on.ctx.database.read() as connection:
        (day,) = {row.day for row in await exports.rows(connection, bureau, ExportFilter(campaign=CAMPAIGN))}
        assert day is not None
        for reach, asked, numbers in (
            (bureau, ExportFilter(campaign=CAMPAIGN), [2, 1, 3]),
            (district, ExportFilter(campaign=CAMPAIGN), [3]),
            (bureau, ExportFilter(campaign=CAMPAIGN, days=frozenset([day])), [2, 1, 3]),
            (bureau, ExportFilter(campaign=CAMPAIGN, days=frozenset([november(30).date()])), []),
            (bureau, ExportFilter(campaign=CAMPAIGN, kinds=frozenset([Kind.PHOTO])), []),
            (bureau, ExportFilter(campaign=CAMPAIGN, mark=ExportMark.PASSED), [1]),
            (bureau, ExportFilter(campaign=CAMPAIGN, mark=ExportMark.PICKED), []),
            (bureau, ExportFilter(campaign=CAMPAIGN, mark=ExportMark.ADOPTED), [3]),
            (bureau, ExportFilter(campaign=CAMPAIGN, unit="east"), [3]),
            (district, ExportFilter(campaign=CAMPAIGN, unit="bureau"), []),
            (district, ExportFilter(campaign=CAMPAIGN, unit="s1"), []),
            (bureau, ExportFilter(campaign=CAMPAIGN, category="none"), []),
            (bureau, ExportFilter(campaign="another"), []),
        ):
            assert [row.number for row in await exports.rows(connection, reach, asked)] == numbers, asked
        (third,) = await exports.rows(connection, district, ExportFilter(campaign=CAMPAIGN))
        # What the district adopts it has passed; the bureau's own mark is another.
        assert (third.mark, third.unit) == (Mark.PASSED, "东山旅游学校")

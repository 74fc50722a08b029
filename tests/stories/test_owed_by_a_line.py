"""What one line alone owes once — in both Shandong notices summary and form: the other line never hears of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from domain.clock import CHINA
from domain.organisation import Role
from domain.roster.roster import OrganisationEntry
from handlers.desk import board
from handlers.desk.reach import reach_of
from storage import obligations, people
from tests.support.desk_site import desk_site
from tests.support.stage import Member, Stage
from tests.support.town import REPORT

COLLEGE, WORKS = "云麓职业技术学院", "云麓技师学院"
UNITS = (
    OrganisationEntry(code="labour", name="云麓人社厅", kind="受理单位", line="人社"),
    OrganisationEntry(code="c1", name=COLLEGE, kind="高职院校", line="教育", parent_code="bureau"),
    OrganisationEntry(code="w1", name=WORKS, kind="省属技工院校", line="人社", parent_code="labour"),
)
PEOPLE = (
    Member(account="fay", organisation="c1"),
    Member(account="wendy", organisation="w1"),
    Member(account="dana", organisation="bureau", role=Role.SUPERVISOR),
    Member(account="lena", organisation="labour", role=Role.SUPERVISOR),
)
NOW = datetime(2021, 6, 1, 9, tzinfo=CHINA)
pytestmark = [
    pytest.mark.town(now=NOW, campaign="shandong-2021", more=UNITS, people=PEOPLE),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


async def test_reminders_lists_and_answers_are_for_who_owes_it(on: Stage) -> None:
    await on.until(datetime(2021, 6, 1, 9, 8, tzinfo=CHINA))
    assert "统计表" in "\n".join(on.heard("fay"))
    assert on.heard("wendy") == []
    assert "统计表" in await on.ask("fay", "要求")
    card = await on.ask("wendy", "要求")
    assert "活动周方案" in card
    assert "统计表" not in card
    assert "总结" not in card
    assert f"{WORKS}不用报2021年职业教育活动周情况统计表" in await on.ask("wendy", "统计表")
    assert f"{WORKS}不用报活动周总结报告" in await on.ask("wendy", f"总结\n{REPORT}")
    assert "总结" not in await on.ask("wendy", "状态")
    assert await on.rows("submissions") == []
    assert COLLEGE in await on.ask("dana", "谁没交统计表")
    assert "没有要报送的单位" in await on.ask("lena", "谁没交统计表")
    assert WORKS in await on.ask("lena", "谁没交方案")


async def test_the_desk_of_the_other_line_has_no_column_for_it(on: Stage) -> None:
    async with desk_site(on) as site:
        pages = {}
        for account in ("dana", "lena"):
            browser = await site.browser(account)
            for page in ("milestones", "map"):
                answer = await browser.get(f"/w/shandong-2021/{page}")
                pages[account, page] = await answer.text()
    for page in ("milestones", "map"):
        assert "统计表" in pages["dana", page]
        assert "活动周方案" in pages["lena", page]
        assert "统计表" not in pages["lena", page]
        assert "总结报告" not in pages["lena", page]


@pytest.mark.town(now=datetime(2021, 5, 20, 9, tzinfo=CHINA), campaign="shandong-2021", more=UNITS, people=PEOPLE)
async def test_before_the_week_the_board_waits_for_what_somebody_in_reach_owes(on: Stage) -> None:
    campaign = on.ctx.campaigns["shandong-2021"]
    plan, *others = campaign.milestones
    of_one = replace(campaign, milestones=(replace(plan, lines=("education",)), *others))
    async with on.ctx.database.write() as connection:
        await obligations.rederive(connection, of_one)
    said = {}
    async with on.ctx.database.read() as connection:
        for account in ("dana", "lena"):
            person = await people.by_account(connection, "wecom", account)
            assert person is not None
            reach = await reach_of(on.ctx, connection, person)
            assert reach is not None
            ahead = await board.ahead(on.ctx, reach, of_one)
            said[account] = ahead.name if ahead else ""
    assert said == {"dana": "活动周方案", "lena": "专题网站地址"}

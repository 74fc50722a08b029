"""The page of a unit: what it owes and has sent, what became of it, who serves it; of foreign ones there is none."""

from __future__ import annotations

import re

import pytest

from domain.organisation import Role
from domain.selection import Level
from handlers.desk import adopting, returning
from tests.stories.test_desk import reach_of
from tests.support.clocks import FrozenClock
from tests.support.desk_site import Browser, DeskSite
from tests.support.stage import Member, Stage
from tests.support.town import GOOD_TEXT, ONE, PEOPLE, SHORT_TEXT, november

pytestmark = [
    pytest.mark.town(
        now=november(9, "09:30:00"), people=(*PEOPLE, Member(account="rita", organisation="bureau", role=Role.READER))
    ),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
async def on(on: Stage, clock: FrozenClock) -> Stage:
    """Alice's school sends one good text and one that is too short; it is half past ten."""
    await on.say("alice", GOOD_TEXT)
    await on.drain()
    await on.say("alice", SHORT_TEXT)
    await on.drain()
    clock.set(november(9, "10:30:00"))
    return on


def owed(page: str, anchor: str) -> str:
    """What the page says of one day or milestone, without its markup."""
    (section,) = re.findall(rf'<div class="owed__live" id="{anchor}-live".*?</ul>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", section).split())


async def page_of(browser: Browser, code: str) -> str:
    answer = await browser.get(f"/unit/{code}")
    assert answer.status == 200
    return await answer.text()


async def test_each_day_says_how_it_stands_and_what_was_sent(site: DeskSite) -> None:
    page = await page_of(await site.browser("dana"), "s1")
    today = owed(page, "d2020-11-09")
    assert today.startswith("11月9日 周一 按 按时 09:30 10:00 截止")
    assert re.search(r"1 号 .* 合格", today)
    assert re.search(r"2 号 .* 不合格：", today)
    assert "缺 缺报" in owed(page, "d2020-11-08")
    assert "· 未到" in owed(page, "d2020-11-12")
    assert "缺 缺报" in owed(page, "m-plan")
    assert "Alice" in page


async def test_what_offices_made_of_an_item_is_told(site: DeskSite) -> None:
    reach = await reach_of(site.on, "dana")
    await adopting.adopt_at_once(site.on.ctx, reach, 1, "大众网", level=Level.PROVINCE)
    await returning.give_back_at_once(site.on.ctx, reach, 2, "太短")
    today = owed(await page_of(await site.browser("dana"), "s1"), "d2020-11-09")
    assert "已被大众网采用" in today
    assert "退回：太短" in today


async def test_a_foreign_unit_is_not_there(site: DeskSite) -> None:
    browser = await site.browser("dave")
    far, never = await browser.get("/unit/s1"), await browser.get("/unit/never")
    assert (far.status, await far.read()) == (404, await never.read())
    assert ONE not in await page_of(browser, "s4")


async def test_readers_see_no_forms(site: DeskSite) -> None:
    page = await page_of(await site.browser("rita"), "s1")
    assert "/allowances" not in page
    assert "/allowances" in await page_of(await site.browser("dana"), "s1")


async def test_the_board_and_the_week_lead_here(site: DeskSite) -> None:
    browser = await site.browser("dana")
    for path in ("/w/nanchang-2020/2020-11-09?list=on_time", "/w/nanchang-2020/map"):
        assert '<a href="/unit/s1?w=nanchang-2020"' in await (await browser.get(path)).text()

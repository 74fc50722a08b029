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


def figures(page: str) -> dict[str, str]:
    return dict(re.findall(r"<dt>(\w+)</dt><dd>(\d+)</dd>", page))


async def test_it_tells_in_figures_what_was_sent_and_what_became_of_it(site: DeskSite) -> None:
    browser, reach = await site.browser("dana"), await reach_of(site.on, "dana")
    none = {"照片": "0", "文字": "1", "视频": "0", "其他": "0", "不合格": "1", "推荐": "0", "采用": "0"}
    page = await page_of(browser, "s1")
    assert figures(page) == none
    assert 'id="adopted"' not in page
    for medium in ("大众网", "校报"):
        await adopting.adopt_at_once(site.on.ctx, reach, 1, medium, level=Level.PROVINCE)
    page = await page_of(browser, "s1")
    assert figures(page) == none | {"推荐": "1", "采用": "1"}
    assert re.search(r'id="adopted".*?1 号</a> .*?大众网采用.*?校报采用', page, re.DOTALL)
    await returning.give_back_at_once(site.on.ctx, await reach_of(site.on, "dana"), 1, "有错", uncounted=True)
    assert figures(await page_of(browser, "s1"))["文字"] == "0"


async def test_two_units_stand_side_by_side(site: DeskSite) -> None:
    browser = await site.browser("dana")
    page = await (await browser.get("/unit/s1/beside?with=s2")).text()
    rows = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)]
    assert rows[0].startswith(ONE)
    assert next(row for row in rows if row.startswith("11月9日")) == "11月9日 周一 按 按时 09:30 缺 缺报"
    assert "文字 1 件 0 件" in rows
    for unknown in ("nowhere", "s1", " ", "0\0"):
        page = await (await browser.get(f"/unit/s1/beside?with={unknown}")).text()
        assert "没有找到另一个单位" in page


async def test_a_foreign_unit_stands_beside_none(site: DeskSite) -> None:
    browser = await site.browser("dave")
    foreign = await (await browser.get("/unit/s4/beside?with=s1")).text()
    assert foreign == await (await browser.get("/unit/s4/beside?with=nowhere")).text()
    assert ONE not in foreign
    assert (await browser.get("/unit/s1/beside?with=s4")).status == 404

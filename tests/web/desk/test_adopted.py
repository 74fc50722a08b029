"""The list of what was published: filtered, in the roster's order or by time, recorded by number, revoked."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update

from domain.organisation import Role
from domain.selection import Level
from handlers.desk import adopted, adopting
from storage.tables import adoptions, submissions
from tests.stories.test_desk import reach_of
from tests.support.desk_site import Browser, DeskSite
from tests.support.stage import Member, Stage
from tests.support.town import BUREAU, GOOD_TEXT, PEOPLE, SHORT_TEXT, TWO, november

READER = Member(account="rita", organisation="bureau", role=Role.READER)
pytestmark = [
    pytest.mark.town(now=november(9, "09:30:00"), people=(*PEOPLE, READER)),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
LIST = "/w/nanchang-2020/adopted"


@pytest.fixture
async def on(on: Stage) -> Stage:
    """1: bob's; 2: alice's; 3: erin's, in the district; 4: bob's, refused. Three are adopted."""
    for account, text in (
        ("bob", GOOD_TEXT),
        ("alice", GOOD_TEXT.replace("焊花", "钢花")),
        ("erin", GOOD_TEXT.replace("焊花", "木花")),
        ("bob", SHORT_TEXT),
    ):
        await on.say(account, text)
        await on.drain()
    for account, number, medium, level, day in (
        ("dana", 1, "校园周报", Level.CITY, 8),
        ("dana", 2, "大江网", Level.PROVINCE, 9),
        ("dave", 3, "东山快讯", Level.COUNTY, 7),
    ):
        reach, on_day = await reach_of(on, account), november(day).date()
        await adopting.adopt_at_once(on.ctx, reach, number, medium, level=level, on_day=on_day)
    return on


async def numbers(browser: Browser, query: str = "") -> list[int]:
    page = await (await browser.get(LIST + query)).text()
    return [int(number) for number in re.findall(r'<th scope="row"><a href="/i/(\d+)', page)]


async def send(browser: Browser, path: str = LIST, **fields: str) -> str:
    token = re.findall(r'name="form_token" value="(\w+)"', await (await browser.get(LIST)).text())[0]
    answer = await browser.post(path, form_token=token, **fields)
    if answer.status == 303:
        answer = await browser.get(answer.headers["Location"])
    assert answer.status == 200, answer.status
    return await answer.text()


async def test_it_stands_in_the_rosters_order_or_by_time_and_is_filtered(site: DeskSite) -> None:
    browser = await site.browser("dana")
    assert (await browser.get("/adopted")).headers["Location"] == LIST
    assert await numbers(browser) == [2, 1, 3]
    assert await numbers(browser, "?order=time") == [2, 1, 3]
    assert await numbers(browser, "?level=county") == [3]
    assert await numbers(browser, "?medium=校园周报") == [1]
    assert await numbers(browser, "?day=2020-11-09") == [2]
    assert await numbers(browser, "?day=x&level=best&order=merit&page=99") == [2, 1, 3]
    page = await (await browser.get(LIST)).text()
    for said in ("市级 <b>1</b>", "共 3 条", "Dave（东山区教育体育局）", TWO):
        assert said in page, said
    assert "没有这样的采用" in await (await browser.get(f"{LIST}?level=nation")).text()
    assert "style=" not in page
    assert (await browser.get("/w/nothing/adopted")).status == 404


async def test_nothing_is_seen_that_is_out_of_reach_and_the_office_above_is_not_named(site: DeskSite) -> None:
    await adopting.adopt_at_once(site.on.ctx, await reach_of(site.on, "dana"), 3, "大江网", level=Level.PROVINCE)
    browser = await site.browser("dave")
    page = await (await browser.get(LIST)).text()
    assert await numbers(browser) == [3, 3]
    assert "上级" in page
    for foreign in (TWO, "校园周报", BUREAU.name, "Dana"):
        assert foreign not in page, foreign
    for number in ("1", "99"):
        said = await send(browser, number=number, medium="大江网", level="city")
        assert f"没有这个编号，或不在您的范围内：{number}" in said
    token = re.findall(r'name="form_token" value="(\w+)"', page)[0]
    answers = [await browser.post(f"{LIST}/revoke", form_token=token, number=n, adoption="1") for n in ("1", "99")]
    assert [answer.status for answer in answers] == [404, 404]
    assert await answers[0].read() == await answers[1].read()


async def test_one_is_recorded_by_its_number_and_revoked(site: DeskSite) -> None:
    browser = await site.browser("dana")
    page = await send(browser, number="2", medium="校园周报", url="https://example.org/2")
    assert "校园周报算哪一级" in page
    assert 'value="https://example.org/2"' in page
    assert "请写编号" in await send(browser, number="x", medium="校园周报", level="city")
    assert "4 号不合格" in await send(browser, number="4", medium="校园周报", level="city")
    page = await send(browser, number="2", medium="校园周报", level="city", url="https://example.org/2")
    assert "已记为采用" in page
    assert 'href="https://example.org/2"' in page
    number, adoption = re.findall(r'name="number" value="(\d+)"><input[^>]*name="adoption" value="(\d+)"', page)[0]
    page = await send(browser, f"{LIST}/revoke?order=time", number=number, adoption=adoption)
    assert "已撤销采用" in page
    assert len(await numbers(browser)) == 3


async def test_a_reader_looks_and_long_lists_have_pages(site: DeskSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adopted, "PAGE", 2)
    browser = await site.browser("rita")
    page = await (await browser.get(LIST)).text()
    assert await numbers(browser) == [2, 1]
    assert await numbers(browser, "?page=2") == [3]
    assert "第 1/2 页，3 条" in page
    monkeypatch.setattr(adopted, "MOST_UNITS", 2)
    folded = await (await browser.get(LIST)).text()
    assert ("各单位采用数（3 个单位）" in folded, "<details" in folded) == (True, False)
    assert "<details" in await (await browser.get(f"{LIST}?units=all")).text()
    assert not re.search(rf'action="{LIST}[^"]*"[^>]*>\s*<input type="hidden" name="form_token"', page)
    token = re.findall(r'name="form_token" value="(\w+)"', page)[0]
    answer = await browser.post(LIST, form_token=token, number="1", medium="大江网", level="city")
    assert "阅览员只能看" in await answer.text()


async def test_press_reports_of_units_wait_apart_until_they_are_recorded(site: DeskSite) -> None:
    async with site.on.ctx.database.write() as connection:
        named = {"kind": "press", "file_name": "大众网+学校开放了实训车间.docx", "title": ""}
        await connection.execute(update(submissions).where(submissions.c.id.in_((2, 3, 4))).values(**named))
        await connection.execute(update(adoptions).values(revoked_at=november(9)))
    browser, district = await site.browser("dana"), await site.browser("dave")
    page = await (await browser.get(LIST)).text()
    waiting = re.findall(r'name="number" value="(\d+)"><input type="hidden" name="on_day" value="([^"]*)"', page)
    assert waiting == [("3", "2020-11-09"), ("2", "2020-11-09")], "what is refused waits for nothing"
    assert 'value="大众网"' in page
    assert "2 篇还没记为采用" in page
    assert "1 篇还没记为采用" in await (await district.get(LIST)).text()
    said = await send(browser, number="3", medium="大众网", level="province", on_day="2020-11-09")
    assert "1 篇还没记为采用" in said
    assert "学校开放了实训车间" in await (await (await site.browser("rita")).get(LIST)).text()

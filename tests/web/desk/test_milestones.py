"""What is owed once, over HTTP: what came in its cell, who lacks it, and the chasing of them."""

from __future__ import annotations

import re

import pytest

from domain.organisation import Role
from handlers.desk import milestones
from tests.support.desk_site import Browser, DeskSite
from tests.support.stage import Member, Stage
from tests.support.town import EAST, FOUR, ONE, PEOPLE, REPORT, THREE, TWO, november

READER = Member(account="rita", organisation="bureau", role=Role.READER)
pytestmark = [
    pytest.mark.town(now=november(2), people=(*PEOPLE, READER)),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
PAGE = "/w/nanchang-2020/milestones"


@pytest.fixture
async def on(on: Stage) -> Stage:
    """1: alice's plan; 2: erin's summary, which says a telephone number."""
    for account, item, text in (("alice", "方案", REPORT), ("erin", "总结", f"电话 13800000000，{REPORT}")):
        await on.say(account, f"{item}\n{text}")
        await on.drain()
    return on


async def shown(browser: Browser, query: str = "") -> str:
    answer = await browser.get(PAGE + query)
    assert answer.status == 200
    return await answer.text()


async def nudge(browser: Browser, item: str, **fields: str) -> str:
    token = re.findall(r'name="form_token" value="(\w+)"', await shown(browser))[0]
    answer = await browser.post(f"{PAGE}/{item}/nudge", form_token=token, **fields)
    if answer.status == 303:
        answer = await browser.get(answer.headers["Location"])
    assert answer.status == 200, answer.status
    return await answer.text()


async def test_what_came_stands_in_its_cell_and_who_lacks_it_can_be_shown(site: DeskSite) -> None:
    browser = await site.browser("dana")
    page = await shown(browser)
    for said in ('<a href="/i/1">1 号</a>', '<a href="/i/2">2 号</a>', "还差 4 个", "电话 13800000000", ONE, FOUR):
        assert said in page, said
    lacking = await shown(browser, "?only=plan")
    assert ONE not in lacking
    assert all(name in lacking for name in (TWO, THREE, FOUR))
    assert ONE in await shown(browser, "?only=nothing&part=x")
    assert "style=" not in page
    assert (await browser.get("/w/nothing/milestones")).status == 404


async def test_a_district_sees_its_own_and_a_reader_no_telephone(site: DeskSite) -> None:
    page = await shown(await site.browser("dave"))
    assert FOUR in page
    assert all(name not in page for name in (ONE, TWO, THREE, "/i/1"))
    page = await shown(await site.browser("rita"))
    assert "13800000000" not in page
    assert "/nudge" not in page


async def test_many_units_are_shown_by_part_until_one_is_asked_for(
    site: DeskSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milestones, "MOST", 3)
    browser = await site.browser("dana")
    page = await shown(browser)
    assert FOUR not in page
    none, part = sorted(set(re.findall(r"\?part=(\d+)", page)), key=int)
    own = await shown(browser, f"?part={none}")
    assert ONE in own
    assert FOUR not in own
    assert "/nudge" not in own, "a part that is none is not chased for all"
    assert FOUR in await shown(browser, f"?part={part}")
    assert FOUR in await shown(browser, f"?part={part}&only=plan")
    lacking = await shown(browser, f"?part={part}&only=summary")
    assert FOUR not in lacking
    assert EAST in lacking


async def test_those_who_lack_one_are_chased_once_after_a_look(site: DeskSite) -> None:
    browser = await site.browser("dana")
    before = {account: len(site.on.heard(account)) for account in ("alice", "bob", "carol", "erin")}
    preview = await nudge(browser, "plan")
    assert "将提醒 3 个单位的联络员" in preview
    assert "还没收到" in preview
    moment = re.findall(r'name="moment" value="(\d+)"', preview)[0]
    for _ in range(2):
        assert "返回" in await nudge(browser, "plan", moment=moment)
    await site.on.drain()
    after = {account: len(site.on.heard(account)) - number for account, number in before.items()}
    assert after == {"alice": 0, "bob": 1, "carol": 1, "erin": 1}
    assert "方案还没收到" in site.on.last("erin")
    assert "13" not in site.on.last("bob")


async def test_nobody_else_chases_and_what_is_not_there_is_not_chased(site: DeskSite) -> None:
    reader = await site.browser("rita")
    token = re.findall(r'name="form_token" value="(\w+)"', await shown(reader))[0]
    assert (await reader.post(f"{PAGE}/plan/nudge", form_token=token)).status == 404
    district = await site.browser("dave")
    token = re.findall(r'name="form_token" value="(\w+)"', await shown(district))[0]
    assert (await district.post(f"{PAGE}/daily/nudge", form_token=token)).status == 404
    assert (await district.get(f"{PAGE}/plan/nudged/20201102090000000000")).status == 404
    assert "将提醒 1 个单位的联络员" in await nudge(district, "plan")
    assert f"提醒不到：{EAST}" in await nudge(district, "summary")

"""The rail of every page: where one can go, what a phone keeps behind 更多, and how much nobody has looked at yet."""

from __future__ import annotations

import re

import pytest

from domain.organisation import Role
from formats.desk.words import ON_PHONES, PLACES
from tests.support.desk_site import Browser, DeskSite
from tests.support.stage import Member, Stage
from tests.support.town import GOOD_TEXT, PEOPLE, november
from web.desk.unread import KEPT_FOR

READER = Member(account="rita", organisation="bureau", role=Role.READER)
pytestmark = [
    pytest.mark.town(now=november(9, "09:30:00"), people=(*PEOPLE, READER)),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
async def on(on: Stage) -> Stage:
    """1: alice's; 2: erin's, in the district."""
    await on.say("alice", GOOD_TEXT)
    await on.say("erin", GOOD_TEXT.replace("焊花", "钢花"))
    await on.drain()
    return on


async def unread(browser: Browser) -> int:
    answer = await browser.get("/desk/unread")
    assert answer.status == 200
    found = (await answer.json())["unread"]
    assert isinstance(found, int)
    return found


async def test_what_nobody_of_the_office_has_looked_at_is_counted(site: DeskSite) -> None:
    dana, dave, rita = [await site.browser(account) for account in ("dana", "dave", "rita")]
    queue = await (await dana.get("/w/nanchang-2020/desk/list")).json()
    assert (await unread(dana), await unread(dave), await unread(rita)) == (len(queue), 1, 0) == (2, 1, 0)
    page = await (await dana.get("/w/nanchang-2020/desk")).text()
    token = re.findall(r'name="form_token" value="(\w+)"', page)[0]
    await dana.post("/marks", form_token=token, n="1", mark="seen")
    assert await unread(dana) == 2, "the database is asked now and then alone"
    site.on.clock.advance(seconds=KEPT_FOR.seconds + 1)
    assert (await unread(dana), await unread(dave)) == (1, 1)


async def test_a_phone_keeps_what_is_seldom_wanted_behind_one_more_step(site: DeskSite) -> None:
    browser = await site.browser("dana")
    page = await (await browser.get("/")).text()
    rare = re.findall(r'class="rail__place rail__place_rare" href="([^"?]*)', page)
    assert rare == [path for name, path, _ in PLACES if name not in ON_PHONES]
    assert 'href="#places">更多' in page
    assert 'href="#places" data-here>更多' in await (await browser.get("/people")).text()


@pytest.mark.parametrize(
    "path", ["/", "/w/nanchang-2020/map", "/w/nanchang-2020/desk", "/w/nanchang-2020/adopted", "/i/1"]
)
async def test_every_page_says_where_one_is(site: DeskSite, path: str) -> None:
    page = await (await (await site.browser("dana")).get(path)).text()
    assert len(re.findall(r'class="rail__place[^"]*" href="[^"]*" aria-current="page"', page)) == 1

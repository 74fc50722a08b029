"""催报 at the desk: chosen units, looked at once more, sent once, and told whom it has reached."""

from __future__ import annotations

import re
from datetime import date

import pytest

from domain.allowance import AllowanceKind
from domain.organisation import Role
from domain.roster.roster import OrganisationEntry
from handlers.desk import allowing
from handlers.desk.allowing import NewAllowance
from tests.stories.test_desk import reach_of
from tests.support.clocks import FrozenClock
from tests.support.desk_site import Browser, DeskSite
from tests.support.stage import Member, school
from tests.support.town import EAST, GOOD_TEXT, ONE, PEOPLE, THREE, TWO, november

MUTE: OrganisationEntry = school("s9", "云麓第九职业学校")
pytestmark = [
    pytest.mark.town(
        now=november(9, "09:30:00"),
        more=(MUTE,),
        people=(*PEOPLE, Member(account="rita", organisation="bureau", role=Role.READER)),
    ),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
DAY = "/w/nanchang-2020/2020-11-09"


async def token_of(browser: Browser) -> str:
    found = re.search(r'name="form_token" value="(\w+)"', await (await browser.get("/")).text())
    assert found is not None
    return found[1]


async def sent(site: DeskSite, browser: Browser, **choice: str) -> str:
    """Confirm what the preview shows; the page that says what became of it."""
    token = await token_of(browser)
    preview = await (await browser.post(f"{DAY}/nudge", form_token=token, **choice)).text()
    (moment,) = re.findall(r'name="moment" value="(\d+)"', preview)
    for _ in range(2):
        answer = await browser.post(f"{DAY}/nudge", form_token=token, moment=moment, **choice)
    await site.on.drain()
    return await (await browser.get(answer.headers["Location"])).text()


async def log_of(browser: Browser, unit: str) -> str:
    page = await (await browser.get(f"/unit/{unit}")).text()
    (section,) = re.findall(r'<section class="card" id="nudges".*?<ul>(.*?)</ul>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", section).split())


async def test_who_is_chosen_hears_once_and_the_office_whom_it_reached(site: DeskSite) -> None:
    browser = await site.browser("dana")
    before = len(site.on.heard("alice"))
    page = await sent(site, browser, unit="s1")
    assert "已提醒 1 个单位" in page
    (heard,) = site.on.heard("alice")[before:]
    assert "11月9日" in heard
    assert not any("催" in text or "还没" in text for text in site.on.heard("erin"))


async def test_who_was_given_more_time_is_chased_only_from_the_list_of_those(site: DeskSite) -> None:
    browser = await site.browser("dana")
    asked = NewAllowance(
        kind=AllowanceKind.MORE_TIME,
        campaign=site.on.ctx.campaigns["nanchang-2020"],
        day=date(2020, 11, 9),
        reason="停电",
        unit="s2",
        until=november(9, "10:40:00"),
    )
    await allowing.allow(site.on.ctx, await reach_of(site.on, "dana"), asked)
    await site.on.drain()
    for listed, said in (("missing", "催报全部 5 个"), ("waiting", "催报全部 1 个")):
        page = await (await browser.get(f"{DAY}?list={listed}")).text()
        assert said in page
        assert f'name="list" value="{listed}"' in page
    heard = len(site.on.heard("bob"))
    page = await sent(site, browser, all="1", list="missing")
    assert TWO not in page
    assert len(site.on.heard("bob")) == heard
    page = await sent(site, browser, all="1", list="waiting")
    assert "已提醒 1 个单位" in page
    assert len(site.on.heard("bob")) == heard + 1


async def test_all_are_chased_and_who_has_no_account_is_named(site: DeskSite) -> None:
    await site.on.say("alice", GOOD_TEXT)
    await site.on.drain()
    before = len(site.on.heard("alice"))
    page = await sent(site, await site.browser("dana"), all="1")
    assert "已提醒 3 个单位" in page
    assert re.search(rf"还没有登记联络员账号，提醒不到：{EAST}、{MUTE.name}", page)
    assert site.on.heard("alice")[before:] == []


async def test_nothing_is_sent_before_it_is_confirmed(site: DeskSite) -> None:
    browser = await site.browser("dana")
    preview = await (await browser.post(f"{DAY}/nudge", form_token=await token_of(browser), unit="s1")).text()
    await site.on.drain()
    assert ONE in preview
    assert TWO not in preview
    assert site.on.heard("alice") == []


async def test_who_has_reported_meanwhile_is_left_out(site: DeskSite) -> None:
    browser = await site.browser("dana")
    await site.on.say("alice", GOOD_TEXT)
    await site.on.drain()
    token = await token_of(browser)
    answer = await browser.post(f"{DAY}/nudge", form_token=token, unit="s1", moment="20201109093000000000")
    assert answer.headers["Location"] == DAY


async def test_the_units_page_tells_who_chased_it_at_the_desk_and_in_chat(site: DeskSite) -> None:
    dana = await site.browser("dana")
    await sent(site, dana, unit="s1")
    for answer in ("催报", "确认"):
        await site.on.ask("dave", answer)
    for account, unit, said in (
        ("dana", "s1", "11月9日 09:30 催11月9日 Dana（云麓市教育局职成处）"),
        ("dana", "s4", f"11月9日 09:30 催11月9日 Dave（{EAST}）"),
        ("dana", "s2", "还没有催过。"),
        ("dave", "s4", f"11月9日 09:30 催11月9日 Dave（{EAST}）"),
    ):
        assert await log_of(await site.browser(account), unit) == said
    await sent(site, dana, unit="s4")
    assert (await log_of(await site.browser("dave"), "s4")).startswith("11月9日 09:30 催11月9日 上级 11月9日")


async def test_only_units_of_the_area_and_never_by_a_reader(site: DeskSite) -> None:
    district, reader = await site.browser("dave"), await site.browser("rita")
    page = await (await district.post(f"{DAY}/nudge", form_token=await token_of(district), unit="s1")).text()
    assert "没有要催的单位" in page
    answer = await reader.post(f"{DAY}/nudge", form_token=await token_of(reader), unit="s1")
    assert answer.status == 404
    assert 'type="checkbox" name="unit"' not in await (await reader.get(DAY)).text()
    assert (await district.get(f"{DAY}/nudged/20201109093000000000")).status == 404


async def test_the_board_offers_those_who_can_still_report(site: DeskSite, clock: FrozenClock) -> None:
    browser = await site.browser("dana")
    page = await (await browser.get(f"{DAY}?list=missing")).text()
    assert set(re.findall(r'name="unit" value="(\w+)" aria-label', page)) == {"s1", "s2", "s3", "s4", "s9", "east"}
    assert THREE in page
    assert 'aria-label="选' not in await (await browser.get(f"{DAY}?list=on_time")).text()
    clock.set(november(10, "09:00:00"))
    assert 'aria-label="选' not in await (await browser.get(DAY)).text()

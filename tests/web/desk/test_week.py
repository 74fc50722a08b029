"""全周: every unit of the area by days and milestones, narrowed by the address, and nobody else's."""

from __future__ import annotations

import re

import pytest

from tests.support.clocks import FrozenClock
from tests.support.desk_site import Browser, DeskSite
from tests.support.stage import Stage
from tests.support.town import EAST, FOUR, GOOD_TEXT, ONE, THREE, TWO, november

pytestmark = [
    pytest.mark.town(now=november(9, "09:30:00")),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
WEEK = "/w/nanchang-2020/map"


@pytest.fixture
async def on(on: Stage, clock: FrozenClock) -> Stage:
    """Alice's school reports on two days, bob's late on the first; erin's is exempt then; the rest reports nothing."""
    await on.say("alice", GOOD_TEXT)
    await on.drain()
    await on.ask("dana", f"免报 {FOUR} 11月9日")
    clock.set(november(9, "10:30:00"))
    await on.say("bob", GOOD_TEXT.replace("焊花", "钢花"))
    await on.drain()
    clock.set(november(10, "09:00:00"))
    await on.say("alice", GOOD_TEXT.replace("焊花", "木花"))
    await on.drain()
    return on


async def rows(browser: Browser, query: str = "") -> dict[str, list[list[str]]]:
    """Unit → what its cells say of the days."""
    page = await (await browser.get(WEEK + query)).text()
    found = re.findall(r'<tr><th scope="row"><a [^>]*>([^<]+)</a>(.*)', page)
    return {
        name: [re.sub(r"<[^>]+>", " ", cell).split() for cell in re.split(r"<td[^>]*>", line)[1:8]]
        for name, line in found
    }


async def test_each_unit_stands_in_its_row_as_it_stands_that_day(site: DeskSite) -> None:
    found = await rows(await site.browser("dana"))
    assert found.keys() == {ONE, TWO, THREE, FOUR, EAST}
    assert found[ONE][:4] == [["缺"], ["按", "09:30", "1"], ["按", "09:00", "1"], ["·"]]
    assert found[TWO][1] == ["迟", "10:30", "1"]
    assert found[FOUR][1] == ["免"]
    assert found[THREE][:3] == [["缺"], ["缺"], ["未"]]


@pytest.mark.parametrize(
    ("query", "units"),
    [
        ("?only=late", {TWO}),
        ("?only=twice", {THREE, EAST}),
        ("?only=missing", {ONE, TWO, THREE, FOUR, EAST}),
        ("?kind=区县教体局", {EAST}),
        ("?line=人社", set()),
        ("?fold=1", set()),
        ("?only=never&part=x&line=", {ONE, TWO, THREE, FOUR, EAST}),
    ],
)
async def test_the_address_narrows_it(site: DeskSite, query: str, units: set[str]) -> None:
    assert (await rows(await site.browser("dana"), query)).keys() == units


async def test_a_part_is_what_stands_below_it(site: DeskSite) -> None:
    browser = await site.browser("dana")
    page = await (await browser.get(WEEK + "?fold=1")).text()
    (part,) = re.findall(r'href="/w/nanchang-2020/map\?part=(\d+)"', page)
    assert (await rows(browser, f"?part={part}")).keys() == {FOUR, EAST}


async def test_many_units_begin_folded_and_are_opened_by_part_or_all_at_once(
    site: DeskSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await site.browser("dana")
    everybody = (await rows(browser)).keys()
    assert "只看合计" in await (await browser.get(WEEK)).text()
    monkeypatch.setattr("handlers.desk.week.MOST_OPEN", len(everybody) - 1)
    assert await rows(browser) == {}
    page = await (await browser.get(WEEK)).text()
    (opened,) = re.findall(r'href="([^"]+)">展开 5 个单位<', page)
    (part,) = re.findall(r'href="/w/nanchang-2020/map\?part=(\d+)"', page)
    assert (await rows(browser, opened.removeprefix(WEEK))).keys() == everybody
    assert (await rows(browser, f"?part={part}")).keys() == {FOUR, EAST}
    assert (await rows(browser, "?only=late")).keys() == {TWO}
    monkeypatch.setattr("handlers.desk.week.MOST_OPEN", 1)
    assert (await rows(browser, f"?part={part}")).keys() == {FOUR, EAST}, "one part is never folded away"


async def test_nobody_else_is_named(site: DeskSite) -> None:
    browser = await site.browser("dave")
    page = await (await browser.get(WEEK)).text()
    assert [name for name in (ONE, TWO, THREE) if name in page] == []
    assert (await browser.get("/w/never/map")).status == 404


async def test_the_rail_leads_to_the_week_nearest_in_time(site: DeskSite) -> None:
    answer = await (await site.browser("dana")).get("/map")
    assert (answer.status, answer.headers["Location"]) == (303, WEEK)


async def test_a_large_page_is_compressed_for_browsers_that_take_it(
    site: DeskSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await site.browser("dana")
    assert "Content-Encoding" not in (await browser.get(WEEK)).headers
    monkeypatch.setattr("web.desk.shell._LARGE", 1000)
    answer = await browser.get(WEEK)
    assert answer.headers["Content-Encoding"] in ("gzip", "deflate")
    assert ONE in await answer.text()
    async with browser.client.get(f"{site.url}{WEEK}", headers={"Accept-Encoding": "identity"}) as plain:
        assert "Content-Encoding" not in plain.headers

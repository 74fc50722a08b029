"""The picking desk over HTTP: the queue's order and filters, its tiles, marks by script and by the plain form."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest

from domain.selection import Mark
from handlers.desk import marking
from handlers.desk.marking import MarkChange
from storage.tables import marks
from tests.stories.test_desk import reach_of
from tests.support.desk_site import Browser, DeskSite
from tests.support.stage import Stage
from tests.support.town import FOUR, GOOD_TEXT, ONE, SHORT_TEXT, TWO, november
from web.desk.presence import PRESENCE

pytestmark = [
    pytest.mark.town(now=november(9, "09:30:00")),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
DESK = "/w/nanchang-2020/desk"


@pytest.fixture
async def on(on: Stage) -> Stage:
    """1, 2: alice's; 3: bob's; 4: refused; 5: erin's, in the district."""
    said = [("alice", "钢花"), ("alice", "木花"), ("bob", "石花")]
    for account, what in said:
        await on.say(account, GOOD_TEXT.replace("焊花", what))
        await on.drain()
    await on.say("bob", SHORT_TEXT)
    await on.drain()
    await on.say("erin", GOOD_TEXT)
    await on.drain()
    return on


async def listed(browser: Browser, query: str = "") -> list[Any]:
    answer = await browser.get(f"{DESK}/list{query}")
    numbers: list[Any] = await answer.json()
    return numbers


async def send(browser: Browser, changes: Any, path: str = "/marks", **fields: str) -> Any:
    page = await (await browser.get(DESK)).text()
    token = re.findall(r'name="form_token" value="(\w+)"', page)[0]
    return await browser.post(path, form_token=token, changes=json.dumps(changes), **fields)


async def test_every_units_first_comes_before_any_units_second(site: DeskSite) -> None:
    browser = await site.browser("dana")
    assert await listed(browser) == [1, 3, 5, 2]
    assert await listed(browser, "?order=time") == [1, 2, 3, 5]
    assert await listed(browser, "?order=unit") == [1, 2, 3, 5]
    assert await listed(browser, "?unit=s1&kind=text") == [1, 2]
    assert await listed(browser, "?unit=east") == [5], "a unit stands for all under it"
    assert await listed(browser, "?unit=bureau") == [1, 3, 5, 2]
    assert await listed(browser, "?kind=photo") == []
    assert await listed(browser, "?day=2020-11-10") == []
    assert (await browser.get(f"{DESK}?day=2020-11-30")).status == 404


async def test_what_the_level_below_passed_comes_first_and_each_office_has_its_own_marks(site: DeskSite) -> None:
    await marking.mark_all(site.on.ctx, await reach_of(site.on, "dave"), [MarkChange(number=5, mark=Mark.PASSED)])
    bureau, district = await site.browser("dana"), await site.browser("dave")
    assert await listed(bureau) == [5, 1, 3, 2]
    assert await listed(bureau, "?mark=below") == [5]
    assert await listed(district) == []
    assert await listed(district, "?mark=passed") == ["5:passed:0::"]
    await marking.mark_all(site.on.ctx, await reach_of(site.on, "dana"), [MarkChange(number=1, mark=Mark.PICKED)])
    assert await listed(bureau) == [5, 2, 3]
    assert await listed(bureau, "?mark=picked") == ["1:picked:0::"]
    assert await listed(bureau, "?mark=all") == [5, "1:picked:0::", 3, 2]


async def test_tiles_come_in_the_order_asked_and_nothing_foreign(site: DeskSite) -> None:
    bureau, district = await site.browser("dana"), await site.browser("dave")
    page = await (await bureau.get(f"{DESK}/tiles?n=3.1.99.x")).text()
    assert re.findall(r'data-n="(\d+)"', page) == ["3", "1"]
    assert TWO in page
    foreign = await (await district.get(f"{DESK}/tiles?n=3.1.5")).text()
    assert re.findall(r'data-n="(\d+)"', foreign) == ["5"]
    assert FOUR in foreign
    assert ONE not in await (await district.get(DESK)).text()


async def test_marks_are_set_all_together_and_refusals_are_said(site: DeskSite) -> None:
    answer = await send(await site.browser("dana"), [{"n": 1, "mark": "picked", "stars": 4}, {"n": 99, "mark": "seen"}])
    now = (await answer.json())["now"]
    assert (now["1"]["mark"], now["1"]["stars"], now["1"]["refused"]) == ("picked", 4, "")
    assert now["99"]["refused"]
    foreign = (await (await send(await site.browser("dave"), [{"n": 1, "mark": "seen"}])).json())["now"]["1"]
    assert foreign["refused"] == now["99"]["refused"].replace("99", "1")
    async with site.on.ctx.database.read() as connection:
        rows = [(row.submission_id, row.mark, row.stars) for row in await connection.execute(marks.select())]
    assert rows == [(1, Mark.PICKED, 4)]


@pytest.mark.parametrize(
    "sent",
    [
        "x",
        [1],
        [{"n": "1"}],
        [{"n": True}],
        [{"n": 1, "mark": "best"}],
        [{"n": 1, "mark": []}],
        [{"n": 1, "stars": 6}],
        [{"n": 1, "theme": "A B"}],
        [{"n": 1, "category": 1}],
        [{"n": 1}] * 501,
    ],
)
async def test_what_our_script_does_not_send_is_refused(site: DeskSite, sent: Any) -> None:
    assert (await send(await site.browser("dana"), sent)).status == 400


async def test_without_script_a_form_marks_and_leads_back_to_our_own_page_alone(site: DeskSite) -> None:
    browser = await site.browser("dana")
    page = await (await browser.get(DESK)).text()
    token = re.findall(r'name="form_token" value="(\w+)"', page)[0]
    answer = await browser.post("/marks", form_token=token, n="3", mark="seen", back=DESK)
    assert (answer.status, answer.headers["Location"]) == (303, DESK)
    assert await listed(browser) == [1, 5, 2]
    elsewhere = await browser.post("/marks", form_token=token, n="3", mark="seen", back="//evil.example/")
    assert elsewhere.headers["Location"] == "/"
    assert (await browser.post("/marks", form_token="x", n="3", mark="picked", back=DESK)).status == 403


async def test_the_rail_leads_to_the_campaign_at_hand_and_the_page_has_no_script_of_its_own(site: DeskSite) -> None:
    browser = await site.browser("dana")
    assert (await browser.get("/desk")).headers["Location"] == DESK
    page = await (await browser.get(DESK)).text()
    assert "style=" not in page
    assert not re.search(r"<script(?![^>]* src=)|<style| on\w+=", page)
    empty = await (await browser.get(f"{DESK}?mark=passed")).text()
    assert "没有这样的材料" in empty


async def test_a_mark_that_comes_late_gives_way_to_what_a_colleague_has_set_since(site: DeskSite) -> None:
    browser = await site.browser("dana")
    reach = await reach_of(site.on, "dana")
    colleague = replace(reach, person_id=(await reach_of(site.on, "dave")).person_id)
    await marking.mark_all(site.on.ctx, colleague, [MarkChange(number=1, mark=Mark.SEEN)])
    late = (await (await send(browser, [{"n": 1, "mark": "picked", "was": ""}])).json())["now"]["1"]
    assert late["mark"] == "seen"
    known = (await (await send(browser, [{"n": 1, "mark": "picked", "was": "seen"}])).json())["now"]["1"]
    assert known["mark"] == "picked"
    own = (await (await send(browser, [{"n": 1, "mark": "passed", "was": ""}])).json())["now"]["1"]
    assert own["mark"] == "passed"


async def test_repeats_of_one_unit_are_one_stack(site: DeskSite) -> None:
    await site.on.say("alice", GOOD_TEXT.replace("焊花", "钢花"))
    await site.on.drain()
    await site.on.say("bob", GOOD_TEXT.replace("焊花", "木花"))
    await site.on.drain()
    browser = await site.browser("dana")
    assert await listed(browser, "?order=time") == [[1, 6], 2, 3, 5, 7], "what another unit sent makes no stack"
    await send(browser, [{"n": 6, "mark": "picked", "stars": 2}])
    assert await listed(browser, "?order=time") == [1, 2, 3, 5, 7]
    assert await listed(browser, "?order=time&mark=all") == [[1, "6:picked:2::"], 2, 3, 5, 7]
    page = await (await browser.get(f"{DESK}?mark=all&order=time")).text()
    assert re.findall(r'data-n="(\d+)"', page) == ["1", "2", "3", "5", "7"]
    tiles = await (await browser.get(f"{DESK}/tiles?n=1.6.7")).text()
    assert re.findall(r'<span class="shot__stack">(.*?)</span>', tiles) == ["", "相似", "相似"]


@pytest.mark.parametrize(
    ("words", "found"), [("钢花", [1]), (" 钢花 ", [1]), ("木花", [2]), ("花", [1, 2, 3, 5]), ("%", []), ("没有的", [])]
)
async def test_words_narrow_the_queue_and_stay_in_its_addresses(site: DeskSite, words: str, found: list[int]) -> None:
    browser = await site.browser("dana")
    query = f"?order=time&q={quote(words)}"
    assert await listed(browser, query) == found
    page = await (await browser.get(f"{DESK}{query}")).text()
    assert re.findall(r'data-n="(\d+)"', page) == [str(number) for number in found]
    assert f'name="q" maxlength="64" value="{words.strip()}"' in page
    assert (f"q={quote(words.strip())}" in page) is bool(found)


async def test_items_are_sorted_into_what_the_campaign_names(site: DeskSite) -> None:
    category = site.on.ctx.campaigns["nanchang-2020"].categories[0]
    browser = await site.browser("dana")
    sent = [{"n": 3, "theme": "skills", "category": category.code}, {"n": 5, "mark": "picked"}]
    now = (await (await send(browser, sent)).json())["now"]["3"]
    assert (now["mark"], now["theme"], now["category"]) == ("", "skills", category.code)
    assert await listed(browser, "?theme=skills") == [f"3::0:{category.code}:skills"]
    assert await listed(browser, f"?category={category.code}&theme=other") == []
    tiles = await (await browser.get(f"{DESK}/tiles?n=3")).text()
    assert f'<span class="shot__labels">{category.name}</span>' in tiles


async def test_the_meter_says_how_far_one_is_and_what_was_chosen_from_where(site: DeskSite) -> None:
    browser = await site.browser("dana")
    sent = [{"n": 5, "mark": "passed"}, {"n": 1, "mark": "picked"}, {"n": 2, "mark": "seen"}]
    await send(browser, sent)
    meter = await (await browser.get(f"{DESK}/meter")).text()
    assert "已阅 3/4 · 备选 1 · 推荐 1" in meter
    rows = dict(re.findall(r'<th scope="row">(.*?)</th>\s*<td>(.*?)<svg', meter))
    assert (rows["东山区教育体育局"], rows["直属和其他"]) == ("推 1 备 0/1", "推 0 备 1/3")
    narrowed = await (await browser.get(f"{DESK}/meter?unit=s1")).text()
    assert "已阅 2/2 · 备选 1 · 推荐 0" in narrowed
    foreign = await (await (await site.browser("dave")).get(f"{DESK}/meter")).text()
    assert "已阅 0/1 · 备选 0 · 推荐 0" in foreign


async def test_news_are_colleagues_marks_what_has_come_in_and_who_else_looks(site: DeskSite) -> None:
    browser = await site.browser("dana")
    since = int(site.on.clock.now().timestamp())
    site.on.clock.advance(seconds=60)
    await marking.mark_all(site.on.ctx, await reach_of(site.on, "dana"), [MarkChange(number=1, mark=Mark.PICKED)])
    colleague = replace(await reach_of(site.on, "dana"), person_id=(await reach_of(site.on, "dave")).person_id)
    await marking.mark_all(site.on.ctx, colleague, [MarkChange(number=2, mark=Mark.SEEN, stars=3)])
    news = await (await browser.get(f"{DESK}/news?mark=all&since={since}&screen=2")).json()
    assert news["marks"] == [[2, "seen", 3, "", "", "Dave"]], "what one has marked oneself is on the page already"
    assert [int(str(entry).partition(":")[0]) for entry in news["entries"]] == [1, 3, 5, 2]
    assert news["others"] == []
    site.app[PRESENCE].seen("other queue", 99, "别人", 1, now=site.on.clock.real())
    assert (await (await browser.get(f"{DESK}/news?mark=all&since={since}")).json())["others"] == []
    for said in ("", "x", "-1", "9" * 11):
        assert (await browser.get(f"{DESK}/news?since={said}")).status == 400

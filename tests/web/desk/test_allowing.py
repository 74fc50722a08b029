"""The desk's forms of exceptions: one act for all, back to the page, taken back, and only by who may."""

from __future__ import annotations

import re

import pytest

from domain.organisation import Role
from tests.stories.week_walk import six_in
from tests.support.desk_site import Browser, DeskSite
from tests.support.stage import Member
from tests.support.town import EAST, FOUR, ONE, PEOPLE, SHORT_TEXT, november
from tests.web.desk.test_today import six

DAY = "/w/nanchang-2020/2020-11-09"
CAST = (*PEOPLE, Member(account="rita", organisation="bureau", role=Role.READER))
pytestmark = [
    pytest.mark.town(people=CAST, now=november(9, "09:55:00")),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


async def token(browser: Browser) -> str:
    page = await (await browser.get("/")).text()
    return str(re.findall(r'name="form_token" value="([^"]+)"', page)[0])


async def allow(browser: Browser, **fields: str) -> str:
    """Where it leads to."""
    values = {"kind": "more_time", "until": "11:00", "reason": "网络故障", "back": f"{DAY}?list=missing"}
    answer = await browser.post(f"{DAY}/allowances", form_token=await token(browser), **(values | fields))
    assert answer.status == 303
    return answer.headers["Location"]


async def test_one_act_for_all_is_listed_with_its_way_back(site: DeskSite) -> None:
    bureau = await site.browser("dana")
    assert await allow(bureau) == f"{DAY}?list=missing"
    page = await (await bureau.get("/")).text()
    assert "延时到 11:00" in page and "全部（5 个单位）" in page and "网络故障" in page and "Dana" in page
    assert re.search(r'tile__name">延时</span> <b class="tile__number">5', page)
    assert f">{ONE}</a>" in await (await bureau.get(f"{DAY}?list=waiting")).text()
    # The district sees what is allowed of its own, and cannot take it back.
    district = await (await (await site.browser("dave")).get("/")).text()
    assert "延时到 11:00" in district and "/revoke" not in district
    (address,) = re.findall(r'action="(/allowances/\d+/revoke)"', page)
    for account, status in (("dave", 404), ("rita", 404), ("dana", 303), ("dana", 404)):
        browser = await site.browser(account)
        answer = await browser.post(address, form_token=await token(browser), back="/")
        assert answer.status == (303 if account == "rita" else status), account
    assert "延时到 11:00" not in await (await bureau.get("/")).text()
    await site.on.drain()
    assert [text for text in site.on.heard("alice") if "延" in text] == site.on.heard("alice")
    assert len(site.on.heard("alice")) == 2


async def test_an_exemption_of_an_area_counts_as_chat_does(site: DeskSite) -> None:
    bureau = await site.browser("dana")
    await allow(bureau, kind="exempt", area="east", reason="停电")
    page = await (await bureau.get("/")).text()
    assert six(page)["免报"] == 2 and f"{EAST}（2 个单位）" in page
    assert list(six(page).values()) == list(six_in(await site.on.ask("dana", "统计")).values())


@pytest.mark.parametrize(
    ("account", "fields", "code", "said"),
    [
        ("dana", {"reason": " "}, "no_reason", "请写原因"),
        ("dana", {"until": "09:00"}, "not_later", "比截止时间晚"),
        ("dana", {"until": "soon"}, "not_later", "比截止时间晚"),
        ("dana", {"unit": "never"}, "unknown", "不在您的范围内"),
        ("dave", {"unit": ONE}, "unknown", "不在您的范围内"),
        ("dana", {"unit": "bureau", "only": "1"}, "nobody", "没有这一天要报送的单位"),
        ("rita", {}, "reader", "阅览员"),
    ],
)
async def test_what_is_refused_is_said_on_the_page(
    site: DeskSite, account: str, fields: dict[str, str], code: str, said: str
) -> None:
    browser = await site.browser(account)
    where = await allow(browser, **fields)
    assert where == f"{DAY}?list=missing&refused={code}"
    assert said in await (await browser.get(where)).text()
    assert await site.on.rows("allowances") == []


async def test_a_form_leads_back_to_our_own_pages_alone(site: DeskSite) -> None:
    browser = await site.browser("dana")
    for back in ("https://example.org/", "//example.org", "/\\example.org", ""):
        assert await allow(browser, back=back) == "/"
    assert await allow(browser, back="/unit/s1?w=1&refused=reader") == "/unit/s1?w=1"
    never = await browser.post("/w/nanchang-2020/2020-11-29/allowances", form_token=await token(browser))
    assert never.status == 404
    wrong = await browser.post(f"{DAY}/allowances", form_token=await token(browser), kind="accept")
    assert wrong.status == 400
    assert (await browser.post(f"{DAY}/allowances", form_token="x")).status == 403


async def test_a_refused_item_is_taken_and_that_is_taken_back(site: DeskSite) -> None:
    await site.on.say("alice", SHORT_TEXT)
    await site.on.drain()
    bureau, district = await site.browser("dana"), await site.browser("dave")
    far = await district.post("/i/1/taken", form_token=await token(district), reason="理由")
    never = await district.post("/i/99/taken", form_token=await token(district), reason="理由")
    assert far.status == never.status == 404 and await far.read() == await never.read()
    taken = await bureau.post("/i/1/taken", form_token=await token(bureau), reason="情况特殊", back="/i/1")
    assert (taken.status, taken.headers["Location"]) == (303, "/i/1")
    assert six(await (await bureau.get("/")).text())["按时"] == 1
    again = await bureau.post("/i/1/taken", form_token=await token(bureau), reason="情况特殊", back="/i/1")
    assert again.headers["Location"] == "/i/1?refused=not_refused"
    (row,) = await site.on.rows("allowances")
    await bureau.post(f"/allowances/{row['id']}/revoke", form_token=await token(bureau), back="/i/1")
    assert six(await (await bureau.get("/")).text())["按时"] == 0


async def test_a_units_own_form_stands_beside_it(site: DeskSite) -> None:
    bureau = await site.browser("dana")
    page = await (await bureau.get(f"{DAY}?list=missing&allow=s4")).text()
    assert 'value="s4"' in page and "open" in page
    await allow(bureau, unit=FOUR, until="10:30")
    assert "延时到 10:30" in await (await bureau.get(f"{DAY}?list=waiting")).text()
    reader = await (await (await site.browser("rita")).get("/")).text()
    assert "延时到 10:30" in reader and "/revoke" not in reader and 'name="reason"' not in reader

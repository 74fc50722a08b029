"""One item over HTTP: what its page says, and its forms, which need no script."""

from __future__ import annotations

import re

import pytest

from domain.organisation import Role
from domain.selection import Mark
from formats.desk.words import RETURN_REASONS
from handlers.desk import marking
from handlers.desk.marking import MarkChange
from tests.stories.test_desk import reach_of
from tests.support.desk_site import Browser, DeskSite
from tests.support.stage import Member, Stage
from tests.support.town import BUREAU, EAST, GOOD_TEXT, ONE, PEOPLE, SHORT_TEXT, november

READER = Member(account="rita", organisation="bureau", role=Role.READER)
pytestmark = [
    pytest.mark.town(now=november(9, "09:30:00"), people=(*PEOPLE, READER)),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
FILTER = "w=nanchang-2020&day=2020-11-09&kind=text&mark=unseen"


@pytest.fixture
async def on(on: Stage) -> Stage:
    """1: alice's; 2: bob's, refused; 3: erin's, in the district; 4: alice's again."""
    for account, text in (
        ("alice", GOOD_TEXT),
        ("bob", SHORT_TEXT),
        ("erin", GOOD_TEXT.replace("焊花", "钢花")),
        ("alice", GOOD_TEXT.replace("焊花", "木花")),
    ):
        await on.say(account, text)
        await on.drain()
    return on


async def shown(browser: Browser, path: str) -> str:
    answer = await browser.get(path)
    assert answer.status == 200, path
    return await answer.text()


async def act(browser: Browser, number: int, what: str, **fields: str) -> str:
    """The page after a form of the item's page."""
    page = await shown(browser, f"/i/{number}")
    token = re.findall(r'name="form_token" value="(\w+)"', page)[0]
    answer = await browser.post(f"/i/{number}/{what}?{FILTER}", form_token=token, **fields)
    if answer.status == 303:
        assert FILTER in answer.headers["Location"]
        return await shown(browser, answer.headers["Location"])
    assert answer.status == 200, answer.status
    return await answer.text()


async def test_it_says_what_came_how_it_was_judged_and_what_stands_beside_it(site: DeskSite) -> None:
    page = await shown(await site.browser("dana"), f"/i/1?{FILTER}")
    for said in ("焊花里的青春", ONE, "Alice", "11月9日 09:30", "企业微信", "11月9日（按时）", "字数", "报送：合格"):
        assert said in page, said
    assert re.findall(r'rel="(?:prev|next)" href="/i/(\d+)', page) == ["3"], "what is refused stands beside nothing"
    assert "/w/nanchang-2020/desk?day=2020-11-09&amp;kind=text&amp;mark=unseen&amp;at=1" in page
    refused = await shown(await site.browser("dana"), "/i/2")
    assert "不合格" in refused
    assert "不能推荐、采用" in refused
    assert "style=" not in page
    assert not re.search(r"<script(?![^>]* src=)|<style| on\w+=", page)


async def test_what_is_out_of_reach_is_answered_as_what_does_not_exist(site: DeskSite) -> None:
    browser = await site.browser("dave")
    token = re.findall(r'name="form_token" value="(\w+)"', await shown(browser, "/i/3"))[0]
    never = await browser.get("/i/99")
    foreign = await browser.get("/i/1")
    assert (foreign.status, await foreign.read()) == (never.status, await never.read()) == (404, await never.read())
    sent = {"mark": "seen", "stars": "1", "reason": "x", "medium": "大众网", "level": "city", "adoption": "1"}
    for what in ("mark", "note", "return", "call-off", "adopt", "revoke"):
        for number in (1, 99):
            answer = await browser.post(f"/i/{number}/{what}", form_token=token, **sent)
            assert (answer.status, await answer.read()) == (404, await never.read()), what
            assert (await browser.post(f"/i/{number}/{what}", form_token="x", **sent)).status == 403


async def test_a_mark_is_set_undone_and_told_in_the_history(site: DeskSite) -> None:
    browser = await site.browser("dana")
    page = await act(browser, 1, "mark", mark="picked")
    assert "已标为备选。" in page
    page = await act(browser, 1, "mark", mark="passed")
    assert "已推荐。" in page
    assert 'name="mark" value="picked">撤回' in page
    page = await act(browser, 1, "mark", mark="picked")
    history = re.findall(r"Dana（[^）]*） (\S+)</li>", page)
    assert history == ["备选", "推荐", "备选"]
    page = await act(browser, 1, "note", stars="4", note="适合\n头条\0")
    assert "★★★★" in page
    assert "适合" in page
    refused = await act(browser, 2, "mark", mark="passed")
    assert "2 号不合格" in refused
    token = re.findall(r'name="form_token" value="(\w+)"', page)[0]
    for what, fields in (("mark", {"mark": "best"}), ("note", {"stars": "6"})):
        assert (await browser.post(f"/i/1/{what}", form_token=token, **fields)).status == 400


async def test_it_is_sorted_into_what_the_campaign_names(site: DeskSite) -> None:
    browser = await site.browser("dana")
    page = await act(browser, 1, "note", stars="0", note="", category="story")
    assert '<option value="story" selected>职教故事' in page
    assert re.search(r'id="mark-now".*?<br>职教故事</p>', page)
    assert 'name="theme"' not in page, "the notice names none"
    assert "职教故事" in await act(browser, 1, "note", stars="1", note=""), "a form without it leaves it"
    assert not re.search(
        r'id="mark-now".*?<br>职教故事', await act(browser, 1, "note", stars="1", note="", category="")
    )
    token = re.findall(r'name="form_token" value="(\w+)"', page)[0]
    answer = await browser.post("/i/1/note", form_token=token, stars="0", note="", category="other")
    assert answer.status == 400


async def test_a_return_is_told_and_called_off_and_keeps_what_was_typed_when_refused(site: DeskSite) -> None:
    browser = await site.browser("dana")
    page = await act(browser, 1, "return", reason="说明与照片不符", uncounted="1")
    for said in ("已退回，已告诉对方。", "说明与照片不符", "还没补来", "合格，不计入报送", "11月9日（按时）"):
        assert said in page, said
    assert "退回，不计入报送" in page
    await site.on.drain()
    assert "说明与照片不符" in site.on.last("alice")
    assert "已退回" in await act(browser, 1, "mark", mark="passed")
    page = await act(browser, 1, "call-off")
    assert "已取消退回。" in page
    assert "还没补来" not in page
    assert "请写原因" in await act(browser, 1, "return", reason=" ")


async def test_an_adoption_asks_for_the_level_of_an_unknown_medium_and_is_revoked(site: DeskSite) -> None:
    browser = await site.browser("dana")
    page = await act(browser, 1, "adopt", medium="校园周报", url="https://example.org/a")
    assert "校园周报算哪一级" in page
    assert 'value="https://example.org/a"' in page
    for fields, said in (
        ({"medium": "校园周报", "level": "city", "url": "javascript:alert(1)"}, "链接要以"),
        ({"medium": "校园周报", "level": "city", "on_day": "x"}, "请写日期"),
        ({"medium": " "}, "请写是哪家媒体"),
    ):
        assert said in await act(browser, 1, "adopt", **fields)
    fields = {"medium": "校园周报", "level": "city", "url": "https://example.org/a", "on_day": "2020-11-08"}
    page = await act(browser, 1, "adopt", **fields)
    for said in ("已记为采用", "校园周报（市级）2020-11-08", "记为采用（市级）", "<b>推荐</b>"):
        assert said in page, said
    assert "以前已经记过" in await act(browser, 1, "adopt", **fields)
    number = re.findall(r'name="adoption" value="(\d+)"', page)[0]
    page = await act(browser, 1, "revoke", adoption=number)
    assert "已撤销采用" in page
    assert "还没有媒体采用" in page


async def test_other_levels_are_seen_as_far_as_they_concern_one(site: DeskSite) -> None:
    bureau, district = await reach_of(site.on, "dana"), await reach_of(site.on, "dave")
    for reach, mark, note in ((district, Mark.PASSED, "区里的话"), (bureau, Mark.PICKED, "市里的话")):
        await marking.mark_all(site.on.ctx, reach, [MarkChange(number=3, mark=mark, note=note)])
    above = await shown(await site.browser("dana"), "/i/3")
    assert f"{EAST} 已推荐" in above
    assert "区里的话" not in above
    below = await shown(await site.browser("dave"), "/i/3")
    assert "市里的话" not in below
    assert "备选</li>" not in below
    assert BUREAU.name not in below
    await marking.mark_all(site.on.ctx, bureau, [MarkChange(number=3, mark=Mark.PASSED)])
    below = await shown(await site.browser("dave"), "/i/3")
    assert "上级 推荐" in below
    assert BUREAU.name not in below
    assert "Dana" not in below


async def test_a_reader_only_looks(site: DeskSite) -> None:
    browser = await site.browser("rita")
    page = await shown(browser, "/i/1")
    assert page.count("<form") == 2, "searching and leaving, nothing else"
    token = re.findall(r'name="form_token" value="(\w+)"', page)[0]
    answer = await browser.post("/i/1/mark", form_token=token, mark="seen")
    assert "阅览员只能看" in await answer.text()


async def test_a_repeat_names_no_unit_out_of_reach(site: DeskSite) -> None:
    await site.on.say("erin", GOOD_TEXT)
    await site.on.drain()
    for account in ("dana", "dave"):
        page = await shown(await site.browser(account), "/i/5")
        assert "重复" in page
        # As the sender was told, who sees no other unit either.
        assert ONE not in page


async def test_a_refused_item_is_taken_all_the_same_and_that_is_taken_back(site: DeskSite) -> None:
    browser = await site.browser("dana")
    assert "按合格处理" not in await shown(browser, "/i/1")
    page = await shown(browser, "/i/2")
    assert "按合格处理，原因" in page
    token = re.findall(r'name="form_token" value="(\w+)"', page)[0]
    answer = await browser.post("/i/2/taken", form_token=token, reason="看过了", back="/i/2")
    assert (answer.status, answer.headers["Location"]) == (303, "/i/2")
    page = await shown(browser, "/i/2")
    assert "看过了" in page
    assert "按合格处理，原因" not in page
    assert re.search(r"Dana（[^）]*） 按合格处理</li>", page)
    revoke = re.findall(r'action="(/allowances/\d+/revoke)"', page)[0]
    assert (await browser.post(revoke, form_token=token, back="/i/2")).status == 303
    page = await shown(browser, f"/i/2?{FILTER}")
    assert "按合格处理，原因" in page
    assert "撤销按合格处理</li>" in page
    assert re.search(r'name="back" value="/i/2\?w=[^"]*mark=unseen"', page), "one comes back to where one was"


async def test_it_is_returned_for_one_of_the_usual_reasons_in_words_or_both(site: DeskSite) -> None:
    browser = await site.browser("dana")
    page = await shown(browser, "/i/1")
    usual = re.findall(r'name="usual" value="([^"]+)"', page)
    assert usual == list(RETURN_REASONS), "the notice names none"
    page = await act(browser, 1, "return", usual=usual[0], reason="")
    assert f"<br>{usual[0]}<br>" in page
    page = await act(browser, 3, "return", usual=usual[1], reason="第二张")
    assert f"<br>{usual[1]}：第二张<br>" in page
    page = await act(browser, 4, "return", usual="", reason="")
    assert "请写原因" in page


async def test_what_is_alike_stands_on_its_page_with_its_marks(site: DeskSite) -> None:
    await site.on.say("alice", GOOD_TEXT)
    await site.on.say("bob", GOOD_TEXT)
    await site.on.drain()
    browser = await site.browser("dana")
    await act(browser, 5, "mark", mark="picked")
    page = await shown(browser, f"/i/1?{FILTER}")
    alike = re.findall(r'<li><a href="/i/(\d+)[^"]*"( aria-current="true")?>', page)
    assert alike == [("1", ' aria-current="true"'), ("5", "")], "what another unit sent is in no stack"
    assert "5 号 <b>备</b>" in page
    assert 'id="alike-title"' not in await shown(browser, "/i/3")

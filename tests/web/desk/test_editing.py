"""文字编辑 over HTTP: the office's words stand, the sender's stay beside them, and neither overwrites the other."""

from __future__ import annotations

import re
from html import unescape

import pytest

from domain.editing import LONGEST_CAPTION
from storage.desk import exports
from storage.desk.exports import ExportFilter
from tests.stories.test_desk import reach_of
from tests.support.desk_site import Browser, DeskSite
from tests.support.stage import Stage
from tests.support.town import GOOD_TEXT, PEOPLE, november, photo

pytestmark = [
    pytest.mark.town(now=november(9, "09:30:00"), people=PEOPLE),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
OWN, OFFICE, LATER = "学生展示焊接手艺", "李老师指导的焊接课", "王老师指导的焊接课"


@pytest.fixture
async def on(on: Stage) -> Stage:
    """1: alice's photo with its caption; 2: her text."""
    await on.photo("alice", photo())
    await on.read()
    await on.say("alice", f"说明：{OWN}")
    await on.read()
    await on.say("alice", GOOD_TEXT)
    await on.drain()
    return on


async def shown(browser: Browser, path: str) -> str:
    answer = await browser.get(path)
    assert answer.status == 200, path
    return await answer.text()


async def edit(browser: Browser, number: int, *, seen: str = "", **fields: str) -> str:
    page = await shown(browser, f"/i/{number}")
    token = re.findall(r'name="form_token" value="(\w+)"', page)[0]
    seen = seen or re.findall(r'name="seen" value="(\w+)"', page)[0]
    answer = await browser.post(f"/i/{number}/words", form_token=token, seen=seen, **fields)
    if answer.status == 303:
        return await shown(browser, answer.headers["Location"])
    assert answer.status == 200, answer.status
    return await answer.text()


def caption_of(page: str) -> str:
    return unescape(re.findall(r'class="item__caption">(.*?)</p>', page)[0])


async def exported(site: DeskSite) -> dict[int, str]:
    reach = await reach_of(site.on, "dana")
    async with site.on.ctx.database.read() as connection:
        found = await exports.rows(connection, reach, ExportFilter(campaign="nanchang-2020"))
    return {one.number: one.text or one.caption for one in found}


async def test_the_offices_words_are_shown_everywhere_and_the_senders_come_back(site: DeskSite) -> None:
    browser = await site.browser("dana")
    page = await edit(browser, 1, caption=OFFICE)
    assert "文字已改" in page
    assert caption_of(page) == OFFICE
    assert "修改文字" in page
    assert re.search(rf"报送人写的是：</p>\s*<dl.*?{OWN}", page)
    assert (await exported(site))[1] == OFFICE
    tiles = await shown(browser, "/w/nanchang-2020/desk/tiles?n=1")
    assert OFFICE in tiles
    assert OWN not in tiles
    page = await edit(browser, 1, own="1")
    assert "已恢复报送人的文字" in page
    assert caption_of(page) == OWN
    assert "报送人写的是" not in page
    assert (await exported(site))[1] == OWN


async def test_a_text_is_edited_by_title_and_words_and_stays_with_its_lines(site: DeskSite) -> None:
    browser = await site.browser("dana")
    before = (await exported(site))[2]
    page = await edit(browser, 2, title="焊花里的青春年华", text=before.replace("\n", "\r\n"))
    assert "2 号 焊花里的青春年华" in page
    assert (await exported(site))[2] == before, "what was not touched stays, whatever browsers make of line ends"
    page = await edit(browser, 2, title="焊花里的青春年华", text="改过的第一段。\r\n\r\n第二段。")
    assert (await exported(site))[2] == "改过的第一段。\n\n第二段。"


async def test_a_later_correction_of_the_sender_waits_beside_the_offices_words(site: DeskSite) -> None:
    browser = await site.browser("dana")
    await edit(browser, 1, caption=OFFICE)
    await site.on.say("alice", f"说明 1 {LATER}")
    await site.on.drain()
    answer = site.on.last("alice")
    for said in (OWN, LATER, "受理单位改过"):
        assert said in answer, said
    page = await shown(browser, "/i/1")
    assert caption_of(page) == OFFICE
    assert "改过之后又有更正，请核对" in page
    assert LATER in page
    await site.on.say("alice", "不是说明")
    await site.on.drain()
    assert "受理单位改过" in site.on.last("alice")
    page = await edit(browser, 1, own="1")
    assert caption_of(page) == LATER


async def test_what_cannot_be_edited_keeps_what_was_typed(site: DeskSite) -> None:
    browser = await site.browser("dana")
    page = await edit(browser, 1, caption=OFFICE, seen="0" * 16)
    assert "刚才有人改过" in page
    assert f">{OFFICE}</textarea>" in page, "nothing that was typed is lost"
    assert caption_of(page) == OWN
    assert "不能改成空白" in await edit(browser, 1, caption=" ")
    page = await edit(browser, 1, caption="长" * (LONGEST_CAPTION + 9))
    assert len(caption_of(page)) == LONGEST_CAPTION
    page = await edit(browser, 1, caption="<b>粗</b>手艺")
    assert "<b>粗</b>" not in page

"""文字编辑 over HTTP: the office's words stand, the sender's stay beside them, and neither overwrites the other."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from domain.editing import LONGEST_CAPTION
from domain.selection import Level, Mark
from handlers.desk import adopting, telling
from storage.desk import exports
from storage.desk.exports import ExportFilter
from tests.stories.test_desk import mark, reach_of
from tests.support.clocks import FrozenClock
from tests.support.desk_site import Browser, DeskSite
from tests.support.stage import Stage
from tests.support.town import GOOD_TEXT, PEOPLE, november, photo

pytestmark = [
    pytest.mark.town(now=november(9, "09:30:00"), people=PEOPLE),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
BUREAU = "云麓市教育局职成处"
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


async def page_of(site: DeskSite, account: str) -> dict[int, dict[str, Any]]:
    """What the upload page knows of each item, by its number."""
    link = re.findall(r"/u/[\w-]+", await site.on.ask(account, "上传"))[0]
    answer = await (await site.browser()).get(f"{link}/state")
    return {file["number"]: file for file in (await answer.json())["files"]}


def fate_of(file: dict[str, Any]) -> list[str]:
    return [one["text"] for one in file["fate"]]


async def test_the_sender_reads_that_the_words_are_the_offices(site: DeskSite) -> None:
    browser = await site.browser("dana")
    assert "改过" not in await site.on.ask("alice", "状态")
    heard = len(site.on.heard("alice"))
    await edit(browser, 1, caption=OFFICE)
    await edit(browser, 2, title="焊花里的青春年华", text="改过的第一段。")
    await site.on.drain()
    assert len(site.on.heard("alice")) == heard, "nothing is pushed for words alone"
    files = await page_of(site, "alice")
    assert files[1]["caption"] == OWN, "what can be corrected are one's own words"
    assert fate_of(files[1]) == [f"{BUREAU}改了说明，现在的说明是：{OFFICE}"]
    assert fate_of(files[2]) == [f"{BUREAU}改了标题、正文，现在的标题是：焊花里的青春年华"]
    assert f"文字由{BUREAU}改过：1、2 号，发“上传”可看现在的文字" in await site.on.ask("alice", "状态")
    await site.on.ask("alice", f"说明 1 {LATER}")
    files = await page_of(site, "alice")
    assert files[1]["caption"] == LATER, "a correction is kept, and the page sees that it was"
    assert fate_of(files[1]) == [f"{BUREAU}改了说明，现在的说明是：{OFFICE}。您后来的更正，受理单位看得到。"]
    await edit(browser, 1, own="1")
    await edit(browser, 2, own="1")
    files = await page_of(site, "alice")
    assert [fate_of(files[number]) for number in (1, 2)] == [[], []]
    assert "改过" not in await site.on.ask("alice", "状态")


async def test_what_is_heard_of_edited_items_says_whose_words_they_are(site: DeskSite, clock: FrozenClock) -> None:
    on = site.on
    browser, reach = await site.browser("dana"), await reach_of(on, "dana")
    await edit(browser, 1, caption=OFFICE)
    for number in (1, 2):
        await mark(on, "dana", number, Mark.PASSED)
    clock.set(november(9, "17:00:00"))
    await telling.tell_passed(on.ctx)
    await on.drain()
    said = on.last("alice")
    assert said.startswith("好消息：今天推荐了您的 2 件：1、2 号。\n")
    assert f"文字由{BUREAU}改过：1 号，" in said
    await adopting.adopt_at_once(on.ctx, reach, 1, "大众网", level=Level.PROVINCE)
    await on.drain()
    assert on.last("alice") == f"好消息：您的 1 号照片《{OFFICE}》（文字由{BUREAU}改过）被大众网采用。"
    await adopting.adopt_at_once(on.ctx, reach, 2, "大众网", level=Level.PROVINCE)
    await on.drain()
    assert "改过" not in on.last("alice")

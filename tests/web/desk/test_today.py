"""Today's board: the same numbers as chat, only the office's own area, and news as they come."""

from __future__ import annotations

import asyncio
import io
import re
from datetime import timedelta

import pytest
from docx import Document
from PIL import Image

from domain.alarms import Alarm
from domain.messages import Problem, Unreachable
from formats.digest import picture
from formats.digest.cjk_font import NoChineseFont
from handlers.desk import board
from storage import alarms, channel_states, unreachable
from storage.campaign_files import load
from tests.stories.week_walk import six_in
from tests.support.clocks import FrozenClock
from tests.support.desk_site import DeskSite
from tests.support.fakes import wecom_messages as xml
from tests.support.stage import Stage
from tests.support.town import CAPTION, EAST, FOUR, GOOD_TEXT, ONE, THREE, TWO, november, photo

pytestmark = [
    pytest.mark.town(now=november(9, "09:30:00")),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
async def on(on: Stage, clock: FrozenClock) -> Stage:
    """Alice in time, bob late, erin's school exempt, carol and the district missing; it is half past ten."""
    await on.say("alice", GOOD_TEXT)
    await on.drain()
    await on.ask("dana", f"免报 {FOUR} 11月9日")
    clock.set(november(9, "10:30:00"))
    await on.say("bob", GOOD_TEXT.replace("焊花", "钢花"))
    await on.drain()
    return on


def six(page: str) -> dict[str, int]:
    found = re.findall(r'tile__name">(\w+)</span> <b class="tile__number">(\d+)', page)
    return {name: int(number) for name, number in found}


async def test_the_board_says_what_chat_says_for_every_office(site: DeskSite) -> None:
    for account in ("dana", "dave"):
        page = await (await (await site.browser(account)).get("/")).text()
        assert six(page) == six_in(await site.on.ask(account, "统计"))
    assert six(page) == {"应报": 1, "已报": 0, "按时": 0, "迟报": 0, "缺报": 1, "免报": 1}


async def test_the_day_as_word_and_picture_says_the_same_of_the_offices_area_alone(site: DeskSite) -> None:
    for account, foreign in (("dana", ()), ("dave", (ONE, TWO, THREE))):
        browser = await site.browser(account)
        page = await (await browser.get("/")).text()
        word = await browser.get("/w/nanchang-2020/2020-11-09.docx")
        assert "%E7%AE%80%E6%8A%A5-11%E6%9C%889%E6%97%A5.docx" in word.headers["Content-Disposition"]
        document = Document(io.BytesIO(await word.read()))
        table = document.tables[0]
        assert {table.cell(0, n).text: int(table.cell(1, n).text) for n in range(6)} == six(page)
        assert not [name for name in foreign if name in document.element.xml]
        drawn = await browser.get("/w/nanchang-2020/2020-11-09.png")
        with Image.open(io.BytesIO(await drawn.read())) as image:
            assert image.width == 1080
        for path in (".png", ".docx"):
            assert f'href="/w/nanchang-2020/2020-11-09{path}" download' in page
        for name in ("bulletins", "exports"):
            assert f'href="/w/nanchang-2020/{name}?day=2020-11-09"' in page
    for path in ("2020-11-19.docx", "2020-11-09.pdf", "2020-13-09.png"):
        assert (await browser.get(f"/w/nanchang-2020/{path}")).status == 404


async def test_without_a_chinese_font_the_page_says_what_to_do(site: DeskSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(size: int) -> None:
        raise NoChineseFont

    monkeypatch.setattr(picture, "chinese_font", none)
    answer = await (await site.browser("dana")).get("/w/nanchang-2020/2020-11-09.png")
    assert answer.status == 503 and "请安装一种中文字体" in await answer.text()


async def test_each_tile_lists_its_units_and_no_page_names_others(site: DeskSite) -> None:
    bureau, district = await site.browser("dana"), await site.browser("dave")
    day = "/w/nanchang-2020/2020-11-09"
    expected = {"missing": {THREE, EAST}, "late": {TWO}, "on_time": {ONE}, "exempt": {FOUR}}
    for listed, names in expected.items():
        page = await (await bureau.get(f"{day}?list={listed}")).text()
        assert set(re.findall(r'unit__name">(\w+)<', page)) == names
        foreign = await (await district.get(f"{day}?list={listed}")).text()
        assert not [name for name in (ONE, TWO, THREE, "Alice", "Bob", "焊花") if name in foreign]
    assert "10:30" in await (await bureau.get(f"{day}?list=late")).text()


async def test_it_tells_when_who_may_be_called_was_last_here(site: DeskSite, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = await site.browser("dana")
    path = "/w/nanchang-2020/2020-11-09?list="
    assert re.search(r"Bob.*?<small>最近活动 10:30</small>", await (await browser.get(f"{path}late")).text())
    missing = await (await browser.get(f"{path}missing")).text()
    assert re.search(r"Carol.*?<small>还没有活动</small>", missing)
    monkeypatch.setattr(board, "CALLED", 0)
    assert "最近活动" not in await (await browser.get(f"{path}late")).text()


async def test_it_leads_to_other_campaigns(site: DeskSite) -> None:
    browser = await site.browser("dana")
    assert "其他活动周" not in await (await browser.get("/")).text()
    campaigns = site.on.ctx.campaigns
    assert isinstance(campaigns, dict)
    campaigns["moe-2020"] = load("moe-2020")
    page = await (await browser.get("/")).text()
    assert '<a href="/w/moe-2020/2020-11-09">2020年职业教育活动周</a>' in page
    assert (await browser.get("/w/moe-2020/2020-11-09")).status == 200


async def test_what_is_not_there_is_one_page(site: DeskSite) -> None:
    browser = await site.browser("dana")
    for path in ("/w/never/2020-11-09", "/w/nanchang-2020/2020-11-20", "/w/nanchang-2020/2020-19-99"):
        answer = await browser.get(path)
        assert answer.status == 404
        assert await answer.read() == await (await browser.get("/?as=never")).read()
    assert (await browser.get("/w/nanchang-2020/2020-11-09?list=never&part=-1")).status == 200


async def test_the_day_before_and_the_week_after(site: DeskSite, clock: FrozenClock) -> None:
    browser = await site.browser("dana")
    page = await (await browser.get("/")).text()
    assert "已过截止时间 10:00" in page
    before = await (await browser.get("/w/nanchang-2020/2020-11-08")).text()
    assert "11月8日" in before
    assert "还没有材料" in before
    clock.set(november(30))
    browser = await site.browser("dana")
    assert (await browser.get("/")).status == 200


async def test_the_stream_says_that_something_came_and_ends_with_the_session(site: DeskSite) -> None:
    browser = await site.browser("dana")
    page = await (await browser.get("/")).text()
    async with browser.client.get(f"{site.url}/live") as stream:
        assert stream.content_type == "text/event-stream"
        assert (await stream.content.readuntil(b"\n\n")).startswith(b"event: changed\n")
        await site.on.say("erin", GOOD_TEXT.replace("焊花", "木花"))
        await site.on.drain()
        await site.look()
        assert (await stream.content.readuntil(b"\n\n")).startswith(b"event: changed\n")
        form_token = re.findall(r'name="form_token" value="(\w+)"', page)[0]
        assert (await browser.post("/logout", form_token=form_token)).status == 303
        await site.on.say("erin", GOOD_TEXT.replace("焊花", "石花"))
        await site.on.drain()
        await site.look()
        async with asyncio.timeout(5):
            assert await stream.content.read() == b""


async def test_pages_carry_no_script_and_no_style_of_their_own(site: DeskSite) -> None:
    for path in ("/", "/login"):
        answer = await (await site.browser("dana")).get(path)
        text = await answer.text()
        assert "style=" not in text
        assert not re.search(r"<script(?![^>]* src=)|<style| on\w+=", text)
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


async def test_what_may_not_be_the_units_fault_stands_above_the_counts(site: DeskSite) -> None:
    ctx, real = site.on.ctx, site.on.ctx.clock.real()
    bureau, district = await site.browser("dana"), await site.browser("dave")
    assert "可能不是单位的责任" not in await (await bureau.get("/")).text()
    await channel_states.pause(
        ctx.database, "wecom", until=real + timedelta(hours=1), problem=Problem.THROTTLED, detail="why", now=real
    )
    async with ctx.database.write() as connection:
        await alarms.note(connection, {Alarm.DISK: "数据文件夹快满了。"}, now=real)
        # Carol's third school is missing, Alice has reported.
        reasons = {"carol": Unreachable.BLOCKED, "alice": Unreachable.BLOCKED}
        await unreachable.note(connection, "wecom", reasons, at=real + timedelta(hours=1))
    page = await (await bureau.get("/")).text()
    assert "企业微信：" in page and "暂停发送" in page and "数据文件夹快满了（" in page
    assert "1 个没报的单位收不到消息" in page
    assert "收不到消息" not in await (await district.get("/")).text()
    assert "可能不是单位的责任" not in await (await bureau.get("/w/nanchang-2020/2020-11-10")).text()


async def test_before_the_week_the_next_milestone_takes_the_place_of_the_tiles(
    site: DeskSite, clock: FrozenClock
) -> None:
    clock.set(november(5))
    page = await (await (await site.browser("dana")).get("/")).text()
    assert "接下来：活动周工作方案" in page
    assert "11月6日 截止，还有 1 天" in page
    assert six(page) == {"应报": 5, "已报": 0, "按时": 0, "迟报": 0, "未报": 5, "免报": 0}
    clock.set(november(9))
    assert "接下来" not in await (await (await site.browser("dana")).get("/")).text()


async def test_a_new_photo_shows_its_picture_and_leads_to_its_unit(site: DeskSite) -> None:
    await site.on.photo("alice", photo(2500, 1700))
    await site.on.drain()
    await site.on.say("alice", f"说明：{CAPTION}")
    await site.on.drain()
    page = await (await (await site.browser("dana")).get("/w/nanchang-2020/2020-11-10")).text()
    assert '<a href="/unit/s1?w=nanchang-2020">' in page
    (picture,) = re.findall(r'<img class="new__picture" src="([^"]+)"', page)
    assert (await (await site.browser("dana")).get(picture)).content_type == "image/jpeg"


async def test_a_file_that_its_platform_no_longer_had_is_no_fault_of_the_unit(
    site: DeskSite, clock: FrozenClock
) -> None:
    clock.set(november(10))
    browser = await site.browser("dana")
    assert "没能从平台取到" not in await (await browser.get("/")).text()
    await site.on.push(xml.image_xml("alice", "media-gone", int(site.on.clock.real().timestamp())))
    await site.on.drain()
    assert f"没能从平台取到，已告诉他们：{ONE}" in await (await browser.get("/")).text()

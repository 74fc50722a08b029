"""What is owed once, handed in by file, by announcement, by text, link and contact."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import pytest
from docx import Document

from domain.clock import CHINA
from domain.organisation import Role
from domain.roster.roster import OrganisationEntry
from tests.support.stage import Member, Stage
from tests.support.town import GOOD_TEXT, REPORT

COLLEGE = OrganisationEntry(code="c1", name="云麓职业技术学院", kind="高职院校", line="教育", parent_code="bureau")
CITY = OrganisationEntry(code="c2", name="东山市教育局", kind="市教育局", line="教育", parent_code="bureau")
PEOPLE = (
    Member(account="fay", organisation="c1"),
    Member(account="greg", organisation="c1"),
    Member(account="greg", organisation="c2"),
    Member(account="dana", organisation="bureau", role=Role.SUPERVISOR),
)


def may(day: int, hour: int = 9) -> datetime:
    return datetime(2021, 5, day, hour, tzinfo=CHINA)


def word(text: str) -> bytes:
    document = Document()
    document.add_paragraph(text)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


pytestmark = pytest.mark.town(now=may(20), campaign="shandong-2021", more=[COLLEGE, CITY], people=PEOPLE)


async def items(on: Stage) -> list[tuple[str, str]]:
    return [(str(row["item"]), str(row["state"])) for row in await on.rows("submissions")]


async def test_a_file_is_known_by_its_name(on: Stage) -> None:
    await on.file("fay", "云麓职业技术学院活动周方案.docx", word("活动周方案"))
    await on.drain()
    assert "活动周方案，按时" in on.last("fay")
    assert "活动周方案已收到" in on.last("fay")
    assert await items(on) == [("plan", "accepted")]


async def test_a_story_with_the_word_in_its_name_stays_a_story(on: Stage) -> None:
    await on.file("fay", "典型案例：学生设计的改造方案.docx", word(GOOD_TEXT))
    await on.drain()
    assert [item for item, _ in await items(on)] == ["daily"]


async def test_an_announced_file_may_be_called_anything(on: Stage) -> None:
    assert "请发来活动周方案" in await on.ask("fay", "方案")
    await on.file("fay", "新建文档1.docx", word("活动周方案"))
    await on.drain()
    assert "活动周方案已收到" in on.last("fay")
    await on.file("fay", "新建文档2.docx", word(GOOD_TEXT))
    await on.drain()
    assert [item for item, _ in await items(on)] == ["plan", "daily"], "an announcement is for one file"


async def test_an_announcement_is_forgotten_after_a_while(on: Stage) -> None:
    await on.ask("fay", "方案")
    on.clock.advance(hours=2)
    await on.file("fay", "新建文档1.docx", word(GOOD_TEXT))
    await on.drain()
    assert [item for item, _ in await items(on)] == ["daily"]


async def test_a_plan_may_be_a_text_at_once_or_after_its_name(on: Stage) -> None:
    assert "活动周方案已收到" in await on.ask("fay", f"方案：{REPORT}")
    await on.ask("greg", "方案")
    await on.ask("greg", "2")
    assert "请发来活动周方案" in await on.ask("greg", "方案")
    assert "没有记作活动周方案" in await on.ask("greg", "周一开幕，责任人是职教科。"), "too short for a plan"
    answer = await on.ask("greg", REPORT)
    assert "活动周方案已收到" in answer
    assert "东山市教育局" in answer
    assert await items(on) == [("plan", "accepted")] * 2


async def test_an_address_is_taken_and_repeated_and_a_wrong_one_is_asked_again(on: Stage) -> None:
    assert "回 1" in await on.ask("fay", "网站：学校主页的专栏")
    assert "请把网址一起发来" in await on.ask("fay", "1")
    answer = await on.ask("fay", "网站 https://college.example/zjhdz")
    assert "专题网站地址已收到" in answer
    assert "https://college.example/zjhdz" in answer
    assert await items(on) == [("website", "accepted")]


async def test_a_contact_needs_a_telephone_number(on: Stage) -> None:
    assert "回 1" in await on.ask("fay", "联络员：张三")
    assert "请写上姓名和手机" in await on.ask("fay", "1")
    assert await items(on) == []
    assert "联络员信息已收到" in await on.ask("fay", "联络员 张三 13800000000")
    assert await items(on) == [("contact", "accepted")]


async def test_a_form_is_not_taken_as_words(on: Stage) -> None:
    await on.ask("fay", "统计表")
    await on.ask("fay", "统计表：本校 1 所，教师 300 人，学生 5000 人，企业 20 家，总人数 6000 人。")
    assert "文件" in await on.ask("fay", "1")
    assert await items(on) == []


async def test_one_who_serves_two_units_is_asked_for_which_first(on: Stage) -> None:
    asked = await on.ask("greg", "网站 https://city.example/zjhdz")
    assert "1. 云麓职业技术学院" in asked
    assert await items(on) == []
    await on.ask("greg", "东山市教育局")
    answer = await on.ask("greg", "网站 https://city.example/zjhdz")
    assert "东山市教育局" in answer
    assert "https://city.example/zjhdz" in answer


async def test_what_comes_after_its_day_is_late_and_after_the_late_time_not_taken(on: Stage) -> None:
    on.clock.set(may(23))
    assert "迟报" in await on.ask("fay", "网站 https://college.example/zjhdz")
    on.clock.set(datetime(2021, 9, 1, 9, tzinfo=CHINA))
    assert "哪个单位" in await on.ask("greg", "联络员 张三 13800000000")
    await on.ask("greg", "1")
    assert "报送时间已过" in await on.ask("greg", "联络员 张三 13800000000")


async def test_the_last_second_of_the_last_day_is_in_time(on: Stage) -> None:
    on.clock.set(datetime(2021, 5, 22, 23, 59, 59, tzinfo=CHINA))
    assert "按时" in await on.ask("fay", "网站 https://college.example/zjhdz")


async def test_a_unit_sees_what_it_still_owes(on: Stage) -> None:
    await on.ask("fay", "网站 https://college.example/zjhdz")
    status = await on.ask("fay", "状态")
    assert "专题网站地址：已收到" in status
    assert "活动周方案：还没报（5月22日 24:00 前）" in status


async def test_a_supervisor_asks_who_has_not_handed_in(on: Stage) -> None:
    await on.ask("fay", "网站 https://college.example/zjhdz")
    answer = await on.ask("dana", "谁没交网站")
    assert "应报 2 个" in answer
    assert "东山市教育局" in answer
    assert "云麓职业技术学院" not in answer


async def test_what_this_notice_does_not_ask_for_is_said(on: Stage) -> None:
    assert "没看懂" in await on.ask("fay", "一览表")
    assert await items(on) == []

"""一览表 from chat to the merged table and the calendar: each office its area, doubts marked, nothing of others."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from io import BytesIO

import openpyxl
import pytest
from docx import Document

from domain.organisation import Role
from tests.support.desk_site import DeskSite, desk_site
from tests.support.stage import Member, Stage
from tests.support.town import EAST, FOUR, ONE, PEOPLE, THREE, TWO, november

pytestmark = [
    pytest.mark.town(
        now=november(3), people=(*PEOPLE, Member(account="rita", organisation="bureau", role=Role.READER))
    ),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
WEEK = "/w/nanchang-2020"
HEAD = ["序号", "活动主题", "活动时间", "地点", "人数", "联系人"]


def book(*rows: Sequence[object]) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for number, row in enumerate([HEAD, *rows], start=1):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place, str(value))
            # As a person types it who has made the cell text before.
            cell.data_type, cell.number_format = "s", "@"
    written = BytesIO()
    made.save(written)
    return written.getvalue()


@pytest.fixture
async def on(on: Stage) -> Stage:
    """alice: two activities, the second of no day; bob: a Word file without a table; erin: one of her school."""
    if "nanchang-2020" not in on.ctx.campaigns:
        return on
    data = book(
        [1, "=1+1 开放日", "11月9日 9:30", "@x 实训楼", "300", "张三 13800000000"],
        [2, "+86 家长课堂", "待定", "", "若干", ""],
    )
    await on.file("alice", "特色亮点活动一览表.xlsx", data)
    document, written = Document(), BytesIO()
    document.add_paragraph("一览表：见附件。")
    document.save(written)
    await on.file("bob", "一览表.docx", written.getvalue())
    await on.file("erin", "一览表.xlsx", book([1, "007 导游大赛", "11月10日-11日", "东山", "40", "李四"]))
    await on.drain()
    assert "一览表已收到" in on.last("alice")
    return on


@pytest.fixture
async def site(on: Stage) -> AsyncIterator[DeskSite]:
    async with desk_site(on) as opened:
        yield opened


async def sheets(site: DeskSite, account: str) -> dict[str, list[list[object]]]:
    answer = await (await site.browser(account)).get(f"{WEEK}/milestones/activities.xlsx")
    assert answer.status == 200
    found = openpyxl.load_workbook(BytesIO(await answer.read()))
    assert all(cell.data_type != "f" for sheet in found for row in sheet.iter_rows() for cell in row)
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in found}


async def test_all_lists_are_one_table_with_its_doubts(site: DeskSite) -> None:
    found = await sheets(site, "dana")
    head, first, second, third, said = found["活动一览表"]
    assert head == [
        *("报送单位", "单位", "活动名称", "日期", "时间", "地点", "形式", "人数", "亮点", "联系人"),
        *("其他", "编号", "请核对"),
    ]
    assert first[0] == ONE
    assert [first[place] for place in (2, 4, 5, 9, 12)] == [
        *("=1+1 开放日", "11月9日 9:30", "@x 实训楼", "张三 13800000000", None),
    ]
    assert second[2] == "+86 家长课堂"
    assert second[12] == "日期：看不出是哪一天；人数：人数里没有数字"
    assert (third[0], third[2]) == (FOUR, "007 导游大赛")
    assert said[0] == "共 2 个单位 3 项活动，1 项要核对"
    assert [row[:2] for row in found["未汇总单位"][1:]] == [
        [TWO, "2 号收到了，但里面没有看出一览表，请打开原件"],
        [EAST, "没有交"],
        [THREE, "没有交"],
    ]


async def test_the_calendar_shows_the_week_and_can_be_kept(site: DeskSite) -> None:
    browser = await site.browser("dana")
    page = await (await browser.get(f"{WEEK}/calendar")).text()
    for said in ("11月9日", "09:30", "=1+1 开放日", "@x 实训楼", "007 导游大赛", "每日报送截止", "2 个单位</a>没有交"):
        assert said in page, said
    assert page.count("007 导游大赛") == 2, "on both of its days"
    assert "有 1 项活动没有写活动周内的日期" in page
    assert "11月18日 24:00" in page
    assert "活动周总结</a>截止" in page
    assert "13800000000" not in page
    assert "style=" not in page
    kept = await browser.get(f"{WEEK}/calendar.ics")
    assert kept.content_type == "text/calendar"
    body = await kept.read()
    lines = body.decode().split("\r\n")
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    assert max(len(line.encode()) for line in lines) <= 75
    unfolded = body.decode().replace("\r\n ", "")
    assert f"SUMMARY:{ONE} =1+1 开放日" in unfolded
    assert "DTSTART:20201109T013000Z" in unfolded
    assert unfolded.count("BEGIN:VEVENT") == unfolded.count("END:VEVENT") == 3 + 2 * 7
    assert (await browser.get("/calendar")).status == 303
    assert (await browser.get("/w/nothing/calendar")).status == 404


async def test_a_district_sees_its_own_and_a_reader_no_telephone(site: DeskSite) -> None:
    district = await site.browser("dave")
    said = str(await sheets(site, "dave")) + await (await district.get(f"{WEEK}/calendar")).text()
    said += (await (await district.get(f"{WEEK}/calendar.ics")).read()).decode()
    assert "007 导游大赛" in said
    for foreign in (ONE, TWO, THREE, "开放日", "家长课堂"):
        assert foreign not in said
    assert "13800000000" not in str(await sheets(site, "rita"))
    assert "13800000000" in str(await sheets(site, "dana"))


@pytest.mark.town(now=november(3).replace(year=2023, month=5, day=15), campaign="jinan-2023")
async def test_a_campaign_that_asks_for_no_list_has_a_calendar_of_its_deadlines(on: Stage) -> None:
    async with desk_site(on) as site:
        browser = await site.browser("dana")
        assert (await browser.get("/w/jinan-2023/milestones/activities.xlsx")).status == 404
        page = await (await browser.get("/w/jinan-2023/calendar")).text()
    assert "这份通知没有要一览表" in page
    assert page.count("每日报送截止") == 7

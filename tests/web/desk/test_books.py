"""The week, the adopted items and what is owed once as Excel: the page's own cells, and text that stays text."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from domain.organisation import Role
from domain.selection import Level
from handlers.desk import adopted, adopting
from tests.stories.test_desk import reach_of
from tests.support.desk_site import Browser, DeskSite
from tests.support.stage import Member, Stage
from tests.support.town import EAST, GOOD_TEXT, ONE, PEOPLE, REPORT, TWO, november

pytestmark = [
    pytest.mark.town(
        now=november(9, "09:30:00"), people=(*PEOPLE, Member(account="rita", organisation="bureau", role=Role.READER))
    ),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
WEEK = "/w/nanchang-2020"
Sheets = dict[str, list[list[object]]]


@pytest.fixture
async def on(on: Stage) -> Stage:
    """1: alice's text, adopted; 2: erin's plan, with a telephone."""
    await on.say("alice", GOOD_TEXT.replace("焊花里的青春", "=1+1 的青春"))
    await on.drain()
    await on.say("erin", "方案")
    await on.drain()
    await on.say("erin", f"电话 13800000000，{REPORT}")
    await on.drain()
    reach = await reach_of(on, "dana")
    await adopting.adopt_at_once(on.ctx, reach, 1, "大江网", level=Level.PROVINCE, url="https://example.org/1")
    return on


async def sheets(browser: Browser, path: str) -> Sheets:
    answer = await browser.get(WEEK + path)
    assert answer.status == 200, path
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%")
    book = load_workbook(BytesIO(await answer.read()))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


async def test_the_week_has_the_pages_cells_and_sums(site: DeskSite) -> None:
    found = await sheets(await site.browser("dana"), "/map.xlsx")
    head, *rows, everything = found["全周"]
    assert head[:4] == ["地方", "单位", "11月8日 周日", "11月9日 周一"]
    assert [row[3] for row in rows if row[1] == ONE] == ["按 09:30 1件"]
    assert [row[2] for row in rows if row[1] == ONE] == ["缺"]
    assert everything[3] == "1/5 按1 未4"
    assert [row[0] for row in found["各地合计"]][-2:] == [EAST, "合计"]
    folded = await sheets(await site.browser("dana"), "/map.xlsx?fold=1")
    assert list(folded) == ["各地合计", "说明"]
    assert "由报送系统生成" in str(folded["说明"])
    missing = await sheets(await site.browser("dana"), "/map.xlsx?only=late")
    assert len(missing["全周"]) == 2


async def test_what_was_published_with_the_sums_of_units(site: DeskSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adopted, "PAGE", 1)
    await adopting.adopt_at_once(site.on.ctx, await reach_of(site.on, "dana"), 1, "周报", level=Level.CITY)
    found = await sheets(await site.browser("dana"), "/adopted.xlsx")
    _, first, second = found["采用清单"]
    assert first[:6] == [1, "文字", "=1+1 的青春", ONE, "大江网", "省级"]
    assert first[7] == "https://example.org/1"
    assert str(first[6]).startswith("2020-11-09")
    assert second[4] == "周报"
    assert found["各单位采用数"][1:] == [[ONE, 0, 1, 1, 0, 2], ["合计", 0, 1, 1, 0, 2]]
    assert len((await sheets(await site.browser("dana"), "/adopted.xlsx?level=city"))["采用清单"]) == 2


async def test_what_is_owed_once_has_a_sheet_for_each_and_a_reader_no_telephone(site: DeskSite) -> None:
    found = await sheets(await site.browser("dana"), "/milestones.xlsx")
    (plan,) = [rows for name, rows in found.items() if name.endswith("方案")]
    (handed_in,) = [row for row in plan if row[3] is not None and row[0] != "地方"]
    assert handed_in[3] == 2
    assert "13800000000" in str(found)
    district = await sheets(await site.browser("dave"), "/milestones.xlsx")
    assert TWO not in str(district)
    assert "13800000000" not in str(await sheets(await site.browser("rita"), "/milestones.xlsx"))

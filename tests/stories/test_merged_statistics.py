"""The merged statistics of an area at the desk: what one office sees, what is doubtful, who is missing."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import openpyxl
import pytest
from openpyxl import Workbook

from domain.clock import CHINA
from domain.organisation import Role
from domain.roster.roster import OrganisationEntry
from domain.statistics import COLUMNS, total
from handlers.submissions.statistics import merged
from storage.tables import submissions
from tests.stories.test_statistics import CITY_ROW, COLLEGE_ROW, form
from tests.support.desk_site import desk_site
from tests.support.stage import Member, Stage, school

NOW = datetime(2021, 5, 30, 9, tzinfo=CHINA)
FAR = "西河市教育局"
UNITS = (
    OrganisationEntry(code="c1", name="云麓职业技术学院", kind="高职院校", line="教育", parent_code="bureau"),
    OrganisationEntry(code="c2", name="东山市教育局", kind="市教育局", line="教育", parent_code="bureau"),
    OrganisationEntry(code="c3", name=FAR, kind="市教育局", line="教育", parent_code="bureau"),
    OrganisationEntry(code="w1", name="云麓技师学院", kind="省属技工院校", line="人社"),
    school("s1", "东山市第一职业学校", parent="c2"),
    school("s2", "东山市第二职业学校", parent="c2"),
)
PEOPLE = (
    Member(account="fay", organisation="c1"),
    Member(account="greg", organisation="c2"),
    Member(account="dana", organisation="bureau", role=Role.SUPERVISOR),
    Member(account="gina", organisation="c2", role=Role.SUPERVISOR),
)
PAGE = "/w/shandong-2021/milestones"
pytestmark = [
    pytest.mark.town(now=NOW, campaign="shandong-2021", more=UNITS, people=PEOPLE),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


async def book(on: Stage, account: str, page: str = f"{PAGE}/statistics.xlsx") -> Workbook:
    async with desk_site(on) as site:
        answer = await (await site.browser(account)).get(page)
        assert answer.status == 200
        return openpyxl.load_workbook(BytesIO(await answer.read()))


async def sent(on: Stage) -> None:
    # Fewer people than teachers and students together: taken, and doubtful.
    row = list(COLLEGE_ROW)
    row[6], row[8] = 3050, "@讲座 +86 007 😀"
    await on.file("fay", "统计表.xlsx", form(*row))
    await on.file("greg", "统计表.xlsx", form(*CITY_ROW))
    await on.drain()


async def test_rows_total_doubts_and_who_is_missing(on: Stage) -> None:
    await sent(on)
    found = await book(on, "dana")
    sheet = found.worksheets[0]
    assert [cell.value for cell in sheet[2]] == list(COLUMNS.values())
    assert [sheet.cell(row, 1).value for row in (3, 4, 5)] == ["云麓职业技术学院", "东山市教育局", "合计"]
    rows = await merged(on.ctx.database, "shandong-2021")
    assert [sheet.cell(5, place).value for place in (3, 4, 7)] == [
        total(rows).teachers,
        total(rows).students,
        total(rows).people,
    ]
    doubtful = sheet.cell(3, 7)
    assert doubtful.fill.fgColor.rgb == "00FFF2CC"
    assert doubtful.comment is not None
    assert "3120" in doubtful.comment.text.replace(",", "")
    assert sheet.cell(3, 6).comment is None
    assert sheet.cell(3, 9).value == "@讲座 +86 007 😀"
    assert all(cell.data_type != "f" for one in found for line in one.iter_rows() for cell in line)
    doubts = [[cell.value for cell in row] for row in found["存疑"].iter_rows(min_row=2)]
    assert [line[:4] for line in doubts] == [["云麓职业技术学院", 1, "参与总人数", "3050"]]
    absent = [[cell.value for cell in row] for row in found["未汇总单位"].iter_rows(min_row=2)]
    assert absent == [[FAR, "没有交"]]


async def test_a_city_has_its_own_row_and_names_nobody_else(on: Stage) -> None:
    await sent(on)
    found = await book(on, "gina")
    said = str([[cell.value for cell in row] for sheet in found for row in sheet.iter_rows()])
    assert "东山市教育局" in said
    assert "云麓职业技术学院" not in said
    assert FAR not in said
    async with desk_site(on) as site:
        page = await (await (await site.browser("gina")).get(PAGE)).text()
    assert "statistics.xlsx" in page


async def test_a_unit_that_is_in_two_forms_is_doubtful(on: Stage) -> None:
    await on.file("fay", "统计表.xlsx", form(*COLLEGE_ROW))
    await on.file("greg", "统计表.xlsx", form(*CITY_ROW))
    await on.drain()
    rows = await on.rows("submissions")
    both = [*rows[1]["form"], dict(rows[0]["form"][0])]
    async with on.ctx.database.write() as connection:
        await connection.execute(submissions.update().where(submissions.c.id == 2).values(form=both))
    found = await book(on, "dana")
    assert [row[0].value for row in found["存疑"].iter_rows(min_row=2)] == ["云麓职业技术学院"]


@pytest.mark.town(now=datetime(2020, 11, 9, 9, tzinfo=CHINA))
async def test_a_campaign_without_the_form_has_no_such_paper(on: Stage) -> None:
    async with desk_site(on) as site:
        browser = await site.browser("dana")
        assert (await browser.get("/w/nanchang-2020/milestones/statistics.xlsx")).status == 404
        assert "statistics.xlsx" not in await (await browser.get("/w/nanchang-2020/milestones")).text()

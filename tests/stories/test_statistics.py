"""The statistics form from the announcement to the merged table: refused, mended, replaced, summed up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from io import BytesIO

import openpyxl
import pytest

from domain.clock import CHINA
from domain.organisation import Role
from domain.roster.roster import OrganisationEntry
from domain.statistics import COLUMNS, total
from handlers.submissions.statistics import merged
from tests.support.roster_stage import admit, bring, code_of, rows_of, without
from tests.support.stage import Member, Stage, school

UNITS = (
    OrganisationEntry(code="c1", name="云麓职业技术学院", kind="高职院校", line="教育", parent_code="bureau"),
    OrganisationEntry(code="c2", name="东山市教育局", kind="市教育局", line="教育", parent_code="bureau"),
    school("s1", "东山市第一职业学校", parent="c2"),
    school("s2", "东山市第二职业学校", parent="c2"),
)
PEOPLE = (
    Member(account="fay", organisation="c1"),
    Member(account="greg", organisation="c2"),
    Member(account="dana", organisation="bureau", role=Role.SUPERVISOR),
)
COLLEGE_ROW = ["云麓职业技术学院", 1, "120人", 3000, "75%", 8, "3,500", 6, "讲座", "省级 1 篇"]
CITY_ROW = ["东山市教育局", 2, 300, 4000, 1, 12, 5000, 10, "开放校园", ""]


NOW = datetime(2021, 5, 30, 9, tzinfo=CHINA)
pytestmark = pytest.mark.town(now=NOW, campaign="shandong-2021", more=UNITS, people=PEOPLE)


def form(*row: object) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["2021年职业教育活动周情况统计表"])
    sheet.append(list(COLUMNS.values()))
    sheet.append(list(row))
    written = BytesIO()
    book.save(written)
    return written.getvalue()


async def test_the_announcement_says_how_to_fill_it(on: Stage) -> None:
    said = await on.ask("fay", "统计表")
    assert "下一个文件就记作" in said
    assert "列依次是：统计单位、" in said
    assert "没有空表的" in said


async def test_a_wrong_form_is_refused_with_row_and_column(on: Stage) -> None:
    await on.file("fay", "统计表.xlsx", form(*["云麓职业技术学院", 3, *COLLEGE_ROW[2:]]))
    await on.drain()
    assert "第 3 行“参与活动的职业院校数”" in on.last("fay")
    assert "应为 1（高职院校按 1 所计）" in on.last("fay")
    assert await merged(on.ctx.database, "shandong-2021") == []


async def test_a_bureau_counts_only_the_schools_under_it(on: Stage) -> None:
    await on.file("greg", "统计表.xlsx", form("东山市教育局", 5, *CITY_ROW[2:]))
    await on.drain()
    assert "2 以内（只计下属中职学校）" in on.last("greg")


async def test_the_last_form_of_each_unit_is_in_the_merged_table(on: Stage) -> None:
    await on.file("fay", "统计表.xlsx", form(*COLLEGE_ROW[:3], 2000, *COLLEGE_ROW[4:]))
    await on.file("greg", "统计表.xlsx", form(*CITY_ROW))
    await on.drain()
    await on.file("fay", "统计表（改）.xlsx", form(*COLLEGE_ROW))
    await on.drain()
    assert "统计表已收到" in on.last("fay")
    rows = await merged(on.ctx.database, "shandong-2021")
    assert [(row.unit, row.teachers, row.students) for row in rows] == [
        ("云麓职业技术学院", 120, 3000),
        ("东山市教育局", 300, 4000),
    ]
    assert (total(rows).students, total(rows).coverage) == (7000, 0.875)


async def sent_by_all(on: Stage) -> None:
    await on.file("fay", "统计表.xlsx", form(*COLLEGE_ROW))
    await on.file("greg", "统计表.xlsx", form(*CITY_ROW))
    await on.drain()


async def students(on: Stage) -> list[tuple[str, int | None]]:
    """Of each unit in the table that its office gets, and of the line of sums."""
    rows = await merged(on.ctx.database, "shandong-2021")
    return [*((row.unit, row.students) for row in rows), ("合计", total(rows).students)]


async def test_what_a_reporter_sent_before_leaving_stays_in_the_table_once(on: Stage) -> None:
    await sent_by_all(on)
    rows = await rows_of(on)
    await bring(on, without(next(row.person for row in rows if row.code == "c1"), rows), yes=True)
    both = [("云麓职业技术学院", 3000), ("东山市教育局", 4000), ("合计", 7000)]
    assert await students(on) == both
    # Whoever comes after sends it again: the last one counts, and no more.
    admit(on, "hugo")
    empty = await rows_of(on)
    of_college = next(row for row in empty if row.code == "c1")
    await bring(on, [*empty, replace(of_college, person="Hugo", roles=("联络员",), accounts=())], yes=True)
    assert "登记好了" in await on.ask("hugo", f"绑定 {await code_of(on, 'Hugo')}")
    await on.file("hugo", "统计表.xlsx", form(*COLLEGE_ROW[:3], 3200, *COLLEGE_ROW[4:]))
    await on.drain()
    assert "统计表已收到" in on.last("hugo")
    assert await students(on) == [("云麓职业技术学院", 3200), *both[1:2], ("合计", 7200)]


async def test_what_a_unit_sent_before_it_was_merged_stays_in_the_table_once(on: Stage) -> None:
    await sent_by_all(on)
    rows = await rows_of(on)
    fay, city = (next(row for row in rows if row.code == code) for code in ("c1", "c2"))
    moved = replace(city, person=fay.person, roles=fay.roles, phone=fay.phone, accounts=fay.accounts)
    await bring(on, [*(row for row in rows if row.code != "c1"), moved])
    assert sorted(await students(on)) == sorted([("云麓职业技术学院", 3000), ("东山市教育局", 4000), ("合计", 7000)])
    # Its reporter sends the other unit's form now, in place of the one it had sent itself.
    await on.file("fay", "统计表.xlsx", form(*CITY_ROW[:3], 4100, *CITY_ROW[4:]))
    await on.drain()
    assert sorted(await students(on)) == sorted([("云麓职业技术学院", 3000), ("东山市教育局", 4100), ("合计", 7100)])

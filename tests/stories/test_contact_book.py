"""The contact book at the desk: whom to call, where to look, what is doubtful, and that nobody sees another area's."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import insert

from domain.clock import CHINA
from domain.organisation import Role
from domain.roster.roster import OrganisationEntry
from storage.tables import websites
from tests.support.desk_site import desk_site
from tests.support.stage import Member, Stage

HERE, FAR, THIRD = "云麓职业技术学院", "东山市教育局", "西河市教育局"
UNITS = (
    OrganisationEntry(code="c1", name=HERE, kind="高职院校", line="教育", parent_code="bureau"),
    OrganisationEntry(code="c2", name=FAR, kind="市教育局", line="教育", parent_code="bureau"),
    OrganisationEntry(code="c3", name=THIRD, kind="市教育局", line="教育", parent_code="bureau"),
)
PEOPLE = (
    Member(account="fay", organisation="c1"),
    Member(account="greg", organisation="c2"),
    Member(account="dana", organisation="bureau", role=Role.SUPERVISOR),
    Member(account="rita", organisation="bureau", role=Role.READER),
    Member(account="gina", organisation="c2", role=Role.SUPERVISOR),
)
PAGE = "/w/shandong-2021/milestones/contacts.xlsx"
pytestmark = [
    pytest.mark.town(now=datetime(2021, 5, 20, 9, tzinfo=CHINA), campaign="shandong-2021", more=UNITS, people=PEOPLE),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
async def on(on: Stage) -> Stage:
    await on.ask("fay", "联络员 张三 13800000000")
    await on.ask("greg", "联络员 李四 13800000000")
    await on.ask("fay", "网站 https://college.example.cn/zjhdz")
    await on.ask("greg", "网站 http://10.0.0.8/zjhdz")
    return on


async def sheets(on: Stage, account: str) -> dict[str, list[list[object]]]:
    async with desk_site(on) as site:
        answer = await (await site.browser(account)).get(PAGE)
        assert answer.status == 200
        book = openpyxl.load_workbook(BytesIO(await answer.read()))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


async def test_whom_to_call_and_where_to_look(on: Stage) -> None:
    found = await sheets(on, "dana")
    lines = {str(row[1]): row for row in found["联系册"]}
    assert lines[HERE][3:6] == ["张三", "13800000000", 1]
    assert "电话和其他单位的相同" in str(lines[HERE][9])
    assert "电话和其他单位的相同" in str(lines[FAR][9])
    assert str(lines[THIRD][9]) == "还没有报联络员；名单里没有联络员"
    assert found["联系册"][-1][0] == "共 3 个单位，3 个要核对"
    of_sites = {str(row[1]): row for row in found["网址"]}
    assert of_sites[HERE][2:5] == ["https://college.example.cn/zjhdz", 3, None]
    assert "单位内部" in str(of_sites[FAR][4])
    assert of_sites[THIRD][4] == "还没有报网址"
    assert "没有逐个打开过" in str(found["说明"])
    shown = [row for row in await on.rows("events") if row["verb"] == "phone_shown"]
    assert len(shown) == 1


async def test_which_websites_answered(on: Stage) -> None:
    async with on.ctx.database.write() as connection:
        values = {"submission_id": 3, "status": 200, "asked_at": on.ctx.clock.now(), "answered_at": on.ctx.clock.now()}
        await connection.execute(insert(websites).values(values))
    for account, own, answer in (("dana", HERE, "5月20日 09:00 打得开"), ("gina", FAR, None)):
        found = await sheets(on, account)
        lines = {str(row[1]): row for row in found["网址"]}
        assert lines[own][5] == answer
        assert ("没有逐个打开过" in str(found["说明"])) is (answer is None)


async def test_a_reader_sees_no_number_and_a_city_nobody_elses(on: Stage) -> None:
    of_reader = str(await sheets(on, "rita"))
    assert "138****0000" in of_reader
    assert "13800000000" not in of_reader
    assert not [row for row in await on.rows("events") if row["verb"] == "phone_shown"]
    of_city = str(await sheets(on, "gina"))
    assert FAR in of_city
    assert HERE not in of_city
    assert THIRD not in of_city
    assert "和其他单位的相同" not in of_city, "of whom she knows nothing"

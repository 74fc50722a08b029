"""A unit's dossier as Word: the desk's own numbers, photos that were chosen, and nothing of another unit."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document

from domain.organisation import Role
from domain.selection import Level, Mark
from handlers.desk import adopting, marking, returning
from handlers.desk.marking import MarkChange
from storage.appearances import thumbnail_key
from tests.stories.test_desk import reach_of
from tests.support.clocks import FrozenClock
from tests.support.desk_site import Browser, DeskSite
from tests.support.stage import Member, Stage
from tests.support.town import EAST, GOOD_TEXT, ONE, PEOPLE, REPORT, TWO, november, photo

pytestmark = [
    pytest.mark.town(
        now=november(9, "09:30:00"), people=(*PEOPLE, Member(account="rita", organisation="bureau", role=Role.READER))
    ),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
async def on(on: Stage, clock: FrozenClock) -> Stage:
    """alice: a text (1), adopted; three photos (2 to 4), of which 3 is picked and 4 returned; her plan (5), late."""
    await on.say("alice", GOOD_TEXT.replace("焊花里的青春", "=1+1 的青春"))
    await on.drain()
    for size in (2400, 2420, 2440):
        await on.photo("alice", photo(size))
        await on.say("alice", f"说明：学生展示焊接 {size}")
        await on.drain()
    await on.say("alice", f"方案\n{REPORT}")
    await on.say("bob", GOOD_TEXT)
    await on.drain()
    reach = await reach_of(on, "dana")
    await adopting.adopt_at_once(on.ctx, reach, 1, "大江网", level=Level.PROVINCE)
    async with on.ctx.database.write() as connection:
        await marking.mark(on.ctx, connection, reach, [MarkChange(number=3, mark=Mark.PICKED)])
        await returning.give_back(on.ctx, connection, reach, 4, "说明不符")
    clock.set(november(10, "10:30:00"))
    return on


async def paper(browser: Browser, code: str = "s1") -> tuple[str, bytes]:
    """All its words, tables too, and its bytes."""
    answer = await browser.get(f"/unit/{code}/dossier.docx")
    assert answer.status == 200
    assert answer.content_type.endswith("wordprocessingml.document")
    body = await answer.read()
    document = Document(BytesIO(body))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells]), body


async def test_the_numbers_are_those_of_the_desk_and_the_photos_those_that_were_chosen(site: DeskSite) -> None:
    browser = await site.browser("dana")
    said, body = await paper(browser)
    assert f"{ONE}报送档案" in said.replace("\n", "")
    # Three days are over: the second was reported, the first and third were not.
    assert "应报 3 天，已报 1 天：按时 1 天，迟报 0 天；缺报 2 天，免报 0 天。还有 4 天没到截止时间" in said
    assert "合格材料共 5 件" in said
    assert "被媒体采用 1 次：省级 1 次" in said
    assert "=1+1 的青春" in said
    assert "大江网" in said
    page = await (await browser.get("/unit/s1")).text()
    assert "/unit/s1/dossier.docx" in page
    assert "按时 09:30" in page
    assert "按时 09:30" in said
    assert "还没有交统计表" not in said, "Nanchang asks for no such form"
    captions = re.findall(r"学生展示焊接 (\d+)（(\d) 号）", said)
    assert captions == [("2420", "3"), ("2400", "2")], "what was picked first, nothing that was returned"
    with ZipFile(BytesIO(body)) as package:
        assert len([name for name in package.namelist() if name.startswith("word/media/")]) == 2
    assert TWO not in said


async def test_who_may_have_it_and_whose(site: DeskSite) -> None:
    said, _ = await paper(await site.browser("rita"), "s2")
    assert TWO in said
    assert ONE not in said
    district = await site.browser("dave")
    assert EAST in (await paper(district, "east"))[0]
    foreign, never = [await district.get(f"/unit/{code}/dossier.docx") for code in ("s1", "nowhere")]
    assert (foreign.status, never.status) == (404, 404)
    assert (await foreign.read()).replace(b"s1", b"nowhere") == await never.read()


async def test_a_picture_that_is_gone_is_left_out(site: DeskSite) -> None:
    for number in (2, 3, 4):
        await site.on.ctx.objects.delete(thumbnail_key(number))
    said, body = await paper(await site.browser("dana"))
    assert "照片选登" not in said
    with ZipFile(BytesIO(body)) as package:
        assert not [name for name in package.namelist() if name.startswith("word/media/")]

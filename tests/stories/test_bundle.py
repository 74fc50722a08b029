"""The bundle of what is owed once: files by unit's name, who has sent none, and Jinan's four parts as advice."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import aiohttp
import openpyxl
import pytest
from docx import Document

from domain.clock import CHINA
from domain.organisation import Role
from tests.support.desk_site import desk_site
from tests.support.stage import Member, Stage
from tests.support.town import EAST, FOUR, ONE, PEOPLE, REPORT, THREE, TWO, photo
from web.desk import bundles

NOW = datetime(2023, 5, 22, 9, tzinfo=CHINA)
PAGE = "/w/jinan-2023/milestones/summary.zip"
pytestmark = [
    pytest.mark.town(
        now=NOW,
        campaign="jinan-2023",
        people=(*PEOPLE, Member(account="rita", organisation="bureau", role=Role.READER)),
    ),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


def word(*paragraphs: str, picture: bool = False) -> bytes:
    document = Document()
    for one in paragraphs:
        document.add_paragraph(one)
    if picture:
        document.add_picture(BytesIO(photo(400, 300)))
    written = BytesIO()
    document.save(written)
    return written.getvalue()


@pytest.fixture
async def on(on: Stage) -> Stage:
    """alice: all four parts in one file; bob: words alone in chat; erin: a file of a hostile name."""
    await on.file("alice", "活动周总结.docx", word("活动亮点", REPORT * 2, "典型案例：焊花", picture=True))
    await on.say("bob", f"总结\n{REPORT}")
    await on.file("erin", "总结..\\CON:东山?.docx", word(REPORT))
    await on.drain()
    return on


async def bundle(on: Stage, account: str) -> tuple[ZipFile, dict[str, list[list[object]]]]:
    async with desk_site(on) as site:
        answer = await (await site.browser(account)).get(PAGE)
        assert answer.status == 200
        body = await answer.read()
        assert answer.headers["Content-Length"] == str(len(body))
    found = ZipFile(BytesIO(body))
    assert found.testzip() is None
    book = openpyxl.load_workbook(BytesIO(found.read("清单.xlsx")))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    return found, {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


async def test_files_by_unit_with_who_has_sent_none_and_the_four_parts(on: Stage) -> None:
    found, sheets = await bundle(on, "dana")
    names = [name for name in found.namelist() if name not in ("请先看我.txt", "清单.xlsx")]
    assert names == [
        "001_一职校_活动周总结_1.docx",
        f"002_{TWO}_活动周总结_2.txt",
        f"003_{FOUR}_活动周总结_3.docx",
    ]
    assert found.read(names[1]).decode() == REPORT
    head, *rows = sheets["已交"]
    assert head[-4:] == ["文字", "图片", "活动亮点", "典型案例"]
    parts = {row[1]: row[-4:] for row in rows}
    assert parts == {
        ONE: ["有", "有", "有", "有"],
        TWO: ["有", "没看到", "没看到", "没看到"],
        FOUR: ["有", "没看到", "没看到", "没看到"],
    }
    assert [row[0] for row in sheets["没有交"][1:]] == [EAST, THREE]
    assert "3 个单位交了 3 件，2 个单位没有交" in found.read("请先看我.txt").decode("utf-8-sig")
    assert "只供参考" in str(sheets["说明"])


async def test_a_district_gets_its_own_and_a_milestone_nobody_knows_is_not_there(on: Stage) -> None:
    found, sheets = await bundle(on, "dave")
    said = str(sheets) + str(found.namelist()) + found.read("请先看我.txt").decode("utf-8-sig")
    assert FOUR in said
    for name in (ONE, "一职校", TWO, THREE):
        assert name not in said
    async with desk_site(on) as site:
        browser = await site.browser("rita")
        assert (await browser.get("/w/jinan-2023/milestones/plan.zip")).status == 404
        assert (await browser.get("/w/nothing/milestones/summary.zip")).status == 404
        assert (await browser.get(PAGE)).status == 200
        assert "打包下载" in await (await browser.get("/w/jinan-2023/milestones")).text()


async def test_a_file_that_is_gone_is_told_and_the_rest_comes(on: Stage) -> None:
    (key,) = [row["key"] for row in await on.rows("submissions") if row["id"] == 1]
    await on.ctx.objects.delete(key)
    found, sheets = await bundle(on, "dana")
    assert [name for name in found.namelist() if "_1." in name] == []
    assert [row[:2] for row in sheets["文件不在"][1:]] == [[ONE, 1]]


async def test_a_download_ends_with_the_session_and_is_seen_to_be_not_whole(
    on: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "ASK_EVERY", -1.0)
    async with desk_site(on) as site:
        browser = await site.browser("dana")
        assert (await browser.get(PAGE)).status == 200
        monkeypatch.setattr(bundles, "visitor_of", _nobody)
        with pytest.raises(aiohttp.ClientPayloadError):
            await (await browser.get(PAGE)).read()
        assert (await (await site.browser()).get(PAGE)).status == 401


async def _nobody(request: object) -> None:
    return None

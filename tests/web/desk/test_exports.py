"""Exports over HTTP: the form, the list, a zip with its exact length and any part of it, links that open outside."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from aiohttp import ClientError

from domain.organisation import Role
from handlers.desk import export_making, exporting
from storage.engine.objects import Objects
from tests.stories.test_exports import sent
from tests.support.desk_site import Browser, DeskSite
from tests.support.stage import Member, Stage
from tests.support.town import PEOPLE, november
from web.desk import zips

READER = Member(account="rita", organisation="bureau", role=Role.READER)
pytestmark = [
    pytest.mark.town(now=november(9, "09:30:00"), people=(*PEOPLE, READER)),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
PAGE = "/w/nanchang-2020/exports"


@pytest.fixture
async def on(on: Stage) -> Stage:
    await sent(on)
    return on


async def token_of(browser: Browser) -> str:
    return str(re.findall(r'name="form_token" value="(\w+)"', await (await browser.get(PAGE)).text())[0])


async def made(site: DeskSite, browser: Browser, **fields: str) -> str:
    """The address of the new export."""
    answer = await browser.post(PAGE, form_token=await token_of(browser), **fields)
    assert answer.status == 303, await answer.text()
    assert await export_making.make_next(site.on.ctx)
    return str(answer.headers["Location"])


async def shared(browser: Browser, address: str) -> str:
    """The path of a new link, as its page tells it."""
    answer = await browser.post(
        f"{address}/shares", form_token=await token_of(browser), label="日报 王编辑", hours="24"
    )
    found = re.findall(r'id="address">http[^<]*?(/g/[\w-]+)<', await answer.text())
    assert answer.status == 200 and len(found) == 1
    return str(found[0])


async def test_the_form_says_how_much_it_would_be_and_it_is_made(site: DeskSite) -> None:
    browser = await site.browser("dana")
    assert (await browser.get("/exports")).headers["Location"] == PAGE
    page = await (await browser.get(PAGE)).text()
    assert "全部日期 · 全部合格：3 件" in page and "还没有做过导出" in page and "style=" not in page
    page = await (await browser.get(f"{PAGE}?kind=photo&unit=旅游&day=2020-11-09&size=1000000000&mark=best")).text()
    assert "11月9日 · 照片 · 全部合格 · 东山旅游学校：1 件" in page
    assert "没有符合条件" in await (await browser.get(f"{PAGE}?mark=passed")).text()
    assert "没有这个单位" in await (await browser.get(f"{PAGE}?unit=不在")).text()
    answer = await browser.post(PAGE, form_token=await token_of(browser), unit="不在")
    assert answer.status == 200 and "没有这个单位" in await answer.text()
    answer = await browser.post(PAGE, form_token=await token_of(browser))
    assert "正在准备（0/0）" in await (await browser.get(answer.headers["Location"])).text()
    await export_making.make_next(site.on.ctx)
    page = await (await browser.get(answer.headers["Location"])).text()
    assert "可以下载" in page and "3 件" in page and "Dana" in page and "1.zip" in page
    page = await (await browser.get(PAGE)).text()
    assert "导出 1" in page and "可以下载" in page


async def test_a_zip_has_its_length_and_any_part_of_it(site: DeskSite) -> None:
    browser = await site.browser("dana")
    address = site.url + await made(site, browser) + "/1.zip"
    async with browser.client.get(address) as answer:
        whole, headers = await answer.read(), answer.headers
        assert (answer.status, int(headers["Content-Length"])) == (200, len(whole))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert archive.testzip() is None and len(archive.namelist()) == 6
    async with browser.client.head(address) as answer:
        assert (answer.headers["Content-Length"], answer.headers["ETag"]) == (str(len(whole)), headers["ETag"])
    for wanted, (start, stop) in {
        "bytes=100-199": (100, 200),
        "bytes=1000000-": (1_000_000, len(whole)),
        "bytes=-50": (len(whole) - 50, len(whole)),
    }.items():
        for fresh in ({}, {"If-Range": headers["ETag"]}):
            async with browser.client.get(address, headers={"Range": wanted, **fresh}) as answer:
                assert (answer.status, await answer.read()) == (206, whole[start:stop]), wanted
                assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(whole)}"
    for asked, status in (
        ({"Range": f"bytes={len(whole)}-"}, 416),
        ({"Range": "bytes=5-", "If-Range": '"other"'}, 200),
    ):
        async with browser.client.get(address, headers=asked) as answer:
            assert answer.status == status
            await answer.read()
    assert (await browser.get("/exports/1/2.zip")).status == (await browser.get("/exports/9/1.zip")).status == 404
    assert (await (await site.browser()).get("/exports/1/1.zip")).status == 401


async def test_a_reader_fetches_but_makes_and_shares_nothing(site: DeskSite) -> None:
    dana, rita = await site.browser("dana"), await site.browser("rita")
    address = await made(site, dana)
    page = await (await rita.get(address)).text()
    assert "1.zip" in page and "对外链接" not in page and "再做一份" not in page
    assert "做一份</button>" not in await (await rita.get(PAGE)).text()
    assert (await rita.get(f"{address}/1.zip")).status == 200
    token = re.findall(r'name="form_token" value="(\w+)"', await (await rita.get("/")).text())[0]
    for path, fields in ((PAGE, {}), (f"{address}/shares", {"label": "甲", "hours": "24"})):
        assert (await rita.post(path, form_token=token, **fields)).status == 404
    assert len(await site.on.rows("exports")) == 1 and not await site.on.rows("shares")


async def test_a_link_opens_outside_is_counted_and_dies_byte_for_byte(site: DeskSite) -> None:
    browser, outside = await site.browser("dana"), await site.browser()
    address = await made(site, browser)
    refused = await browser.post(f"{address}/shares", form_token=await token_of(browser), label=" ", hours="24")
    assert "没有做成链接" in await refused.text()
    first, second = await shared(browser, address), await shared(browser, address)
    page = await outside.get(first)
    said = await page.text()
    assert page.status == 200 and "日报 王编辑" in said and "清单.xlsx" in said and page.headers["X-Robots-Tag"]
    for foreign in ("Alice", "Bob", "Dana", "138", "form_token"):
        assert foreign not in said, foreign
    async with outside.client.get(f"{site.url}{first}/1.zip") as answer:
        whole = await answer.read()
    async with outside.client.get(f"{site.url}{first}/1.zip", headers={"Range": "bytes=1000-"}) as answer:
        assert await answer.read() == whole[1000:]
    page = await browser.get(address)
    assert "打开 1 次，下载 1 次" in await page.text() and first not in await page.text()
    await browser.post(f"{address}/shares/1/revoke", form_token=await token_of(browser))
    site.on.clock.advance(hours=23, minutes=59)
    assert (await outside.get(second)).status == 200
    site.on.clock.advance(minutes=1)
    never = await (await outside.get(f"/g/{'a' * 32}")).read()
    for path in (first, f"{first}/1.zip", second, f"{second}/1.zip", f"{second}/7.zip", "/g/x", f"/g/{'y' * 300}"):
        answer = await outside.get(path)
        assert (answer.status, await answer.read()) == (404, never), path


async def test_a_download_under_way_ends_when_its_link_does(site: DeskSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "ASK_EVERY", 0.0)
    monkeypatch.setattr(exporting, "PIECE_BYTES", 100_000)
    browser, outside = await site.browser("dana"), await site.browser()
    link = await shared(browser, await made(site, browser))
    part = Objects.part
    read: list[str] = []

    async def revoked_meanwhile(self: Objects, key: str, start: int, end: int) -> bytes:
        if len(read) == 10:
            site.on.clock.advance(hours=24)
        read.append(key)
        return await part(self, key, start, end)

    monkeypatch.setattr(Objects, "part", revoked_meanwhile)
    with pytest.raises(ClientError, match=r"payload|reset|closed|Response"):
        async with outside.client.get(f"{site.url}{link}/1.zip") as answer:
            await answer.read()
    assert len(read) <= 12


async def test_a_changed_file_cuts_the_download_and_the_page_says_so(site: DeskSite) -> None:
    browser = await site.browser("dana")
    address = await made(site, browser)
    key = (await site.on.rows("submissions"))[0]["key"]
    body = await site.on.ctx.objects.get(key)
    await site.on.ctx.objects.put(key, body[:-1] + b"x")
    with pytest.raises(ClientError, match=r"payload|reset|closed|Response"):
        async with browser.client.get(f"{site.url}{address}/1.zip") as answer:
            await answer.read()
    page = await (await browser.get(address)).text()
    assert "后来有变化" in page and "再做一份" in page
    assert (await browser.get(f"{address}/1.zip")).status == 404

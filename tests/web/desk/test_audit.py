"""记录: what was done and by whom, filtered by the address, page by page; no telephone, account or name within it."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest

from domain.events import EventVerb
from formats.words import audit as words
from handlers.desk import audit
from storage import events
from tests.stories.test_desk import reach_of
from tests.support.desk_site import Browser, DeskSite
from tests.support.stage import Stage
from tests.support.town import GOOD_TEXT, november

pytestmark = [
    pytest.mark.town(now=november(9, "09:30:00")),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
async def on(on: Stage) -> Stage:
    for account in ("alice", "erin"):
        await on.say(account, GOOD_TEXT.replace("焊花", account))
        await on.drain()
    for said in ("推荐 1", "免报 云麓第三职业学校 11月10日"):
        await on.ask("dana", said)
    async with on.ctx.database.write() as connection:
        changed: list[dict[str, str | int]] = [
            {"account": "secret-account"},
            {"new": "李四", "old": "张三", "number": 5, "day": "2020-11-09"},
        ]
        for details in changed:
            await events.record(
                connection, EventVerb.HANDED_OVER, at=on.ctx.clock.now(), organisation_id=3, details=details
            )
    return on


async def told(browser: Browser, query: str = "") -> list[tuple[str, str, str]]:
    """What, who and unit of each row."""
    page = await (await browser.get(f"/audit{query}")).text()
    assert "style=" not in page
    cells = [re.findall(r'<td data-name="[^"]+">(?:<a[^>]*>)?([^<]*)', row) for row in page.split("<tr>")[2:]]
    return [(what, who, unit) for what, who, unit, *_ in cells]


async def test_filters_are_in_the_address_and_so_is_the_table(site: DeskSite) -> None:
    browser = await site.browser("dana")
    everything = await told(browser)
    assert {"换联络员", "标记", "免报", "收到材料", "登录工作台"} <= {what for what, _, _ in everything}
    assert {what for what, _, _ in await told(browser, "?verb=marked")} == {"标记"}
    assert {who for _, who, _ in await told(browser, "?person=Erin")} == {"Erin"}
    assert {unit for _, _, unit in await told(browser, "?unit=旅游")} == {"东山旅游学校"}
    assert {what for what, _, _ in await told(browser, "?number=1")} >= {"标记", "收到材料"}
    assert len(await told(browser, "?since=2020-11-09&until=2020-11-09")) == len(everything) + 0
    assert await told(browser, "?until=2020-11-08") == []
    assert len(await told(browser, "?verb=nothing&since=x&until=0001-01-01&number=x&before=x")) == len(everything)
    assert "没有这个单位" in await (await browser.get("/audit?unit=不在")).text()
    answer = await browser.get("/audit.xlsx?verb=marked")
    sheet = openpyxl.load_workbook(io.BytesIO(await answer.read()))[words.SHEET]
    assert "标记" in [cell.value for row in sheet.iter_rows() for cell in row]
    page = await (await browser.get("/audit")).text()
    for secret in ("secret-account", "李四", "张三", "138"):
        assert secret not in page
    assert "数量 5" in page


async def test_pages_go_on_where_the_last_one_ended(site: DeskSite, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = await site.browser("dana")
    everything = await told(browser)
    monkeypatch.setattr(audit, "PAGE", 3)
    found, address = [], "/audit"
    while address:
        found += await told(browser, address.removeprefix("/audit"))
        page = await (await browser.get(address)).text()
        older = re.findall(r'rel="next" href="([^"]+)"', page)
        address = older[0].replace("&amp;", "&") if older else ""
    assert found == everything


async def test_below_an_office_there_is_none(site: DeskSite) -> None:
    for account in ("dave",):
        browser = await site.browser(account)
        never = await browser.get("/nothing/at/all")
        for path in ("/audit", "/audit.xlsx"):
            assert (await browser.get(path)).status == 404
        assert never.status == 404
    assert not audit.may(await reach_of(site.on, "dave"))

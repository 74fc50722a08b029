"""Bulletins at the desk: drafted, written in, issued after a question, downloaded as they were issued."""

from __future__ import annotations

import re
from hashlib import sha256
from io import BytesIO

import pytest
from aiohttp import ClientResponse
from docx import Document
from openpyxl import load_workbook

from domain.organisation import Role
from tests.support.desk_site import Browser, DeskSite
from tests.support.stage import Member, Stage
from tests.support.town import GOOD_TEXT, ONE, PEOPLE, TWO, november

pytestmark = [
    pytest.mark.town(
        now=november(9, "09:30:00"), people=(*PEOPLE, Member(account="rita", organisation="bureau", role=Role.READER))
    ),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
LIST = "/w/nanchang-2020/bulletins"


@pytest.fixture
async def on(on: Stage) -> Stage:
    await on.say("alice", GOOD_TEXT)
    await on.drain()
    on.clock.set(november(9, "10:30:00"))
    return on


async def post(browser: Browser, address: str, **fields: str) -> ClientResponse:
    """As a form of the desk's pages."""
    found = re.findall(r'name="form_token" value="(\w+)"', await text_of(browser, LIST))
    return await browser.post(address, form_token=found[0], **fields)


async def drafted(browser: Browser, kind: str = "daily", day: str = "2020-11-09") -> str:
    """The address of the draft."""
    answer = await post(browser, LIST, kind=kind, day=day)
    assert answer.status == 303
    return answer.headers["Location"].partition("?")[0]


async def text_of(browser: Browser, address: str) -> str:
    answer = await browser.get(address)
    assert answer.status == 200, address
    return await answer.text()


def revision(page: str) -> str:
    found = re.search(r'name="revision" id="revision" value="(\d+)"', page)
    assert found is not None
    return found[1]


async def issued(browser: Browser, address: str) -> str:
    answer = await post(browser, f"{address}/issue", revision=revision(await text_of(browser, address)))
    assert answer.status == 303, await answer.text()
    return await text_of(browser, address)


async def test_from_the_list_to_an_issued_one_and_its_files(site: DeskSite, on: Stage) -> None:
    dana = await site.browser("dana")
    assert "还没有通报" in await text_of(dana, LIST)
    address = await drafted(dana)
    page = await text_of(dana, address)
    assert ONE in page and TWO in page and "11月9日没有报送的单位" in page and "签发后是 <b>通报〔2020〕第1期" in page
    draft = await dana.get(f"{address}.docx")
    assert TWO in Document(BytesIO(await draft.read())).element.xml and draft.headers["Cache-Control"].endswith(
        "no-store"
    )
    page = await issued(dana, address)
    assert "通报〔2020〕第1期" in page and 'name="title"' not in page
    files = {ending: await (await dana.get(f"{address}.{ending}")).read() for ending in ("docx", "xlsx")}
    assert sha256(files["docx"]).hexdigest() in page
    assert ONE in [cell.value for sheet in load_workbook(BytesIO(files["xlsx"])) for cell in sheet["A"]]
    await on.say("bob", GOOD_TEXT.replace("焊花", "钢花"))
    await on.drain()
    assert {ending: await (await dana.get(f"{address}.{ending}")).read() for ending in files} == files
    assert (await dana.get(f"{address}.png?page=99")).status == 404
    listed = await text_of(dana, LIST)
    assert "通报〔2020〕第1期" in listed and "签发" in listed


async def test_blocks_are_saved_and_the_unchanged_left_alone(site: DeskSite) -> None:
    dana = await site.browser("dana")
    address = await drafted(dana)
    had = dict(re.findall(r'name="had-(\w+)" value="(\w+)"', await text_of(dana, address)))
    fields = {f"had-{name}": value for name, value in had.items()}
    assert (await post(dana, f"{address}/blocks", intro="各学校：\r\n现通报如下。", **fields)).status == 303
    page = await text_of(dana, address)
    assert "现通报如下。</p>" in page and 'id="saved-intro" for="block-intro" data-live data-version="2"' in page
    # What a colleague saved meanwhile stays: this form brings the block as it was shown.
    await post(dana, f"{address}/blocks", title="同事写的标题")
    await post(dana, f"{address}/blocks", intro="再改", title="", **{**fields, "had-title": _empty()})
    page = await text_of(dana, address)
    assert "同事写的标题" in page and "再改</p>" in page


async def test_the_pages_script_saves_and_hears_the_versions(site: DeskSite) -> None:
    dana = await site.browser("dana")
    address = await drafted(dana)
    token = re.findall(r'name="form_token" value="(\w+)"', await text_of(dana, address))[0]
    body = {"form_token": token, "title": "标题"}
    headers = {"Accept": "application/json", "Origin": site.url}
    async with dana.client.post(f"{site.url}{address}/blocks", data=body, headers=headers) as answer:
        said = await answer.json()
    assert said["versions"]["title"] == 2 and str(said["revision"]) == revision(await text_of(dana, address))
    body["title"] = "长" * 8001
    async with dana.client.post(f"{site.url}{address}/blocks", data=body, headers=headers) as answer:
        assert answer.status == 409 and "太长" in (await answer.json())["problem"]


async def test_what_was_changed_after_it_was_looked_at_is_shown_first(site: DeskSite) -> None:
    dana = await site.browser("dana")
    address = await drafted(dana)
    seen = revision(await text_of(dana, address))
    await post(dana, f"{address}/blocks", intro="后来写的")
    answer = await post(dana, f"{address}/issue", revision=seen)
    assert answer.status == 200 and "没有签发" in await answer.text()


async def test_before_the_deadline_and_without_a_title_it_is_refused(site: DeskSite) -> None:
    dana = await site.browser("dana")
    tomorrow = await drafted(dana, day="2020-11-10")
    page = await text_of(dana, tomorrow)
    assert "截止后才能签发" in page
    answer = await post(dana, f"{tomorrow}/issue", revision=revision(page))
    assert answer.status == 200 and "截止后才能签发：截止前谁都不算缺报" in await answer.text()
    address = await drafted(dana)
    await post(dana, f"{address}/blocks", title="")
    answer = await post(dana, f"{address}/issue", revision=revision(await text_of(dana, address)))
    assert "请先写标题" in await answer.text()


async def test_highlights_by_number(site: DeskSite) -> None:
    dana = await site.browser("dana")
    address = await drafted(dana)
    assert (await post(dana, f"{address}/highlights", how="add", number="1")).status == 303
    refused = await post(dana, f"{address}/highlights", how="add", number="77")
    assert "没有这个编号" in await refused.text()
    await post(dana, f"{address}/highlights", how="save", number="1", said="家长走进车间。")
    assert "家长走进车间。</p>" in await text_of(dana, address)
    await post(dana, f"{address}/highlights", how="remove", number="1")
    assert "家长走进车间。" not in await text_of(dana, address)


async def test_switches_and_the_public_one(site: DeskSite) -> None:
    dana = await site.browser("dana")
    address = await drafted(dana)
    await post(dana, f"{address}/switches", by_kind="1")
    page = await text_of(dana, address)
    assert TWO not in page and ONE in page
    public = await drafted(dana, "public")
    page = await text_of(dana, public)
    assert "公示不列缺报单位" in page and TWO not in page


async def test_a_correction_names_the_old_one(site: DeskSite) -> None:
    dana = await site.browser("dana")
    first = await drafted(dana)
    await issued(dana, first)
    answer = await post(dana, f"{first}/correct")
    second = answer.headers["Location"].partition("?")[0]
    page = await issued(dana, second)
    assert "本期更正〔2020〕第1期" in page and "通报〔2020〕第2期" in page
    assert "更正" in await text_of(dana, first)
    assert (await post(dana, f"{second}/drop")).status == 200


async def test_a_draft_is_thrown_away(site: DeskSite) -> None:
    dana = await site.browser("dana")
    address = await drafted(dana)
    assert (await post(dana, f"{address}/drop")).status == 303
    assert (await dana.get(address)).status == 404


async def test_readers_look_and_change_nothing(site: DeskSite) -> None:
    dana, rita = await site.browser("dana"), await site.browser("rita")
    address = await drafted(dana)
    page = await text_of(rita, address)
    assert 'name="title"' not in page and "确认签发" not in page
    for what, fields in (
        ("blocks", {"title": "改"}),
        ("switches", {}),
        ("highlights", {"how": "add", "number": "1"}),
        ("issue", {"revision": "1"}),
        ("drop", {}),
    ):
        answer = await post(rita, f"{address}/{what}", **fields)
        assert "阅览员只能看" in await answer.text(), what
    assert (await rita.get(f"{address}.docx")).status == 200
    assert "阅览员只能看" in await (await post(rita, LIST, kind="daily", day="2020-11-09")).text()


def _empty() -> str:
    """What a block that was empty when it was shown has beside it."""
    return sha256(b"").hexdigest()[:16]

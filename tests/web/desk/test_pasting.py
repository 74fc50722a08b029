"""Lines pasted into the list of what was published: shown as they were read, and only what is ticked is recorded."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from domain.organisation import Role
from domain.selection import Level
from handlers.desk import adopting
from storage.tables import adoptions
from tests.stories.test_desk import reach_of
from tests.support.desk_site import Browser, DeskSite
from tests.support.stage import Member, Stage
from tests.support.town import GOOD_TEXT, ONE, PEOPLE, SHORT_TEXT, november

pytestmark = [
    pytest.mark.town(
        now=november(9, "09:30:00"), people=(*PEOPLE, Member(account="rita", organisation="bureau", role=Role.READER))
    ),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
LIST = "/w/nanchang-2020/adopted"
URL = "https://example.org/a?b=1&c=2"


@pytest.fixture
async def on(on: Stage) -> Stage:
    """1: alice's 焊花里的青春; 2 and 3: bob's and erin's, called alike; 4: bob's, refused. 大江网 is known by 2."""
    for account, text in (
        ("alice", GOOD_TEXT),
        ("bob", GOOD_TEXT.replace("焊花", "钢花").replace("家长", "老人")),
        ("erin", GOOD_TEXT.replace("焊花", "钢花").replace("家长", "邻居")),
        ("bob", SHORT_TEXT),
    ):
        await on.say(account, text)
        await on.drain()
    await adopting.adopt_at_once(on.ctx, await reach_of(on, "dana"), 2, "大江网", level=Level.PROVINCE)
    await on.drain()
    return on


async def token_of(browser: Browser) -> str:
    token: str = re.findall(r'name="form_token" value="(\w+)"', await (await browser.get("/")).text())[0]
    return token


async def recorded(on: Stage) -> list[tuple[int, str, str, str]]:
    """Beside that of the beginning."""
    table = adoptions.c
    async with on.ctx.database.read() as connection:
        query = select(table.submission_id, table.medium, table.level, table.url).order_by(table.id)
        return [tuple(row) for row in (await connection.execute(query)).all()[1:]]


async def preview(browser: Browser, lines: str) -> str:
    answer = await browser.post(f"{LIST}/paste", form_token=await token_of(browser), lines=lines)
    assert answer.status == 200
    return await answer.text()


def rows(page: str) -> list[str]:
    """The lines of the preview in plain text; ✓ is a ticked one, · one that is not."""
    found = re.findall(r"<tr>\s*<th scope=\"row\">.*?</tr>", page, re.DOTALL)
    ticked = [
        re.sub(r"<input type=\"checkbox\"[^>]*?( checked)?>", lambda m: "✓" if m[1] else "·", row) for row in found
    ]
    bare = [re.sub(r"<option(?! [^>]*selected)[^>]*>[^<]*</option>|<[^>]+>", " ", row) for row in ticked]
    return [" ".join(row.split()) for row in bare]


def sent_back(page: str) -> dict[str, str]:
    """What the form would send as it stands."""
    fields = dict(re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', page))
    fields |= dict.fromkeys(re.findall(r'type="checkbox" name="(line-\d+)" value="1" checked', page), "1")
    for name, options in re.findall(r'<select class="field" name="([\w-]+)".*?>(.*?)</select>', page):
        chosen = re.findall(r'value="(\w+)" selected', options)
        fields[name] = chosen[0] if chosen else ""
    return {name: value.replace("&amp;", "&") for name, value in fields.items()}


async def test_each_line_is_shown_as_it_was_read_and_nothing_is_recorded(site: DeskSite) -> None:
    browser = await site.browser("dana")
    lines = (
        f"1 大江网 {URL}",
        "焊花里的青春 大江网",
        "钢花里的青春 大江网",
        "4 大江网",
        "99 大江网",
        "1 某某报 某某网",
        f"1 大江网 {URL}",
        "1\t钢花里的青春\t大江网\thttps://example.org/2",
    )
    page = await preview(browser, "\n".join(lines))
    said = rows(page)
    assert said[0].startswith(f"✓ 1 号 焊花里的青春 {ONE} 大江网 省级 ")
    assert said[1].startswith("· 1 号 焊花里的青春 按标题找到")
    assert "有 2、3 号，请写编号" in said[2]
    assert "4 号不合格" in said[3]
    assert "没有这个编号，或不在您的范围内：99" in said[4]
    assert "分不清哪个是媒体" in said[5]
    assert "上面已有同一条" in said[6]
    assert said[7].startswith("· 1 号 焊花里的青春 写的标题是《钢花里的青春》")
    assert "没有认出一行" in await preview(browser, " \n")
    assert await recorded(site.on) == []


async def test_what_is_ticked_is_recorded_and_its_sender_hears(site: DeskSite) -> None:
    browser = await site.browser("dana")
    fields = sent_back(await preview(browser, f"1 大江网 {URL}\n2 校园周报 市级 11月8日\n3 没有级别的报"))
    answer = await browser.post(f"{LIST}/pasted", **fields)
    page = await answer.text()
    assert "已记 2 条采用。" in page
    (left,) = rows(page)
    assert "没有级别的报算哪一级" in left
    assert await recorded(site.on) == [(1, "大江网", "province", URL), (2, "校园周报", "city", "")]
    await site.on.drain()
    assert any("大江网" in text and URL in text for text in site.on.heard("alice"))
    # The same once more is known; with its level the third goes, too.
    answer = await browser.post(f"{LIST}/pasted", **fields | {"level-2": "county"})
    page = await (await browser.get(answer.headers["Location"])).text()
    assert "已记 1 条采用。2 条以前已经记过。" in page
    assert len(await recorded(site.on)) == 3
    assert "以前已经记过" in rows(await preview(browser, f"1 大江网 {URL}"))[0]


async def test_what_is_not_ticked_is_not_recorded_nor_anything_by_a_reader_or_out_of_reach(site: DeskSite) -> None:
    dana, reader, district = [await site.browser(name) for name in ("dana", "rita", "dave")]
    fields = {"number-0": "1", "medium-0": "大江网", "level-0": "province"}
    for browser, ticked, status in ((dana, {}, 303), (reader, {"line-0": "1"}, 404), (district, {"line-0": "1"}, 200)):
        answer = await browser.post(f"{LIST}/pasted", form_token=await token_of(browser), **fields, **ticked)
        assert answer.status == status
    assert "没有这个编号，或不在您的范围内：1" in await answer.text()
    assert await recorded(site.on) == []
    assert (await reader.post(f"{LIST}/paste", form_token=await token_of(reader), lines="1 大江网")).status == 404

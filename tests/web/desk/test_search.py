"""The desk's search: units and items of the area, by words or by a number."""

from __future__ import annotations

import pytest

from tests.support.desk_site import Browser, DeskSite
from tests.support.town import GOOD_TEXT, november

pytestmark = [
    pytest.mark.town(now=november(9, "09:30:00")),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


async def found(browser: Browser, words: str) -> str:
    return await (await browser.client.get(f"{browser.site.url}/search", params={"q": words})).text()


async def test_words_find_units_and_items_of_the_area_alone(site: DeskSite) -> None:
    await site.on.say("alice", GOOD_TEXT)
    await site.on.drain()
    bureau, district = await site.browser("dana"), await site.browser("dave")
    assert 'href="/unit/s1"' in await found(bureau, "第一职业")
    assert 'href="/unit/s1"' in await found(bureau, "s1")
    assert 'href="/i/1"' in await found(bureau, "焊花")
    for words in ("第一职业", "s1", "焊花", "%", "从没有过"):
        assert "没有找到" in await found(district, words)
    assert 'href="/unit/s4"' in await found(district, "旅游")
    assert "没有找到" not in await found(bureau, "")


async def test_a_number_leads_to_its_item(site: DeskSite) -> None:
    browser = await site.browser("dana")
    for said in ("128", "128 号"):
        answer = await browser.get(f"/search?q={said}")
        assert (answer.status, answer.headers["Location"]) == (303, "/i/128")

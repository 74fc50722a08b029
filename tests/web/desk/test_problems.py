"""What a visitor reads when a page cannot be shown, or a form did nothing."""

from __future__ import annotations

import re

import pytest

from handlers.desk import board, marking
from storage.engine.database import DatabaseUnavailable
from tests.support.desk_site import DeskSite
from tests.support.town import november

pytestmark = [
    pytest.mark.town(now=november(9, "09:30:00")),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
HTML = {"Accept": "text/html,*/*;q=0.8"}


async def away(*_: object, **__: object) -> None:
    raise DatabaseUnavailable


async def test_a_page_that_cannot_be_shown_offers_itself_again(site: DeskSite, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = await site.browser("dana")
    monkeypatch.setattr(board, "board", away)
    path = "/w/nanchang-2020/2020-11-09?list=late"
    answer = await browser.client.get(site.url + path, headers=HTML)
    page = await answer.text()
    assert (answer.status, answer.headers["Retry-After"]) == (503, "10")
    assert "现在打不开" in page
    assert f'href="{path}">重试' in page
    answer = await browser.client.get(site.url + path)
    assert (answer.status, answer.content_type) == (503, "application/json")


async def test_a_form_that_did_nothing_says_so(site: DeskSite, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = await site.browser("dana")
    token = re.findall(r'name="form_token" value="(\w+)"', await (await browser.get("/")).text())[0]
    monkeypatch.setattr(marking, "mark_all", away)
    for given, status, said in ((token, 503, "什么都没有改"), ("old", 403, "这一页过期了")):
        fields = {"form_token": given, "mark": "picked"}
        answer = await browser.client.post(f"{site.url}/i/1/mark", data=fields, headers=HTML)
        assert answer.status == status
        assert said in await answer.text()

"""One item large, on a slow line: the tile's own picture stands until the large one has come."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import running
from tests.support.desk_pages import PICK
from tests.support.installation import Nursery
from tests.support.rehearsals import Screen, Server, config_of_sample

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture
def sample(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(nursery, tmp_path_factory.mktemp("large"), config_of_sample) as started:
        yield started


def test_the_small_picture_stands_until_the_large_one_has_come(sample: Server, screen: Screen) -> None:
    page = screen(1280, 800).new_page()
    page.goto(sample.url)
    page.get_by_role("button", name="进入工作台").click()
    expect(page.locator(".tiles")).to_be_visible()
    waiting: list[Route] = []
    page.route("**/preview.jpg*", lambda route: waiting.append(route))
    page.goto(sample.url + PICK)
    expect(page.locator(".shots_live .shot:focus img")).to_be_visible()
    page.keyboard.press("Enter")
    picture = page.locator("#loupe-picture")
    expect(picture).to_have_attribute("src", re.compile(r"/small\.jpg"))
    assert picture.evaluate("(one) => one.decode().then(() => one.naturalWidth)") > 0
    for route in waiting:
        route.continue_()
    expect(picture).to_have_attribute("src", re.compile(r"/preview\.jpg"))

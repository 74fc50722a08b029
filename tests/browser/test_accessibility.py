"""Names, roles and contrast of every page of the desk, checked by axe-core, in light and in dark, wide and narrow."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import running
from tests.support.installation import Nursery
from tests.support.rehearsals import Screen, Server, config_of_sample

pytestmark = [pytest.mark.browser, pytest.mark.long]
WEEK = "/w/nanchang-2020"
#: What axe asks: WCAG 2.1, levels A and AA.
ASKED = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
#: Pages by their addresses, each with what must be there before it is looked at.
PAGES = {
    "/": ".tiles",
    f"{WEEK}/2020-11-08?list=on_time": ".units",
    f"{WEEK}/2020-11-12": ".tiles",
    f"{WEEK}/map": ".grid",
    f"{WEEK}/map?fold=1": ".grid",
    f"{WEEK}/desk?day=2020-11-08&mark=all": ".shots_live",
    f"{WEEK}/desk?day=2020-11-08&mark=all&kind=text": ".shots_live",
    f"{WEEK}/desk?day=2020-11-13": ".empty",
    f"{WEEK}/milestones": ".adopted",
    f"{WEEK}/milestones?only=plan": ".owed-once",
    f"{WEEK}/adopted": ".adopted",
    f"{WEEK}/exports": ".export__form",
    f"{WEEK}/adopted?level=nation": ".empty",
    "/people": ".page",
    "/sessions": ".page",
    "/settings": ".page",
    "/search?q=1": ".page",
    "/i/999999": ".door__card",
    "/login": ".code",
}


@pytest.fixture(scope="module")
def sample_server(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """What ``make run`` starts: a week under way."""
    with running(nursery, tmp_path_factory.mktemp("sample"), config_of_sample) as started:
        yield started


def enter(page: Page, server: Server) -> None:
    page.goto(server.url)
    page.get_by_role("button", name="进入工作台").click()
    expect(page.locator(".tiles")).to_be_visible()


def problems(page: Page) -> list[str]:
    """A line for each rule that is broken, with the first element that does."""
    found = Axe().run(page, options=ASKED).response["violations"]
    return [f"{page.url}: {one['id']}: {one['nodes'][0]['html'][:200]} ({len(one['nodes'])})" for one in found]


def linked(page: Page, pattern: str, most: int) -> list[str]:
    """Addresses on the page that look so."""
    hrefs = [str(link.get_attribute("href")) for link in page.locator("a[href]").all()]
    return list(dict.fromkeys(href for href in hrefs if re.fullmatch(pattern, href)))[:most]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375], ids=["desktop", "phone"])
def test_everything_has_a_name_a_role_and_can_be_read(
    sample_server: Server, screen: Screen, width: int, dark: bool
) -> None:
    page = screen(width, 800, dark=dark).new_page()
    enter(page, sample_server)
    found: list[str] = []
    pages = dict(PAGES)
    for path, pattern, most in (
        (f"{WEEK}/adopted", r"/i/\d+", 3),
        (f"{WEEK}/2020-11-09?list=missing", r"/unit/[^#]+", 1),
        ("/people", r"/people/\d+", 1),
    ):
        page.goto(sample_server.url + path)
        pages |= dict.fromkeys(linked(page, pattern, most), ".page")
    assert len(pages) >= len(PAGES) + 5
    for path, there in pages.items():
        page.goto(sample_server.url + path)
        expect(page.locator(there).first).to_be_attached()
        found += problems(page)
    assert found == []


def test_what_cannot_be_read_or_has_no_name_is_noticed(sample_server: Server, screen: Screen) -> None:
    page = screen(1280, 800).new_page()
    page.goto(f"{sample_server.url}/login")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<button></button><p id=faint>faint</p>');"
        "document.getElementById('faint').style.color = '#bbb'"
    )
    assert [re.split(": ", said)[1] for said in problems(page)] == ["button-name", "color-contrast"]

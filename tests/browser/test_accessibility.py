"""Names, roles and contrast of every page of the desk, checked by axe-core, in light and in dark, wide and narrow.

``LOOK=FOLDER pytest -m long tests/browser/test_accessibility.py`` takes pictures of them all, to be looked at.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import running
from tests.support.desk_pages import LINKED, LOOKS, Linked, Look
from tests.support.installation import Nursery
from tests.support.rehearsals import Screen, Server, config_of_sample

pytestmark = [pytest.mark.browser, pytest.mark.long]
#: What axe asks: WCAG 2.1, levels A and AA.
ASKED = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


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
    page.wait_for_load_state()  # the page a form led to is there before its style sheets are
    found = Axe().run(page, options=ASKED).response["violations"]
    return [f"{page.url}: {one['id']}: {one['nodes'][0]['html'][:200]} ({len(one['nodes'])})" for one in found]


def linked(page: Page, server: Server, name: str, asked: Linked) -> dict[str, Look]:
    """Addresses on the page that look so, by the names of their pictures."""
    page.goto(server.url + asked.on)
    hrefs = [str(link.get_attribute("href")) for link in page.locator("a[href]").all()]
    found = dict.fromkeys(href for href in hrefs if re.fullmatch(asked.pattern, href))
    assert found, (name, asked)
    return {f"{name}-{n}": Look(address=href, there=".page") for n, href in enumerate(list(found)[: asked.most])}


def show(page: Page, server: Server, look: Look) -> None:
    page.goto(server.url + look.address)
    look.act(page)
    expect(page.locator(look.there).first).to_be_attached()


def keep(page: Page, name: str) -> None:
    """A picture of it, when somebody wants to look."""
    if folder := os.environ.get("LOOK"):
        page.wait_for_timeout(500)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375], ids=["desktop", "phone"])
def test_everything_has_a_name_a_role_and_can_be_read(
    sample_server: Server, screen: Screen, width: int, dark: bool
) -> None:
    page = screen(width, 800, dark=dark).new_page()
    page.goto(sample_server.url)
    keep(page, f"front-{width}-{'dark' if dark else 'light'}")
    found = problems(page)
    enter(page, sample_server)
    looks = dict(LOOKS)
    for name, asked in LINKED.items():
        looks |= linked(page, sample_server, name, asked)
    for name, look in looks.items():
        show(page, sample_server, look)
        keep(page, f"{name}-{width}-{'dark' if dark else 'light'}")
        found += problems(page)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{page.url}: wider than {width}")
    assert found == []


def test_what_cannot_be_read_or_has_no_name_is_noticed(sample_server: Server, screen: Screen) -> None:
    page = screen(1280, 800).new_page()
    page.goto(f"{sample_server.url}/login")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<button></button><p id=faint>faint</p>');"
        "document.getElementById('faint').style.color = '#bbb'"
    )
    assert [re.split(": ", said)[1] for said in problems(page)] == ["button-name", "color-contrast"]

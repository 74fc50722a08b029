"""What a newcomer sees first: the sample's week at the desk, by one button. The README's pictures of it are taken here.

``PICTURES=1 pytest -m long tests/browser/test_desk_pictures.py`` takes them anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import running
from tests.support.installation import Nursery
from tests.support.rehearsals import Screen, Server, config_of_sample

pytestmark = [pytest.mark.browser, pytest.mark.long]
#: Colours of a picture; a page has few.
_COLOURS = 200


@pytest.fixture(scope="module")
def sample_server(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """What ``make run`` starts, on a free port."""
    with running(nursery, tmp_path_factory.mktemp("sample"), config_of_sample) as started:
        yield started


@pytest.mark.parametrize(("width", "height"), [(1280, 860), (375, 760)], ids=["desktop", "phone"])
def test_the_desk_is_alive_behind_one_button(
    sample_server: Server, screen: Screen, pictures: Callable[[str], Path | None], width: int, height: int
) -> None:
    page = screen(width, height).new_page()
    page.goto(sample_server.url)
    page.get_by_role("button", name="进入工作台").click()
    tiles = page.locator(".tiles .tile")
    expect(tiles.filter(has_text="应报")).to_contain_text("20")
    expect(tiles.filter(has_text="已报")).to_contain_text("8")
    expect(page.locator("#new .new").first).to_be_visible()
    _keep(page, pictures("desk-today") if width > 900 else None)
    page.goto(f"{sample_server.url}/w/nanchang-2020/desk?day=2020-11-08&mark=all")
    shown = page.locator("img[src*='small.jpg']")
    expect(shown.first).to_be_visible()
    for image in shown.all()[: 15 if width > 900 else 2]:
        image.evaluate("image => image.decode()")
    _keep(page, pictures("desk-pick" if width > 900 else "desk-phone"))


def test_whom_the_simulator_offers_first_has_sent_nothing(sample_server: Server, screen: Screen) -> None:
    page = screen(1280, 860).new_page()
    page.goto(f"{sample_server.url}/chat")
    groups = page.locator(".group")
    expect(groups.filter(has_text="今天已经发过材料的联络员").locator(".person")).to_have_count(10)
    offered = groups.filter(has=page.get_by_role("heading", name="联络员", exact=True))
    expect(offered).to_contain_text("郑小样")
    expect(offered).not_to_contain_text("冯小样")


def _keep(page: Page, place: Path | None) -> None:
    if place:
        page.wait_for_timeout(500)
        page.screenshot(path=place)
        Image.open(place).quantize(_COLOURS).save(place, optimize=True)

"""The week of 3,000 units in a browser: it begins folded; opened, its head stays and Ctrl+F finds what is far below."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from benchmarks.measuring.desk_server import Served, desk_server
from benchmarks.measuring.province import CITIES, UNITS
from tests.support.rehearsals import Screen
from web.desk.access import COOKIE

pytestmark = [pytest.mark.browser, pytest.mark.long]
#: One of the last rows of the page.
FAR = f"示例第{UNITS}中等职业技术学校"


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("province")
    with desk_server(f"sqlite+aiosqlite:///{folder / 'baosong.db'}", Path(folder), sessions=1) as served:
        yield served


def open_week(province: Served, screen: Screen, width: int) -> Page:
    window = screen(width, 800)
    window.add_cookies([{"name": COOKIE, "value": province.sessions[0], "url": province.url}])
    page = window.new_page()
    page.goto(f"{province.url}{province.week}/map")
    expect(page.locator(".grid__part")).to_have_count(CITIES)
    expect(page.locator(".grid tbody tr:not([class])")).to_have_count(0)
    page.get_by_role("link", name=f"展开 {UNITS} 个单位").click()
    expect(page.locator(".grid tbody tr:not([class])")).to_have_count(UNITS)
    return page


@pytest.mark.parametrize("width", [1280, 375], ids=["desktop", "phone"])
def test_a_unit_far_below_is_found_and_the_head_stays(province: Served, screen: Screen, width: int) -> None:
    page = open_week(province, screen, width)
    head, far = page.locator(".grid thead"), page.locator(f".grid a[href^='/unit/S{UNITS}']")
    expect(far).not_to_be_in_viewport()
    # As Ctrl+F does: rows that are not laid out are searched all the same, and what is found is brought into view.
    assert page.evaluate("(name) => window.find(name)", FAR)
    assert page.evaluate("getSelection().toString()") == FAR
    page.evaluate("getSelection().anchorNode.parentElement.scrollIntoView()")
    expect(far).to_be_in_viewport()
    tops = "() => ['.week', '.grid thead'].map((one) => document.querySelector(one).getBoundingClientRect().top)"
    frame, top = page.evaluate(tops)
    assert frame == top >= 0, "the head row is where the frame begins"
    under = (head.bounding_box() or {"height": 0})["height"] + top
    assert (far.bounding_box() or {"y": 0})["y"] >= under, "not hidden by the head"
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert not page.evaluate("window.find('没有这样的学校')")

"""The picking desk in a browser while others are at work: colleagues' marks, what comes in; and texts as rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import running
from tests.browser.test_pick import DESK, enter, tile
from tests.support.chat_page import Chat
from tests.support.installation import Nursery
from tests.support.rehearsals import Screen, Server, config_of_colleagues
from tests.support.town import GOOD_TEXT

pytestmark = [pytest.mark.browser, pytest.mark.long]
SMALL_VIDEO = Path(__file__).parents[1] / "checks" / "files" / "video_gen_1280x720_faststart.mp4"


@pytest.fixture(scope="module")
def two_texts(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Server]:
    with running(nursery, tmp_path_factory.mktemp("together"), config_of_colleagues) as server:
        window = browser.new_context()
        chat = Chat(window.new_page(), server)
        chat.page.goto(f"{server.url}/chat")
        for name, what in (("李小一", "钢花"), ("王小二", "木花")):
            chat.be(name)
            chat.say(GOOD_TEXT.replace("焊花", what))
            chat.hears("合格")
        window.close()
        yield server


def test_colleagues_see_who_else_looks_and_each_others_marks_as_they_are_made(
    two_texts: Server, screen: Screen
) -> None:
    one, two = screen(1280, 800).new_page(), screen(1280, 800, dark=True).new_page()
    enter(two, two_texts, "吴主任")
    enter(one, two_texts)
    for page in (one, two):
        page.goto(f"{two_texts.url}{DESK}?mark=all&order=time")
        expect(tile(page, 0)).to_be_focused()
    one.keyboard.press("p")
    # The name stands for three seconds on what has changed under one's eyes.
    expect(two.locator(".shot[data-who]")).to_have_attribute("data-who", "周主任")
    expect(tile(two, 0)).to_have_attribute("data-mark", "picked")
    expect(two.locator("#present")).to_have_text("周主任 在看第 1 屏")
    expect(one.locator("#present")).to_have_text("吴主任 在看第 1 屏")
    expect(two.locator(".shot[data-who]")).to_have_count(0)
    expect(tile(two, 0)).to_be_focused()
    two.keyboard.press("x")
    expect(tile(one, 0)).to_have_attribute("data-who", "吴主任")
    expect(tile(one, 0)).to_have_attribute("data-mark", "seen")
    # Taken back, it stands as it was before, whoever had set it.
    two.keyboard.press("Backspace")
    expect(tile(one, 0)).to_have_attribute("data-mark", "picked")
    one.reload()
    expect(tile(one, 0)).to_have_attribute("data-mark", "picked")


def test_what_has_come_in_is_offered_and_goes_to_the_end(two_texts: Server, screen: Screen) -> None:
    desk, other = screen(1280, 800).new_page(), screen(1280, 800).new_page()
    enter(desk, two_texts)
    expect(desk.locator(".shot")).to_have_count(2)
    chat = Chat(other, two_texts)
    other.goto(f"{two_texts.url}/chat")
    chat.be("赵小三")
    chat.say(GOOD_TEXT.replace("焊花", "水花"))
    chat.hears("合格")
    expect(desk.locator("#arrived")).to_have_text("新到 1 件")
    expect(desk.locator(".shot")).to_have_count(2)
    desk.locator("#arrived").click()
    expect(desk.locator(".shot")).to_have_count(3)
    expect(desk.locator("#arrived")).to_be_hidden()


def test_texts_are_rows_beside_their_words(two_texts: Server, screen: Screen) -> None:
    page = screen(1280, 800).new_page()
    enter(page, two_texts)
    page.goto(f"{two_texts.url}{DESK}?mark=all&order=time&kind=text")
    expect(page.locator("#pane")).to_contain_text("钢花里的青春")
    page.keyboard.press("ArrowDown")
    expect(tile(page, 1)).to_be_focused()
    expect(page.locator("#pane")).to_contain_text("木花里的青春")
    page.set_viewport_size({"width": 375, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    expect(page.locator("#pane")).to_be_hidden()


def test_a_film_plays_in_the_loupe_and_leads_to_its_item(two_texts: Server, screen: Screen) -> None:
    page = screen(1280, 800).new_page()
    chat = Chat(page, two_texts)
    page.goto(f"{two_texts.url}/chat")
    chat.be("钱小四")
    page.get_by_role("button", name="发照片、视频、文件").click()
    page.get_by_label("视频", exact=True).set_input_files(SMALL_VIDEO)
    chat.hears("视频", "合格")
    enter(page, two_texts)
    page.goto(f"{two_texts.url}{DESK}?mark=all&kind=video")
    page.keyboard.press("Enter")
    film = page.locator("#loupe-film")
    expect(film).to_be_visible()
    expect(film).to_have_attribute("src", re.compile(r"^/i/\d+/original"))
    page.locator("#loupe-more").click()
    expect(page.locator("video.item__picture")).to_be_visible()

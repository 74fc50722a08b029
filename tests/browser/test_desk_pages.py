"""今日, 全周 and a unit's page in a browser: news as they come, the week by keys, nothing wider than a phone."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import running
from tests.support.chat_page import Chat
from tests.support.installation import Nursery
from tests.support.patience import PATIENCE
from tests.support.rehearsals import UNITS, Screen, Server
from tests.support.town import GOOD_TEXT

pytestmark = [pytest.mark.browser, pytest.mark.long]
WEEK = "/w/nanchang-2020/map"


@pytest.fixture(scope="module")
def filled(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Server]:
    """One unit has sent a text."""
    with running(nursery, tmp_path_factory.mktemp("pages")) as server:
        window = browser.new_context()
        chat = Chat(window.new_page(), server)
        chat.page.goto(f"{server.url}/chat")
        chat.be("王小二")
        chat.say(GOOD_TEXT)
        chat.hears("合格")
        window.close()
        yield server


def enter(page: Page, server: Server) -> None:
    """By the button of a rehearsal."""
    page.goto(server.url)
    page.locator("form[action='/rehearsal'] button").click()
    expect(page.locator(".tiles")).to_be_visible()


def test_a_photo_is_on_the_board_two_seconds_after_its_verdict(
    filled: Server, screen: Screen, good_photo: bytes
) -> None:
    board, liaison = screen(1280, 800).new_page(), screen(1280, 800).new_page()
    enter(board, filled)
    expect(board.locator(".live_on")).to_be_visible()
    box = board.locator(".unit__choice input").first
    box.check()
    chat = Chat(liaison, filled)
    liaison.goto(f"{filled.url}/chat")
    chat.be("李小一")
    chat.photo("photo.jpg", good_photo)
    chat.hears("说明")
    chat.say("说明：学生在实训车间展示焊接技能")
    for _ in range(int(PATIENCE) * 5):
        if "new__picture" in board.request.get(board.url).text():
            break
        liaison.wait_for_timeout(200)
    expect(board.locator(".new__picture")).to_be_visible(timeout=2000)
    expect(box).to_be_checked()


def test_the_week_goes_by_keys_and_leads_to_the_unit_at_its_day(filled: Server, screen: Screen) -> None:
    page = screen(1280, 300).new_page()
    enter(page, filled)
    page.get_by_role("link", name="全周").click()
    head, frame = page.locator(".grid thead"), page.locator(".week")
    above = head.bounding_box()
    frame.evaluate("frame => frame.scrollTo(0, 1000)")
    assert frame.evaluate("frame => frame.scrollTop") > 0
    assert head.bounding_box() == above
    page.get_by_role("grid").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator("#cell")).to_contain_text("按")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/unit/D2\?w=nanchang-2020#d2020-11-09"))
    expect(page.locator("h1")).to_have_text(UNITS["D2"][0])


@pytest.mark.parametrize("path", ["/", WEEK, f"{WEEK}?fold=1", "/unit/S1"])
def test_no_page_is_wider_than_a_phone(filled: Server, screen: Screen, path: str) -> None:
    page = screen(375, 740, dark=True).new_page()
    enter(page, filled)
    page.goto(filled.url + path)
    expect(page.locator(".head")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 375


def test_the_week_on_paper_repeats_its_head_and_ends_with_its_last_row(filled: Server, screen: Screen) -> None:
    # A browser that lays out for paper asks for what suits its width: that of a sheet on end.
    page = screen(794, 1123).new_page()
    enter(page, filled)
    page.goto(f"{filled.url}{WEEK}")
    page.emulate_media(media="print")
    more = """() => {
      const rows = document.querySelector(".grid tbody:last-of-type");
      const row = rows.lastElementChild;
      for (let number = 0; number < 300; number += 1) rows.append(row.cloneNode(true));
      const bottom = (name) => document.querySelector(name).getBoundingClientRect().bottom;
      const { display } = getComputedStyle(document.querySelector(".grid thead"));
      return [display, Math.round(bottom("body") - bottom(".grid"))];
    }"""
    assert page.evaluate(more) == ["table-header-group", 0]
    paper = page.pdf(prefer_css_page_size=True)
    # A4 on its side, 35 rows a page.
    assert 8 <= paper.count(b"/Type /Page\n") <= 12
    assert b"/MediaBox [0 0 841" in paper


def test_an_item_by_single_keys_that_can_be_turned_off(filled: Server, screen: Screen) -> None:
    page = screen(1280, 800).new_page()
    enter(page, filled)
    page.goto(f"{filled.url}/i/1")
    now = page.locator("#mark-now")
    for key, said in (("p", "备选"), ("p", "未标记"), ("r", "推荐"), ("4", "★★★★"), ("Backspace", "★★★★")):
        with page.expect_navigation() if key != "Backspace" else contextlib.nullcontext():
            page.keyboard.press(key)
        expect(now).to_contain_text(said)
    page.keyboard.press("b")
    usual = page.get_by_role("group", name="原因（对方马上收到）")
    expect(usual.get_by_role("radio").first).to_be_focused()
    page.get_by_label("补充或别的原因").focus()
    page.keyboard.type("pru1")
    expect(now).to_contain_text("推荐")
    page.get_by_role("button", name="快捷键 开").click()
    page.locator("#page").focus()
    page.keyboard.press("u")
    expect(page.get_by_role("button", name="快捷键 关")).to_be_visible()
    expect(now).to_contain_text("推荐")
    page.get_by_role("button", name="快捷键 关").click()

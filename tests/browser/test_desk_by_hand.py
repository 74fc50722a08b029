"""The desk by keys alone, and by fingers alone: whoever has no mouse does all that others do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import running
from tests.browser.test_pick import DESK, tile
from tests.support.chat_page import Chat
from tests.support.installation import Nursery
from tests.support.rehearsals import Screen, Server
from tests.support.town import GOOD_TEXT

pytestmark = [pytest.mark.browser, pytest.mark.long]
#: More than there are links, buttons and fields on any page.
_TABS = 150


@pytest.fixture
def texts(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Server]:
    """Two units have sent a text each."""
    with running(nursery, tmp_path_factory.mktemp("hand")) as server:
        window = browser.new_context()
        chat = Chat(window.new_page(), server)
        chat.page.goto(f"{server.url}/chat")
        for name, what in (("李小一", "钢花"), ("王小二", "木花")):
            chat.be(name)
            chat.say(GOOD_TEXT.replace("焊花", what))
            chat.hears("合格")
        window.close()
        yield server


def tab_to(page: Page, wanted: Locator) -> None:
    """By Tab alone; what has the focus must be seen to have it."""
    expect(wanted).to_be_visible()
    for _ in range(_TABS):
        if wanted.evaluate("(one) => one === document.activeElement"):
            break
        page.keyboard.press("Tab")
    else:
        raise AssertionError(f"Tab does not lead to {wanted}")
    look = "(one) => { const { outlineStyle, boxShadow } = getComputedStyle(one); return [outlineStyle, boxShadow]; }"
    assert wanted.evaluate(look) != ["none", "none"], f"nobody sees that {wanted} has the focus"


def enter_by_keys(page: Page, wanted: Locator) -> None:
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def test_a_day_at_the_desk_without_a_mouse(texts: Server, screen: Screen) -> None:
    page = screen(1280, 800).new_page()
    page.goto(texts.url)
    enter_by_keys(page, page.get_by_role("button", name="进入工作台"))
    rail = page.get_by_role("navigation").first
    # Today: narrowed by a tile, chosen ones are called.
    enter_by_keys(page, page.locator(".tile a").filter(has_text="按时"))
    expect(page.locator(".units")).to_contain_text("东山区教育体育局")
    page.go_back()
    tab_to(page, page.locator(".unit__choice input").first)
    page.keyboard.press("Space")
    enter_by_keys(page, page.get_by_role("button", name="催报已选"))
    expect(page.locator(".said")).to_be_visible()
    enter_by_keys(page, page.get_by_role("link", name="取消"))
    # The picking desk: marks, a return with its reason, the loupe and the item behind it.
    enter_by_keys(page, rail.get_by_role("link", name="选材"))
    expect(page.locator(".shots_live .shot:focus")).to_have_count(1)
    page.keyboard.press("p")
    expect(tile(page, 0)).to_have_attribute("data-mark", "picked")
    page.keyboard.press("b")
    page.keyboard.press("1")
    expect(tile(page, 1).locator(".shot__fate")).to_have_text("退")
    page.keyboard.press("Backspace")
    expect(tile(page, 1).locator(".shot__fate")).to_have_text("")
    page.keyboard.press("Enter")
    enter_by_keys(page, page.locator("#loupe-more"))
    expect(page.locator("#mark-now")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("r")
    expect(page.locator("#mark-now")).to_contain_text("推荐")
    # The week: to a cell by arrows, to the unit, given more time there.
    enter_by_keys(page, rail.get_by_role("link", name="全周"))
    tab_to(page, page.get_by_role("grid"))
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("西河区教育体育局")
    # The list of adopted items, recorded by hand.
    enter_by_keys(page, rail.get_by_role("link", name="采用"))
    tab_to(page, page.get_by_label("编号", exact=True))
    page.keyboard.type("1")
    tab_to(page, page.locator("section [name=medium]").first)
    page.keyboard.type("某某报")
    tab_to(page, page.locator("section [name=level]").first)
    page.keyboard.press("ArrowDown")
    enter_by_keys(page, page.get_by_role("button", name="记为采用"))
    expect(page.locator(".adopted").first).to_contain_text("某某报")
    # People, and out again.
    enter_by_keys(page, rail.get_by_role("link", name="人员"))
    enter_by_keys(page, page.get_by_role("link", name="李小一"))
    expect(page.locator("h1")).to_have_text("李小一")
    enter_by_keys(page, page.get_by_role("button", name="退出"))
    expect(page.locator(".code")).to_be_visible()


def test_pick_pass_return_adopt_and_undo_by_touch(texts: Server, screen: Screen) -> None:
    page = screen(375, 740, dark=True, touch=True).new_page()
    page.goto(texts.url)
    page.get_by_role("button", name="进入工作台").tap()
    page.get_by_role("navigation").last.get_by_role("link", name="选材").tap()
    expect(page.locator(".shots_live .shot:focus")).to_have_count(1)
    page.goto(f"{texts.url}{DESK}?mark=all&order=time")
    expect(tile(page, 0)).to_be_focused()
    acts = page.locator("#acts")
    acts.get_by_role("button", name="备选").tap()
    acts.get_by_role("button", name="推荐").tap()
    expect(tile(page, 0)).to_have_attribute("data-mark", "picked")
    expect(tile(page, 1)).to_have_attribute("data-mark", "passed")
    acts.get_by_role("button", name="撤回").tap()
    expect(tile(page, 1)).to_have_attribute("data-mark", "")
    tile(page, 0).tap()
    acts.get_by_role("button", name="更多").tap()
    acts.get_by_role("button", name="退回").tap()
    page.locator("#ask-return button[value]").first.tap()
    expect(tile(page, 0).locator(".shot__fate")).to_have_text("退")
    acts.get_by_role("button", name="撤回").tap()
    expect(tile(page, 0).locator(".shot__fate")).to_have_text("")
    tile(page, 1).tap()
    acts.get_by_role("button", name="采用").tap()
    page.locator("#ask-adoption [name=medium]").fill("某某报")
    page.locator("#ask-adoption [name=level]").select_option("city")
    page.locator("#ask-adoption").get_by_role("button", name="记为采用").tap()
    expect(tile(page, 1).locator(".shot__fate")).to_have_text("采")
    for button in acts.get_by_role("button").all():
        if (box := button.bounding_box()) is not None:
            assert box["height"] >= 44, f"{button.inner_text()} is too small for a finger"
    assert page.evaluate("document.documentElement.scrollWidth") == 375

"""The picking desk in a browser: marks by keys and by touch, none lost, the same tile after coming back."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Locator, Page, Route, expect

from tests.browser.conftest import running
from tests.support.chat_page import Chat
from tests.support.installation import Nursery
from tests.support.rehearsals import Screen, Server
from tests.support.town import GOOD_TEXT

pytestmark = pytest.mark.browser
DESK = "/w/nanchang-2020/desk"


@pytest.fixture(scope="module")
def filled(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Server]:
    """Three liaisons have sent a text each, one of them another, and a photo."""
    with running(nursery, tmp_path_factory.mktemp("pick")) as server:
        window = browser.new_context()
        chat = Chat(window.new_page(), server)
        chat.page.goto(f"{server.url}/chat")
        for name, what in (("李小一", "钢花"), ("王小二", "木花"), ("赵小三", "石花"), ("钱小四", "水花")):
            chat.be(name)
            chat.say(GOOD_TEXT.replace("焊花", what))
            chat.hears("合格")
        window.close()
        yield server


def enter(page: Page, server: Server, who: str = "周主任") -> None:
    """As a supervisor, by the link that chat gives; no item has a mark."""
    chat = Chat(page, server)
    page.goto(f"{server.url}/chat")
    chat.be(who)
    links = page.locator("a[href*='/login/']")
    before = links.count()
    chat.say("看板")
    expect(links).to_have_count(before + 1)
    page.goto(links.last.get_attribute("href") or "")
    page.get_by_role("button").click()
    page.goto(f"{server.url}{DESK}?mark=all&order=time")
    numbers = [int(shot.get_attribute("data-n") or "") for shot in page.locator(".shot").all()]
    token = page.locator("[name=form_token]").first.input_value()
    nothing = {"mark": "", "stars": 0, "category": "", "theme": ""}
    none = json.dumps([{"n": number, **nothing} for number in numbers])
    assert page.request.post(f"{server.url}/marks", form={"form_token": token, "changes": none}).ok
    page.goto(f"{server.url}{DESK}?mark=all&order=time")
    expect(page.locator(".shots_live .shot:focus")).to_have_count(1)


def marks(page: Page) -> list[str | None]:
    return [shot.get_attribute("data-mark") for shot in page.locator(".shot").all()]


def tile(page: Page, place: int) -> Locator:
    return page.locator(".shot").nth(place)


def test_keys_mark_and_undo_and_the_server_has_them(filled: Server, screen: Screen) -> None:
    page = screen(1280, 800).new_page()
    enter(page, filled)
    for key in ("p", "r", "x", "ArrowLeft", "Backspace"):
        page.keyboard.press(key)
    with page.expect_response("**/marks*"):
        page.keyboard.press("4")
    assert marks(page) == ["picked", "passed", "", ""]
    expect(tile(page, 2)).to_have_attribute("data-stars", "4")
    page.reload()
    expect(page.locator(".shots_live .shot:focus")).to_have_count(1)
    assert marks(page) == ["picked", "passed", "", ""]
    expect(tile(page, 2)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#loupe-text")).to_contain_text("石花")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#loupe-text")).to_contain_text("水花")
    page.keyboard.press("Escape")
    expect(tile(page, 3)).to_be_focused()


def test_what_cannot_be_sent_is_kept_and_sent_after_the_page_is_opened_again(filled: Server, screen: Screen) -> None:
    page = screen(1280, 800).new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    enter(page, filled)
    page.route("**/marks*", lambda route: route.abort())
    page.keyboard.press("p")
    page.keyboard.press("r")
    expect(page.locator("#unsaved")).to_have_text("2 个标记还没保存")
    page.unroute("**/marks*")
    with page.expect_response("**/marks*"):
        page.reload()
    other = page.context.new_page()
    other.goto(f"{filled.url}{DESK}?mark=all&order=time")
    assert marks(other) == ["picked", "passed", "", ""]


def test_an_item_leads_on_in_the_order_of_the_queue_that_it_was_opened_from(filled: Server, screen: Screen) -> None:
    page = screen(1280, 800).new_page()
    enter(page, filled)
    numbers = [int(shot.get_attribute("data-n") or "") for shot in page.locator(".shot").all()]
    page.route("**/desk/list*", lambda route: route.fulfill(json=numbers[::-1]))
    page.goto(f"{filled.url}{DESK}?mark=all&order=time")
    fourth, third, second, first = map(str, numbers)
    expect(page.locator(".shot:focus")).to_have_attribute("data-n", first)
    page.unroute("**/desk/list*")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.locator("#loupe-more").click()
    expect(page.locator("#before span")).to_have_text(first)
    page.keyboard.press("ArrowRight")
    expect(page.locator("h1")).to_contain_text(f"{third} 号")
    expect(page.locator("#before span")).to_have_text(second)
    page.keyboard.press("p")
    expect(page.locator("#mark-now")).to_contain_text("备选")
    expect(page.locator("#before span")).to_have_text(second)
    page.keyboard.press("ArrowRight")
    expect(page.locator("h1")).to_contain_text(f"{fourth} 号")
    expect(page.locator("#before span")).to_have_text(third)
    expect(page.locator("#after")).to_be_hidden()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#before span")).to_have_text(second)
    page.keyboard.press("Escape")
    expect(page.locator(".shot:focus")).to_have_attribute("data-n", third)
    assert marks(page) == ["", "", "picked", ""], "the queue as it was, with what was marked meanwhile"


def in_screens_of_two(page: Page, server: Server) -> None:
    """At the first of four tiles, on screens of two."""

    def smaller(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace('data-screen="60"', 'data-screen="2"'))

    first = tile(page, 0).get_attribute("data-n")
    page.route("**/desk?*", smaller)
    page.goto(f"{server.url}{DESK}?mark=all&order=time&at={first}")
    expect(page.locator(".shot")).to_have_count(2)
    expect(tile(page, 0)).to_be_focused()


def test_keys_of_a_screen_that_has_not_come_yet_are_for_its_tiles(filled: Server, screen: Screen) -> None:
    page = screen(1280, 800).new_page()
    enter(page, filled)
    in_screens_of_two(page, filled)
    waiting: list[Route] = []
    page.route("**/desk/tiles*", lambda route: waiting.append(route))
    with page.expect_request("**/desk/tiles*"):
        page.keyboard.press("p")
    # Twice 备选 takes it off: on the last tile of a screen it must not.
    for key in ("p", "p", "r"):
        page.keyboard.press(key)
    page.unroute("**/desk/tiles*")
    waiting[0].continue_()
    expect(tile(page, 1)).to_have_attribute("data-mark", "passed")
    assert marks(page) == ["picked", "passed"]
    for _ in range(3):
        page.keyboard.press("Backspace")
    # What is undone on an earlier screen is shown there.
    expect(tile(page, 0)).to_have_attribute("data-mark", "picked")
    expect(tile(page, 1)).to_have_attribute("data-mark", "")
    expect(tile(page, 1)).to_be_focused()
    expect(page.locator("#meter")).to_contain_text("第 2/4 件")


def test_a_screen_that_does_not_come_is_said_and_asked_for_again(filled: Server, screen: Screen) -> None:
    page = screen(1280, 800).new_page()
    enter(page, filled)
    in_screens_of_two(page, filled)
    waiting: list[Route] = []
    pressed, away = [False], [True]

    def answer(route: Route) -> None:
        if not pressed[0]:
            waiting.append(route)
        elif away[0]:
            route.abort()
        else:
            route.continue_()

    page.route("**/desk/tiles*", answer)
    with page.expect_request("**/desk/tiles*"):
        page.keyboard.press("x")
    for key in ("x", "p"):
        page.keyboard.press(key)
    pressed[0] = True
    for route in waiting:
        route.abort()
    expect(page.locator("#said")).to_have_text("没有取到这一屏，请按方向键再试")
    assert marks(page) == ["seen", "seen"], "what was pressed for the next screen marks nothing on this one"
    away[0] = False
    page.keyboard.press("ArrowRight")
    expect(tile(page, 0)).to_be_focused()
    expect(page.locator("#meter")).to_contain_text("第 3/4 件")


def test_a_screen_asked_for_ahead_in_vain_is_asked_for_when_it_is_wanted(filled: Server, screen: Screen) -> None:
    page = screen(1280, 800).new_page()
    enter(page, filled)
    in_screens_of_two(page, filled)
    ahead: list[Route] = []
    page.route("**/desk/tiles*", lambda route: ahead.append(route), times=1)
    with page.expect_request("**/desk/tiles*"):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#meter")).to_contain_text("第 2/4 件")
    ahead[0].abort()
    expect(page.locator("#meter")).to_contain_text("第 3/4 件")
    expect(tile(page, 0)).to_be_focused()


def test_by_touch_on_a_phone_and_back_to_the_same_tile(filled: Server, screen: Screen) -> None:
    page = screen(375, 740).new_page()
    enter(page, filled)
    page.get_by_role("button", name="备选").click()
    page.get_by_role("button", name="不选").click()
    with page.expect_response("**/marks*"):
        page.get_by_role("button", name="撤回").click()
    assert marks(page) == ["picked", "", "", ""]
    expect(tile(page, 1)).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    page.goto(f"{filled.url}/")
    page.go_back()
    expect(page.locator(".shots_live .shot:focus")).to_have_count(1)
    expect(tile(page, 1)).to_be_focused()


def test_two_people_on_one_item_and_the_later_mark_stands(filled: Server, screen: Screen) -> None:
    one, two = screen(1280, 800).new_page(), screen(1280, 800).new_page()
    enter(one, filled)
    enter(two, filled)
    for page, key in ((one, "p"), (two, "x")):
        with page.expect_response("**/marks*"):
            page.keyboard.press(key)
    one.reload()
    expect(tile(one, 0)).to_have_attribute("data-mark", "seen")


def test_what_a_closed_tab_could_not_send_is_sent_by_the_next_one(filled: Server, screen: Screen) -> None:
    window = screen(1280, 800)
    page = window.new_page()
    enter(page, filled)
    window.route("**/marks*", lambda route: route.abort())
    page.keyboard.press("r")
    expect(page.locator("#unsaved")).to_have_text("1 个标记还没保存")
    page.close()
    window.unroute("**/marks*")
    other = window.new_page()
    with other.expect_response("**/marks*"):
        other.goto(f"{filled.url}{DESK}?mark=all&order=time")
    other.reload()
    assert marks(other) == ["passed", "", "", ""]
    assert other.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('unsent'))") == []


def chosen(page: Page) -> list[int]:
    """The places of the chosen ones."""
    shots = page.locator(".shot").all()
    return [place for place, shot in enumerate(shots) if "shot_chosen" in (shot.get_attribute("class") or "")]


def test_several_are_chosen_marked_and_compared_without_a_mouse(filled: Server, screen: Screen) -> None:
    page = screen(1280, 800).new_page()
    enter(page, filled)
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#chosen")).to_have_text("已选 3 件")
    page.keyboard.press("Shift+ArrowLeft")
    assert chosen(page) == [0, 1]
    page.keyboard.press("x")
    assert (marks(page), chosen(page)) == (["seen", "seen", "", ""], [])
    page.keyboard.press("Backspace")
    assert marks(page) == ["", "", "", ""]
    page.keyboard.press("Shift+Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+Space")
    assert chosen(page) == [0, 2]
    page.keyboard.press("c")
    expect(page.locator(".compared")).to_have_count(2)
    expect(page.locator(".compared").last).to_contain_text("石花")
    page.keyboard.press("ArrowRight")
    with page.expect_response("**/marks*"):
        page.keyboard.press("r")
    expect(page.locator(".compared_current .compared__letter")).to_have_text("推")
    page.keyboard.press("Escape")
    assert (marks(page), chosen(page)) == (["", "", "passed", ""], [0, 2]), "a comparison keeps what is chosen"
    page.keyboard.press("Escape")
    tile(page, 1).click()
    tile(page, 3).click(modifiers=["Shift"])
    assert chosen(page) == [1, 2, 3]
    page.locator("#take-all").click()
    page.keyboard.press("Escape")
    assert chosen(page) == [0, 1, 2, 3], "keys are for the tiles"


def test_reasons_labels_and_media_are_asked_for_and_taken_back(filled: Server, screen: Screen) -> None:
    page = screen(1280, 800).new_page()
    enter(page, filled)
    page.keyboard.press("t")
    expect(page.locator("#said")).to_have_text("这个活动没有设方向")
    page.keyboard.press("g")
    with page.expect_response("**/marks*"):
        page.keyboard.press("b")
    expect(tile(page, 0).locator(".shot__labels")).to_have_text("职教故事")
    expect(tile(page, 0)).to_be_focused()
    page.keyboard.press("g")
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.keyboard.press("2")
    expect(page.locator("#said")).to_contain_text("退：1 件")
    expect(tile(page, 0).locator(".shot__fate")).to_have_text("退")
    with page.expect_response("**/call-off*"):
        page.keyboard.press("Backspace")
    expect(tile(page, 0).locator(".shot__fate")).to_have_text("")
    page.keyboard.press("a")
    page.keyboard.type("某某报")
    page.locator("#ask-adoption [name=level]").select_option("city")
    page.locator("#ask-adoption").get_by_role("button", name="记为采用").click()
    expect(tile(page, 0).locator(".shot__fate")).to_have_text("采")
    assert marks(page)[0] == "passed"
    with page.expect_response("**/revoke*"):
        page.keyboard.press("Backspace")
    expect(tile(page, 0)).to_have_attribute("data-mark", "")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("?")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()


def test_what_is_taken_back_while_it_is_on_its_way_is_done_first(filled: Server, screen: Screen) -> None:
    page = screen(1280, 800).new_page()
    enter(page, filled)
    for key in ("x", "Shift+ArrowRight"):
        page.keyboard.press(key)
    second: list[Route] = []
    page.route(f"**/i/{tile(page, 2).get_attribute('data-n')}/return*", lambda route: second.append(route))
    for key in ("b", "1"):
        page.keyboard.press(key)
    expect(tile(page, 1).locator(".shot__fate")).to_have_text("退")
    page.keyboard.press("Backspace")
    expect(page.locator("#said")).to_contain_text("撤回")
    second[0].continue_()
    for place in (1, 2):
        expect(tile(page, place).locator(".shot__fate")).to_have_text("")
    assert marks(page) == ["seen", "", "", ""], "the mark before it stands"
    page.route("**/return*", lambda route: route.abort())
    for key in ("b", "1"):
        page.keyboard.press(key)
    expect(page.locator("#said")).to_have_text("没有办成，请再试")
    page.keyboard.press("Backspace")
    assert marks(page) == ["", "", "", ""], "what was not done is no step"


def test_what_is_alike_is_one_tile_marked_together_or_singly(filled: Server, screen: Screen) -> None:
    page = screen(1280, 800).new_page()
    chat = Chat(page, filled)
    page.goto(f"{filled.url}/chat")
    chat.be("钱小四")
    chat.say(GOOD_TEXT.replace("焊花", "水花"))
    chat.hears("合格")
    enter(page, filled)
    last = tile(page, 3)
    expect(last.locator(".shot__stack")).to_have_text("相似 ×2")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("x")
    expect(page.locator("#said")).to_contain_text("2 件一起标了")
    page.keyboard.press("Backspace")
    page.keyboard.press("s")
    expect(page.locator(".shot")).to_have_count(5)
    assert marks(page)[3:] == ["", ""]
    expect(last.locator(".shot__stack")).to_have_text("相似 1/2")
    with page.expect_response("**/marks*"):
        page.keyboard.press("Shift+P")
    assert marks(page)[3:] == ["picked", "seen"]
    page.keyboard.press("s")
    expect(page.locator(".shot")).to_have_count(4)
    page.reload()
    expect(page.locator(".shots_live .shot:focus")).to_have_count(1)
    page.keyboard.press("s")
    expect(page.locator(".shot")).to_have_count(5)
    assert marks(page)[3:] == ["picked", "seen"]


def test_what_a_killed_tab_has_left_is_sent_by_the_next_one(filled: Server, screen: Screen) -> None:
    window = screen(1280, 800)
    page = window.new_page()
    enter(page, filled)
    page.route("**/marks*", lambda route: route.abort())
    for key in ("x", "p", "r"):
        page.keyboard.press(key)
    expect(page.locator("#unsaved")).to_have_text("3 个标记还没保存")
    with pytest.raises(Error):
        page.goto("chrome://crash")
    other = window.new_page()
    with other.expect_response("**/marks*"):
        other.goto(f"{filled.url}{DESK}?mark=all&order=time")
    other.reload()
    assert marks(other)[:3] == ["seen", "picked", "passed"]

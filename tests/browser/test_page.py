"""The chat page itself: what is typed stays text, nothing is lost or doubled, and it fits every screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from tests.support.chat_page import Chat
from tests.support.rehearsals import Screen, Server

pytestmark = pytest.mark.browser

#: Hands files to the page the way a mouse or a clipboard does.
GIVE = """([selector, event, names]) => {
  const data = new DataTransfer();
  for (const name of names) data.items.add(new File(['x'.repeat(2000)], name));
  const carrier = event === 'paste'
    ? new ClipboardEvent(event, {clipboardData: data, bubbles: true, cancelable: true})
    : new DragEvent(event, {dataTransfer: data, bubbles: true, cancelable: true});
  document.querySelector(selector).dispatchEvent(carrier);
}"""


@pytest.fixture
def chat(shared_server: Server, screen: Screen) -> Chat:
    """A stranger's fresh conversation on a phone."""
    opened = Chat(screen(375, 700).new_page(), shared_server)
    opened.page.goto(f"{shared_server.url}/chat")
    opened.page.get_by_role("button", name="新的陌生人").click()
    opened.is_open("陌生人")
    return opened


def test_a_stranger_is_told_how_to_enrol(chat: Chat) -> None:
    chat.say("你好")
    chat.hears("绑定")


def test_what_people_write_stays_text(chat: Chat) -> None:
    chat.say("<img src=x onerror=alert(1)> <b>粗</b>\n第二行")
    chat.page.locator("#pick-file").set_input_files(
        [FilePayload(name="<b>方案</b>.docx", mimeType="application/msword", buffer=b"x")]
    )
    bubbles = chat.page.locator(".bubble_mine[id]")
    expect(bubbles).to_have_count(2)
    expect(bubbles.nth(0)).to_contain_text("<img src=x onerror=alert(1)> <b>粗</b>")
    expect(bubbles.nth(1)).to_contain_text("<b>方案</b>.docx")
    assert chat.page.locator(".talk b, .talk p img").count() == 0


def test_what_failed_can_be_sent_again_and_arrives_once(chat: Chat) -> None:
    chat.page.route("**/messages", lambda route: route.abort())
    chat.say("第一句")
    retry = chat.page.get_by_role("button", name="重发")
    expect(retry).to_be_visible()
    chat.page.unroute("**/messages")
    retry.click()
    expect(retry).to_have_count(0)
    expect(chat.page.locator(".bubble_mine")).to_have_count(1)
    chat.page.reload()
    expect(chat.page.locator(".bubble_mine")).to_have_count(1)


def test_a_lost_answer_does_not_send_twice(chat: Chat) -> None:
    """The server stored it, the browser never heard: trying again is the same message."""
    heard: list[int] = []

    def lose(route: Route) -> None:
        heard.append(route.fetch().status)
        route.abort()

    chat.page.route("**/messages", lose)
    chat.say("你好")
    retry = chat.page.get_by_role("button", name="重发")
    expect(retry).to_be_visible()
    chat.page.unroute("**/messages")
    retry.click()
    expect(retry).to_have_count(0)
    chat.hears("绑定")
    assert heard == [200]
    # What one person says is answered in order: a second answer to the first would be there before this one's.
    chat.say("还在吗")
    expect(chat.answers()).to_have_count(2)
    chat.say("在吗")
    expect(chat.answers()).to_have_count(3)


def test_answers_arrive_without_a_stream_too(shared_server: Server, screen: Screen) -> None:
    page = screen(375, 700).new_page()
    page.route("**/chat/stream*", lambda route: route.fulfill(status=404, body=""))
    page.goto(f"{shared_server.url}/chat")
    page.get_by_role("button", name="新的陌生人").click()
    chat = Chat(page, shared_server)
    chat.is_open("陌生人")
    chat.say("你好")
    chat.hears("绑定")


def test_files_keep_their_order_however_they_come(chat: Chat) -> None:
    chat.page.evaluate(GIVE, ["#phone", "drop", ["1.pdf", "2.pdf"]])
    chat.page.evaluate(GIVE, ["#text", "paste", ["3.pdf"]])
    chat.page.locator("#pick-file").set_input_files(
        [FilePayload(name=f"{n}.pdf", mimeType="application/pdf", buffer=b"x") for n in (4, 5)]
    )
    names = chat.page.locator(".bubble_mine[id] .bubble__name")
    expect(names).to_have_text([f"{n}.pdf" for n in range(1, 6)])
    chat.page.reload()
    expect(names).to_have_text([f"{n}.pdf" for n in range(1, 6)])


def test_a_file_too_big_is_not_even_begun(chat: Chat) -> None:
    chat.page.evaluate("document.getElementById('phone').dataset.fileLimit = 10")
    chat.page.evaluate(GIVE, ["#phone", "drop", ["大.mp4"]])
    expect(chat.page.get_by_text("210 MB")).to_be_visible()


def test_the_keyboard_is_enough(shared_server: Server, screen: Screen) -> None:
    page = screen(1280, 800).new_page()
    page.goto(f"{shared_server.url}/chat")
    page.get_by_label("搜索姓名或单位").focus()
    page.keyboard.type("钱小四")
    expect(page.locator(".person:visible")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    Chat(page, shared_server).is_open("钱小四")
    page.get_by_label("说点什么").focus()
    page.keyboard.type("状")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("态")
    assert page.locator(".bubble_mine").count() == 0
    page.keyboard.press("Enter")
    expect(page.locator(".bubble_mine[id]")).to_have_count(1)
    assert page.evaluate("document.activeElement.id") == "text"


def test_the_clock_refuses_to_go_back_with_a_sentence(shared_server: Server, screen: Screen) -> None:
    page = screen(1280, 800).new_page()
    page.goto(f"{shared_server.url}/chat")
    before = page.locator("#clock-label").inner_text()
    page.locator("#clock-to").fill("2020-11-09T08:00")
    page.get_by_role("button", name="拨到", exact=True).click()
    expect(page.locator("#toast")).to_contain_text("只能往后拨")
    assert page.locator("#clock-label").inner_text()[:12] == before[:12]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(375, 667), (1280, 800)], ids=["phone", "desktop"])
def test_everything_fits_and_can_be_read(
    shared_server: Server, screen: Screen, width: int, height: int, dark: bool
) -> None:
    page = screen(width, height, dark=dark).new_page()
    for path in ("/chat", "/chat/stranger-00000000"):
        page.goto(shared_server.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.documentElement.scrollHeight") <= height
    assert _inside(page, width, height, "#text", "#send", "#more", ".phone__title", "#clock-label")
    ink, paper = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.querySelector('.phone')).backgroundColor]"
    )
    assert (_brightness(ink) > _brightness(paper)) is dark
    assert abs(_brightness(ink) - _brightness(paper)) > 120


def _inside(page: Page, width: int, height: int, *selectors: str) -> bool:
    boxes = [page.locator(selector).bounding_box() for selector in selectors]
    return all(
        b and b["x"] >= 0 and b["y"] >= 0 and b["x"] + b["width"] <= width and b["y"] + b["height"] <= height
        for b in boxes
    )


def _brightness(colour: str) -> float:
    """0 … 255 of ``rgb(r, g, b)`` or ``rgba(r, g, b, a)``; a see-through ink is counted as if over its opposite."""
    red, green, blue, *alpha = (float(part) for part in colour.partition("(")[2].rstrip(")").split(","))
    mean = (red + green + blue) / 3
    through = alpha[0] if alpha else 1.0
    return mean * through + (0 if mean > 127 else 255) * (1 - through)

"""Today's board beside a chat: what a liaison sends is there as soon as it is judged, and nobody loads anything."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.chat_page import Chat
from tests.support.rehearsals import Screen, Server

pytestmark = pytest.mark.browser


def test_a_photo_comes_to_the_board_by_itself(server: Server, screen: Screen, good_photo: bytes) -> None:
    desk = screen(1280, 860).new_page()
    desk.goto(server.url)
    desk.get_by_role("button", name="进入工作台").click()
    reported = desk.locator(".tile").filter(has_text="已报")
    expect(reported).to_contain_text("0")
    expect(desk.locator("#curve rect")).to_have_count(0)
    desk.evaluate("() => { document.body.dataset.loaded = 'once'; }")
    chat = Chat(screen(375, 760).new_page(), server)
    chat.page.goto(f"{server.url}/chat")
    chat.be("李小一")
    chat.photo("IMG_0001.jpg", good_photo)
    chat.hears("说明")
    chat.say("学生在实训车间展示焊接技能")
    expect(desk.locator("#new .new").first).to_contain_text("学生在实训车间展示焊接技能")
    expect(reported).to_contain_text("1")
    expect(desk.locator("#curve rect")).to_have_count(1)
    expect(desk.locator("#live")).to_have_class("live live_on")
    expect(desk.locator("body")).to_have_attribute("data-loaded", "once")

"""Into the desk: by the link that chat gives, which is good for one time, and on a computer by six digits."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.chat_page import Chat
from tests.support.rehearsals import Screen, Server

pytestmark = [pytest.mark.browser, pytest.mark.long]


def test_the_link_lets_in_once_and_only_by_its_button(shared_server: Server, screen: Screen) -> None:
    page = screen(375, 740).new_page()
    chat = Chat(page, shared_server)
    page.goto(f"{shared_server.url}/chat")
    chat.be("周主任")
    chat.say("看板")
    chat.hears("/login/")
    link = page.locator("a[href*='/login/']").last.get_attribute("href") or ""
    # As chat apps do, which look into links by themselves.
    for _ in range(2):
        assert page.request.get(link).ok
    page.goto(link)
    expect(page.locator(".door__card")).to_contain_text("周主任")
    page.get_by_role("button").click()
    expect(page.locator(".tiles")).to_be_visible()
    other = screen(1280, 800).new_page()
    other.goto(link)
    expect(other.locator(".door__card")).to_be_visible()
    expect(other.get_by_role("button")).to_have_count(0)
    other.goto(f"{shared_server.url}/people")
    expect(other.locator(".code")).to_be_visible()


def test_a_computer_is_let_in_by_six_digits_said_and_confirmed_in_chat(shared_server: Server, screen: Screen) -> None:
    computer, phone = screen(1280, 800, dark=True).new_page(), screen(375, 740).new_page()
    computer.goto(f"{shared_server.url}/login")
    said = computer.locator(".code").inner_text()
    expect(computer.locator(".qr__frame svg")).to_be_visible()
    # Pressed before anybody has said yes, it lets nobody in, and shows other digits.
    computer.get_by_role("button").click()
    expect(computer.locator(".code")).not_to_have_text(said)
    said = computer.locator(".code").inner_text()
    chat = Chat(phone, shared_server)
    phone.goto(f"{shared_server.url}/chat")
    chat.be("周主任")
    chat.say(said)
    chat.hears("电脑", "确认")
    expect(computer.locator(".code")).to_be_visible()
    chat.say("确认")
    expect(computer.locator(".tiles")).to_be_visible()
    computer.get_by_role("button", name="退出").click()
    expect(computer.locator(".code")).to_be_visible()
    computer.goto(f"{shared_server.url}/people")
    expect(computer.locator(".code")).to_be_visible()

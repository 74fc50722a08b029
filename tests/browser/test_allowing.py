"""Exceptions and people at the desk in a browser: by keys alone, on a phone, and what the other sees at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.chat_page import Chat
from tests.support.rehearsals import Screen, Server

pytestmark = pytest.mark.browser


def enter(page: Page, server: Server) -> None:
    """As the supervisor, by the link that chat gives."""
    chat = Chat(page, server)
    page.goto(f"{server.url}/chat")
    chat.be("周主任")
    links = page.locator("a[href*='/login/']")
    before = links.count()
    chat.say("看板")
    expect(links).to_have_count(before + 1)
    page.goto(links.last.get_attribute("href") or "")
    page.get_by_role("button").click()
    expect(page.locator(".tiles")).to_be_visible()


def test_more_time_for_all_by_keys_alone_and_back(shared_server: Server, screen: Screen) -> None:
    page, watching = screen(1280, 800).new_page(), screen(375, 740).new_page()
    enter(page, shared_server)
    enter(watching, shared_server)
    summary = page.locator("#allow summary")
    summary.focus()
    page.keyboard.press("Enter")
    reason = page.locator("#allow input[name=reason]")
    for _ in range(12):
        page.keyboard.press("Tab")
        if reason.evaluate("field => field === document.activeElement"):
            break
    page.keyboard.type("断网，无法上传")
    page.keyboard.press("Enter")
    expect(page.locator("#given")).to_contain_text("断网，无法上传")
    expect(page.locator(".tiles")).to_contain_text("延时")
    # Another page that is open shows it by itself.
    expect(watching.locator("#given")).to_contain_text("延时到")
    assert watching.evaluate("document.documentElement.scrollWidth") == 375
    page.locator("#given").get_by_role("button", name="撤销").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#given")).not_to_contain_text("断网")
    expect(watching.locator(".tiles")).not_to_contain_text("延时")


@pytest.mark.long
def test_another_liaison_on_a_phone(shared_server: Server, screen: Screen) -> None:
    page = screen(375, 740).new_page()
    enter(page, shared_server)
    page.locator(".rail").get_by_role("link", name="更多").click()
    page.locator(".rail").get_by_role("link", name="人员").click()
    page.get_by_role("searchbox", name="找人").fill("李小一")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="李小一").click()
    page.get_by_label("接替的人").fill("何新人")
    page.get_by_label("手机").fill("13900000001")
    page.get_by_role("button", name="由此人接替").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("何新人")
    expect(page.locator(".person__code")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 375

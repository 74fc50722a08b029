"""The story a newcomer walks through in the browser: send, be told what is wrong, ask who is missing, let time pass."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.chat_page import Chat
from tests.support.rehearsals import UNITS, Screen, Server

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "height"), [(1280, 860), (375, 760)], ids=["desktop", "phone"])
def test_a_morning(
    server: Server,
    screen: Screen,
    good_photo: bytes,
    small_photo: bytes,
    pictures: Callable[[str], Path | None],
    width: int,
    height: int,
) -> None:
    chat = Chat(screen(width, height, sharp=True).new_page(), server)
    chat.page.goto(f"{server.url}/chat")
    expect(chat.page).to_have_title("报送 聊天演练")
    chat.be("王小二")
    chat.photo("活动.jpg", small_photo)
    refusal = chat.hears("不合格", "1600", "2000")
    assert "请" in refusal and "原" in refusal
    _keep(chat, pictures("chat-phone") if width < 900 else None)

    chat.be("李小一")
    chat.photo("开幕式.jpg", good_photo)
    chat.hears("说明")
    chat.say("东山区职业教育活动周开幕式，学生现场展示焊接技能")
    receipt = chat.answers().nth(1)
    expect(receipt).to_contain_text(re.compile("(?<!不)合格"))
    expect(receipt).to_contain_text("11月9日")
    folder = server.files / "nanchang-2020" / "2020-11-09" / "D1"
    assert [file.read_bytes() == good_photo for file in folder.iterdir()] == [True]

    chat.be("周主任")
    chat.say("今天谁没交")
    missing = chat.hears("西河区教育体育局")
    _names_exactly(missing, "D2", "S1", "S2", "S3")
    assert "5" in missing and "11月9日" in missing

    chat.move_clock("到下一个提醒")
    expect(chat.page.locator("#clock-label")).to_contain_text("09:33")
    for code, (_, _, name) in UNITS.items():
        _is_reminded(chat, name, reminded=code != "D1")

    chat.be("周主任")
    chat.move_clock("到截止")
    expect(chat.page.locator("#clock-label")).to_contain_text("10:00")
    chat.close_clock()
    told = chat.answers().filter(has_text="西河区教育体育局")
    expect(told.nth(1)).to_be_visible()
    _names_exactly(told.nth(1).inner_text(), "D2", "S1", "S2", "S3")
    chat.move_clock("到简报")
    chat.close_clock()
    digest = chat.hears("简报")
    assert "应报" in digest and "缺报" in digest
    _keep(chat, pictures("chat-desktop") if width > 900 else None)


def _names_exactly(text: str, *codes: str) -> None:
    named = {code for code, (name, _, _) in UNITS.items() if name in text}
    assert named == set(codes), text


def _is_reminded(chat: Chat, name: str, *, reminded: bool) -> None:
    chat.list_people()
    if reminded:
        expect(chat.unread(name)).to_be_visible()
    chat.be(name)
    reminders = chat.answers().filter(has_text="10:00").filter(has_text="分钟")
    if reminded:
        expect(reminders.first).to_be_visible()
    else:
        expect(reminders).to_have_count(0)


def _keep(chat: Chat, place: Path | None) -> None:
    if place:
        chat.page.wait_for_timeout(500)
        chat.page.screenshot(path=place)

"""Somebody who reports for two units: which one is asked first; the statistics form is filled in on two devices."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Route, expect

from tests.support.chat_page import Chat
from tests.support.rehearsals import Screen, Server
from tests.support.upload_page import UploadPage, link_of

pytestmark = pytest.mark.browser

FILLED = {
    "参与活动的职业院校数": "2",
    "参与活动的职业院校教师数": "120",
    "参与活动的职业院校学生数": "1800",
    "在校学生总数": "2000",
    "参与活动的企业数": "6",
    "参与总人数": "2100",
    "观摩体验活动项目数": "9",
}


def test_the_form_is_begun_on_one_device_and_handed_in_on_another(
    two_units_server: Server, screen: Screen, pictures: Callable[[str], Path | None]
) -> None:
    chat = Chat(screen(1280, 860).new_page(), two_units_server)
    chat.page.goto(f"{two_units_server.url}/chat")
    chat.be("李小一")
    phone = UploadPage(screen(375, 760, sharp=True).new_page(), link_of(chat))
    phone.file(FilePayload(name="随手记.txt", mimeType="text/plain", buffer=b"x"))
    expect(phone.page.locator("#toast")).to_contain_text("请先选择报送单位")
    expect(phone.row("随手记.txt")).to_have_count(0)

    phone.page.get_by_label("报送单位").select_option(label="示例市教育局")
    phone.page.get_by_role("button", name="在这里填").click()
    field = phone.page.get_by_label
    expect(field("统计单位")).to_have_value("示例市教育局")
    field("参与活动的职业院校数").fill("5")
    said = phone.page.locator("#form-schools-said")
    expect(said).to_contain_text("2 以内")
    for label, value in FILLED.items():
        field(label).fill(value)
    expect(said).to_be_empty()
    expect(field("学生参与覆盖率")).to_have_attribute("placeholder", "不填就按 90.0% 算")
    expect(phone.page.locator("#form-state")).to_contain_text("草稿已保存")
    if place := pictures("upload-form"):
        phone.page.screenshot(path=place, full_page=True)

    desk = UploadPage(screen(1280, 860).new_page(), phone.url)
    desk.page.get_by_label("报送单位").select_option(label="示例市教育局")
    desk.page.get_by_role("button", name="在这里填").click()
    expect(desk.page.get_by_label("参与总人数")).to_have_value("2100")
    desk.page.get_by_label("参与总人数").fill("很多")
    desk.page.get_by_role("button", name="生成 Excel 并报送").click()
    expect(desk.page.locator("#form-state")).to_contain_text("标红")
    desk.page.get_by_label("参与总人数").fill("2100")
    desk.page.get_by_label("主要活动形式").fill("<b>技能</b>展示")
    desk.page.get_by_role("button", name="生成 Excel 并报送").click()
    row = desk.row("统计表.xlsx")
    expect(row.locator(".file__state")).to_have_text("合格")
    assert desk.page.locator("main b").count() == 0
    due = desk.page.locator("#due-list li", has_text="统计表")
    expect(due.locator(".due__standing")).to_contain_text("已报")
    chat.page.bring_to_front()
    assert "合格" in chat.hears("回执", "示例市教育局", "统计表")


def test_what_is_typed_meanwhile_is_not_said_to_be_kept(two_units_server: Server, screen: Screen) -> None:
    chat = Chat(screen(1280, 860).new_page(), two_units_server)
    chat.page.goto(f"{two_units_server.url}/chat")
    chat.be("李小一")
    page = UploadPage(screen(375, 760).new_page(), link_of(chat)).page
    page.get_by_label("报送单位").select_option(label="示例市教育局")
    page.get_by_role("button", name="在这里填").click()
    held: list[Route] = []
    page.route(
        "**/statistics/*", lambda route: held.append(route) if _keeps(route) and len(held) < 2 else route.continue_()
    )
    state = page.locator("#form-state")
    with page.expect_request(lambda request: request.method == "PUT"):
        page.get_by_label("参与总人数").fill("2100")
    page.get_by_label("观摩体验活动项目数").fill("9")
    expect(state).to_have_text("正在保存…")
    with page.expect_request(lambda request: request.method == "PUT"):
        held[0].continue_()
    expect(state).to_have_text("正在保存…")
    held[1].continue_()
    expect(state).to_contain_text("草稿已保存")


def _keeps(route: Route) -> bool:
    return route.request.method == "PUT"

"""The editor of a bulletin in a browser: saved by itself, seen by a colleague, issued after a question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import running
from tests.support.chat_page import Chat
from tests.support.installation import Nursery
from tests.support.rehearsals import Screen, Server
from tests.support.town import GOOD_TEXT

pytestmark = [pytest.mark.browser, pytest.mark.long]
WEEK = "/w/nanchang-2020"


@pytest.fixture(scope="module")
def filled(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Server]:
    """One unit has sent a text; the deadline is over."""
    with running(nursery, tmp_path_factory.mktemp("bulletins")) as server:
        window = browser.new_context()
        chat = Chat(window.new_page(), server)
        chat.page.goto(f"{server.url}/chat")
        chat.be("王小二")
        chat.say(GOOD_TEXT)
        chat.hears("合格")
        chat.move_clock("到简报")
        window.close()
        yield server


def enter(page: Page, server: Server) -> None:
    """By the button of a rehearsal."""
    page.goto(server.url)
    page.locator("form[action='/rehearsal'] button").click()
    expect(page.locator(".tiles")).to_be_visible()


def drafted(page: Page, server: Server, kind: str = "daily") -> None:
    page.goto(f"{server.url}{WEEK}/bulletins")
    page.locator("select[name=kind]").select_option(kind)
    page.locator("select[name=day]").select_option("2020-11-09")
    page.get_by_role("button", name="起草").click()
    expect(page.locator(".paper")).to_be_visible()


def not_wider_than_the_screen(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.parametrize("width", [1280, 375])
def test_a_draft_is_written_issued_and_its_numbers_are_the_boards(
    filled: Server, screen: Screen, width: int, tmp_path: Path
) -> None:
    page = screen(width, 800).new_page()
    enter(page, filled)
    page.goto(f"{filled.url}{WEEK}/2020-11-09")
    tiles = page.locator(".tile")
    board = dict(
        zip(
            tiles.locator(".tile__name").all_inner_texts(),
            tiles.locator(".tile__number").all_inner_texts(),
            strict=True,
        )
    )
    drafted(page, filled)
    said = page.locator(".paper__said").all_inner_texts()
    counts = next(text for text in said if "应报" in text)
    for name in ("应报", "已报", "缺报", "免报"):
        found = re.search(rf"{name}(\d+)个", counts)
        assert found is not None and found[1] == board[name].strip(), name
    not_wider_than_the_screen(page)
    # Two seconds after the last key it is saved, and the paper beside it says it.
    page.locator("#block-intro").fill("各学校：\n现将报送情况通报如下。")
    expect(page.locator("#saving")).to_have_text("已保存")
    expect(page.locator(".paper")).to_contain_text("现将报送情况通报如下。")
    number = re.search(r"第(\d+)期", page.locator(".bulletin__issue details").first.inner_text() or "")
    page.locator(".bulletin__issue summary", has_text="签发").click()
    expect(page.get_by_role("button", name="确认签发")).to_be_visible()
    page.get_by_role("button", name="确认签发").click()
    expect(page.locator(".notice", has_text="已签发")).to_be_visible()
    expect(page.locator("h1")).to_contain_text("通报〔2020〕第")
    assert page.locator("#blocks").count() == 0
    not_wider_than_the_screen(page)
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("^Word")).click()
    file = tmp_path / "issued.docx"
    download.value.save_as(file)
    paper = [paragraph.text for paragraph in Document(str(file)).paragraphs]
    assert "现将报送情况通报如下。" in paper and counts in paper
    assert number is None or f"第{number[1]}期" in page.locator("h1").inner_text()


def test_a_colleague_sees_what_was_saved_and_does_not_lose_what_they_type(filled: Server, screen: Screen) -> None:
    one, other = screen(1280, 800).new_page(), screen(1280, 800).new_page()
    for page in (one, other):
        enter(page, filled)
        drafted(page, filled, "special")
    assert one.url.split("?")[0] == other.url.split("?")[0]
    expect(other.locator(".live_on")).to_be_visible()
    one.locator("#block-title").fill("开放日动态")
    expect(one.locator("#saving")).to_have_text("已保存")
    expect(other.locator("#block-title")).to_have_value("开放日动态")
    # What is being typed stays; that somebody else has saved the same is said.
    other.locator("#block-intro").press_sequentially("我正在写")
    one.locator("#block-intro").fill("同事写的")
    expect(one.locator("#saving")).to_have_text("已保存")
    expect(other.locator("#saving")).to_have_text("已保存")
    other.reload()
    assert other.locator("#block-intro").input_value() in ("我正在写", "同事写的")


def test_issuing_what_somebody_changed_meanwhile_asks_again(filled: Server, screen: Screen) -> None:
    one, other = screen(1280, 800).new_page(), screen(1280, 800).new_page()
    for page in (one, other):
        enter(page, filled)
        drafted(page, filled, "special")
    one.locator(".bulletin__issue summary", has_text="签发").click()
    other.locator("#block-reminder").fill("请按时报送。")
    expect(other.locator("#saving")).to_have_text("已保存")
    one.get_by_role("button", name="确认签发").click()
    expect(one.locator("[role=alert]")).to_contain_text("没有签发")
    expect(one.locator(".paper")).to_contain_text("请按时报送。")

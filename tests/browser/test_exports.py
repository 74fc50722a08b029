"""导出, 对外链接 and 记录 in a browser: made, fetched, handed out, revoked; nothing wider than a phone."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import running
from tests.support.installation import Nursery
from tests.support.patience import PATIENCE
from tests.support.rehearsals import Screen, Server, config_of_sample

pytestmark = [pytest.mark.browser, pytest.mark.long]
WEEK = "/w/nanchang-2020"


@pytest.fixture(scope="module")
def sample(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A week under way."""
    with running(nursery, tmp_path_factory.mktemp("sample"), config_of_sample) as started:
        yield started


def enter(page: Page, server: Server) -> None:
    page.goto(server.url)
    page.get_by_role("button", name="进入工作台").click()
    expect(page.locator(".tiles")).to_be_visible()


def fits(page: Page, name: str, width: int) -> None:
    """Nothing lies beyond the screen. ``SHOTS`` names a folder for pictures."""
    if "SHOTS" in os.environ:
        page.screenshot(path=Path(os.environ["SHOTS"]) / f"{name}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") == width, name


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (375, True)], ids=["desktop", "phone"])
def test_an_export_is_made_fetched_handed_out_and_revoked(
    sample: Server, screen: Screen, width: int, dark: bool, tmp_path: Path
) -> None:
    page = screen(width, 800, dark=dark).new_page()
    enter(page, sample)
    page.goto(f"{sample.url}{WEEK}/exports")
    page.get_by_role("checkbox", name="照片").check()
    page.get_by_role("button", name="算一算").click()
    expect(page.locator(".export__sum")).to_contain_text("照片 · 全部合格")
    fits(page, f"exports-{width}", width)
    page.get_by_role("button", name="做一份").click()
    # The page looks again by itself when it is made.
    expect(page.locator("#made")).to_contain_text("可以下载", timeout=2 * PATIENCE * 1000)
    with page.expect_download() as fetching:
        page.locator("#made").get_by_role("link", name="下载").click()
    fetching.value.save_as(tmp_path / "export.zip")
    with zipfile.ZipFile(tmp_path / "export.zip") as archive:
        assert archive.testzip() is None and "清单.xlsx" in archive.namelist()
    page.get_by_label("给谁用").fill("大众网 王编辑")
    page.get_by_role("button", name="做链接").click()
    address = page.locator("#address").inner_text()
    fits(page, f"export-{width}", width)
    outside = screen(width, 800, dark=dark).new_page()
    outside.goto(address)
    expect(outside.get_by_role("heading", name="全部下载")).to_be_visible()
    fits(outside, f"shared-{width}", width)
    with outside.expect_download() as fetching:
        outside.get_by_role("link", name="下载").click()
    assert Path(fetching.value.path()).read_bytes() == (tmp_path / "export.zip").read_bytes()
    page.goto(page.url.removesuffix("/shares"))
    expect(page.get_by_role("row", name="大众网 王编辑")).to_contain_text("打开 1 次，下载 1 次")
    page.get_by_role("button", name="撤销给大众网 王编辑的链接").click()
    expect(page.get_by_role("row", name="大众网 王编辑")).to_contain_text("已撤销")
    outside.goto(address)
    expect(outside.get_by_role("heading", name="没有这一页")).to_be_visible()


@pytest.mark.parametrize(("width", "dark"), [(1280, True), (375, False)], ids=["desktop", "phone"])
def test_records_are_filtered_and_an_announcement_is_looked_at_first(
    sample: Server, screen: Screen, width: int, dark: bool
) -> None:
    page = screen(width, 800, dark=dark).new_page()
    enter(page, sample)
    page.goto(f"{sample.url}/announcements")
    page.get_by_label("公告内容").fill("明天上午九点线上培训，请准时参加。")
    page.get_by_role("button", name="预览").click()
    expect(page.locator(".said")).to_contain_text("【公告】明天上午九点线上培训")
    fits(page, f"announce-{width}", width)
    page.get_by_role("button", name="确认发出").click()
    expect(page.locator("#became")).to_contain_text("失败 0")
    fits(page, f"announcement-{width}", width)
    page.goto(f"{sample.url}/audit")
    fits(page, f"audit-{width}", width)
    page.get_by_label("做了什么").select_option("announced")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("tbody tr").first).to_contain_text("发公告")
    assert "verb=announced" in page.url
    with page.expect_download() as fetching:
        page.get_by_role("link", name="Excel").click()
    assert fetching.value.suggested_filename.endswith(".xlsx")

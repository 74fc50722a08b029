"""The upload page as a person uses it, for browser stories; and a video that is large and good."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import CDPSession, FilePayload, Locator, Page, expect

from tests.support.chat_page import Chat
from tests.support.patience import PATIENCE

_LINK = re.compile(r"http://\S+/u/\S+")
_SMALL_VIDEO = Path(__file__).parents[1] / "checks" / "files" / "video_gen_1280x720_faststart.mp4"
MEGABYTE = 1024 * 1024


def link_of(chat: Chat) -> str:
    """The address that the bot brings when one says 上传."""
    chat.say("上传")
    found = _LINK.search(chat.hears("/u/"))
    assert found
    return found[0]


def large_video(path: Path, megabytes: int) -> Path:
    """A good video with a box of so many megabytes that players skip; no two places in it are alike."""
    size = megabytes * MEGABYTE
    with path.open("wb") as file:
        file.write(_SMALL_VIDEO.read_bytes())
        file.write((size + 8).to_bytes(4, "big") + b"free")
        for block in range(megabytes):
            file.write(block.to_bytes(4, "big") * (MEGABYTE // 4))
    return path


class Network:
    """The page's network as Chromium plays it: so many bytes a second upwards, or none at all."""

    def __init__(self, page: Page) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("Network.enable")

    def slow(self, bytes_per_second: int) -> None:
        self._set(offline=False, up=bytes_per_second)

    def off(self) -> None:
        self._set(offline=True, up=-1)

    def _set(self, *, offline: bool, up: int) -> None:
        wanted = {"offline": offline, "latency": 5, "downloadThroughput": -1, "uploadThroughput": up}
        self._session.send("Network.emulateNetworkConditions", wanted)


class UploadPage:
    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.open()

    def open(self) -> None:
        self.page.goto(self.url)
        self.is_ready()

    def is_ready(self) -> None:
        expect(self.page.locator("#due-list li").first).to_be_visible()

    def photos(self, *files: FilePayload) -> None:
        self.page.locator("#pick-photo").set_input_files(list(files))

    def video(self, path: Path) -> None:
        self.page.locator("#pick-video").set_input_files(path)

    def file(self, *files: FilePayload) -> None:
        self.page.locator("#pick-file").set_input_files(list(files))

    def row(self, name: str) -> Locator:
        return self.page.locator(".file", has_text=name)

    def state(self, name: str) -> Locator:
        return self.row(name).locator(".file__state")

    def percent(self, name: str) -> int:
        return int(self.row(name).get_by_role("progressbar").get_attribute("aria-valuenow") or 0)

    def caption(self, name: str, words: str) -> None:
        self.row(name).get_by_role("textbox").fill(words)
        self.row(name).get_by_role("button", name="保存").click()

    def wait(self, until: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not until():
            assert time.monotonic() < end, self.page.locator("main").inner_text()
            self.page.wait_for_timeout(50)


def jpeg(name: str, content: bytes) -> FilePayload:
    return FilePayload(name=name, mimeType="image/jpeg", buffer=content)

"""The chat page as a person uses it, for browser stories."""

from __future__ import annotations

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.support.rehearsals import Server


class Chat:
    """The page as a person uses it."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.url = server.url

    def be(self, name: str) -> None:
        """Pick a person from the list."""
        self.list_people()
        self.page.get_by_role("link", name=name).first.click()
        self.is_open(name)

    def list_people(self) -> None:
        """A phone shows either the list or the conversation; a desktop always both."""
        if not self.page.locator(".people").is_visible():
            self.page.get_by_role("link", name="换人").click()
            expect(self.page.locator(".people")).to_be_visible()

    def unread(self, name: str) -> Locator:
        """The mark at somebody who has not read everything."""
        return self.page.locator(".person", has_text=name).locator(".person__unread")

    def is_open(self, name: str) -> None:
        """Wait for that person's conversation, its script included."""
        expect(self.page.locator(".phone__me")).to_contain_text(name)
        self.page.wait_for_load_state("load")

    def say(self, words: str) -> None:
        self.page.get_by_label("说点什么").fill(words)
        self.page.get_by_role("button", name="发送", exact=True).click()

    def photo(self, name: str, content: bytes) -> None:
        self.page.get_by_role("button", name="发照片、视频、文件").click()
        self.page.get_by_label("照片", exact=True).set_input_files(
            FilePayload(name=name, mimeType="image/jpeg", buffer=content)
        )

    def move_clock(self, button: str) -> None:
        box = self.page.locator("#clock-box")
        if box.get_attribute("open") is None:
            box.locator("summary").click()
        self.page.get_by_role("button", name=button).click()

    def close_clock(self) -> None:
        box = self.page.locator("#clock-box")
        if box.get_attribute("open") is not None and not self.page.locator(".people").is_visible():
            box.locator("summary").click()

    def answers(self) -> Locator:
        return self.page.locator(".bubble_bot")

    def hears(self, *words: str) -> str:
        """Wait for one message of the bot that says all this; returns it."""
        found = self.answers()
        for said in words:
            found = found.filter(has_text=said)
        expect(found.first).to_be_visible()
        return found.last.inner_text()

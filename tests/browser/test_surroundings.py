"""Networks and browsers that deny things: small bodies, no PATCH, no storage. Everything arrives all the same."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect

from tests.support.chat_page import Chat
from tests.support.rehearsals import Screen, Server
from tests.support.upload_page import MEGABYTE, UploadPage, jpeg, link_of

pytestmark = pytest.mark.browser

#: Touching it fails, as where cookies and site data are blocked.
NO_STORAGE = """
for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });
}
"""


class Firewall:
    """A proxy that takes bodies up to one megabyte and knows no PATCH; ``closed``: nor anything else."""

    def __init__(self) -> None:
        self.closed = False
        self.passed: list[int] = []

    def __call__(self, route: Route) -> None:
        request = route.request
        size = len(request.post_data_buffer or b"")
        if size > MEGABYTE:
            route.fulfill(status=413, body="<html>Request Entity Too Large</html>")
        elif request.method == "PATCH" or (self.closed and size):
            route.fulfill(status=405, body="<html>Not Allowed</html>")
        else:
            self.passed.append(size)
            route.continue_()


def opened(server: Server, screen: Screen) -> UploadPage:
    window = screen(375, 760)
    window.add_init_script(NO_STORAGE)
    chat = Chat(window.new_page(), server)
    chat.page.goto(f"{server.url}/chat")
    chat.be("李小一")
    return UploadPage(window.new_page(), link_of(chat))


def test_a_browser_without_storage_behind_a_firewall_that_takes_little(
    server: Server, screen: Screen, good_photo: bytes
) -> None:
    upload, firewall = opened(server, screen), Firewall()
    upload.page.route(re.compile("/files/"), firewall)
    upload.photos(jpeg("活动.jpg", good_photo))
    expect(upload.state("活动")).to_have_text("缺说明")
    assert len(good_photo) > MEGABYTE
    assert sum(firewall.passed) == len(good_photo)
    assert max(firewall.passed) <= MEGABYTE


def test_what_no_way_leads_through_says_so(server: Server, screen: Screen, good_photo: bytes) -> None:
    upload, firewall = opened(server, screen), Firewall()
    firewall.closed = True
    upload.page.route(re.compile("/files/"), firewall)
    upload.photos(jpeg("活动.jpg", good_photo))
    expect(upload.state("活动")).to_have_text("没传上")
    expect(upload.page.locator("main")).to_contain_text("这里的网络不让上传（405）")

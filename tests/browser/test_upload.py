"""A liaison's bad morning on a phone: photos, a large video, no network, a reload; still everything arrives once."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.support.chat_page import Chat
from tests.support.counted_wire import wire
from tests.support.rehearsals import Screen, Server, photo
from tests.support.upload_page import MEGABYTE, Network, UploadPage, jpeg, large_video, link_of

pytestmark = pytest.mark.browser

MOST_SENT_TWICE = 0.05


@pytest.fixture(scope="module")
def three_photos() -> list[bytes]:
    """Three views, none like the others."""
    scene = Image.open(io.BytesIO(photo(3200, 2400, sky="#9cc7e8", ground="#6f8f5a")))
    views = (scene, scene.transpose(Image.Transpose.FLIP_TOP_BOTTOM), scene.transpose(Image.Transpose.ROTATE_90))
    return [_jpeg_of(view) for view in views]


def _jpeg_of(view: Image.Image) -> bytes:
    written = io.BytesIO()
    view.save(written, "JPEG", quality=88)
    return written.getvalue()


def test_everything_arrives_once_however_often_it_is_cut(
    server: Server,
    screen: Screen,
    three_photos: list[bytes],
    tmp_path: Path,
    pictures: Callable[[str], Path | None],
) -> None:
    video = large_video(tmp_path / "技能展示.mp4", 60)
    port = int(server.url.rpartition(":")[2])
    with wire(port) as counted:
        window = screen(375, 760, sharp=True)
        chat = Chat(window.new_page(), server)
        chat.page.goto(f"{server.url}/chat")
        chat.be("李小一")
        page = window.new_page()
        upload = UploadPage(page, link_of(chat).replace(str(port), str(counted.port)))
        network = Network(page)
        network.slow(10 * MEGABYTE)
        before = counted.sent
        upload.photos(*(jpeg(f"活动{n}.jpg", content) for n, content in enumerate(three_photos, start=1)))
        upload.video(video)

        upload.wait(lambda: upload.percent("技能展示") >= 20)
        network.off()
        expect(upload.state("技能展示")).to_have_text("等网络")
        _keep(upload, pictures("upload-offline"))
        network.slow(10 * MEGABYTE)
        upload.wait(lambda: upload.percent("技能展示") >= 40)

        counted.cut()
        expect(upload.state("技能展示")).to_have_text("等网络")
        counted.mend()
        upload.wait(lambda: upload.percent("技能展示") >= 55)

        page.reload()
        upload.is_ready()
        unfinished = page.locator("#unfinished")
        expect(unfinished).to_contain_text("技能展示.mp4")
        assert upload.percent("技能展示") >= 50
        _keep(upload, pictures("upload-unfinished"))
        network.slow(10 * MEGABYTE)
        unfinished.get_by_label("再选这个文件").set_input_files(video)
        expect(upload.state("技能展示")).to_have_text("合格")
        expect(unfinished).to_be_hidden()
        size = video.stat().st_size + sum(map(len, three_photos))
        assert size <= counted.sent - before < size * (1 + MOST_SENT_TWICE)

        for n in (1, 2, 3):
            expect(upload.state(f"活动{n}")).to_have_text("缺说明")
            upload.caption(f"活动{n}", f"学生第 {n} 组<b>展示</b>焊接")
        for n in (1, 2, 3):
            expect(upload.state(f"活动{n}")).to_have_text(re.compile("^合格"))
        _keep(upload, pictures("upload-done"))
        page.emulate_media(color_scheme="dark")
        _keep(upload, pictures("upload-dark"))
        assert page.locator("main b").count() == 0

        folder = server.files / "nanchang-2020" / "2020-11-09" / "D1"
        assert sorted(map(len, (file.read_bytes() for file in folder.iterdir()))) == sorted(
            (video.stat().st_size, *map(len, three_photos))
        )
        chat.page.bring_to_front()
        receipt = chat.hears("回执", "视频")
        assert "合格" in receipt and "11月9日" in receipt


def _keep(upload: UploadPage, place: Path | None) -> None:
    if place:
        upload.page.wait_for_timeout(400)
        upload.page.screenshot(path=place, full_page=True)

"""The upload page itself: what is known beforehand is said, what people write stays text, and it fits every screen."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.support.chat_page import Chat
from tests.support.rehearsals import Screen, Server, photo
from tests.support.upload_page import UploadPage, jpeg, link_of

pytestmark = pytest.mark.browser

DROP = """names => {
  const data = new DataTransfer();
  for (const name of names) data.items.add(new File(['x'.repeat(2000)], name));
  for (const event of ['dragover', 'drop']) {
    document.body.dispatchEvent(new DragEvent(event, {dataTransfer: data, bubbles: true, cancelable: true}));
  }
}"""
DOCUMENT = Path(__file__).parents[1] / "checks" / "files" / "docx_ok_fonts_from_styles.docx"
WECHAT = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/116 Mobile Safari/537.36 MicroMessenger/8.0.47"


@pytest.fixture(scope="module")
def links() -> dict[str, str]:
    return {}


@pytest.fixture
def link(shared_server: Server, screen: Screen, links: dict[str, str]) -> str:
    """赵小三's, asked for once."""
    if not links:
        chat = Chat(screen(375, 700).new_page(), shared_server)
        chat.page.goto(f"{shared_server.url}/chat")
        chat.be("赵小三")
        links["赵小三"] = link_of(chat)
    return links["赵小三"]


@pytest.fixture
def upload(screen: Screen, link: str) -> UploadPage:
    return UploadPage(screen(375, 760).new_page(), link)


def png(width: int, height: int) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (width, height), "#446688").save(written, "PNG")
    return written.getvalue()


def turned(width: int, height: int) -> bytes:
    """A JPEG that lies on its side and says so: shown, it is ``height`` wide."""
    exif = Image.Exif()
    exif[0x0112] = 6
    written = io.BytesIO()
    Image.new("RGB", (width, height), "#446688").save(written, "JPEG", exif=exif)
    return written.getvalue()


def test_what_is_due_is_said_with_the_time_left(upload: UploadPage) -> None:
    due = upload.page.locator("#due-list li").first
    expect(due).to_contain_text("10:00")
    expect(due.locator(".due__left")).to_contain_text("分")
    expect(due.locator(".due__standing")).to_have_text("还没报")


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (jpeg("小.jpg", photo(1600, 1200, sky="#fff", ground="#333")), "照片宽 1600 像素，要求不少于 2000"),
        (jpeg("立.jpg", turned(2400, 1000)), "照片宽 1000 像素"),
        (jpeg("假.jpg", png(2100, 900)), "这是 PNG 格式"),
        (jpeg("坏.jpg", b"\xff\xd8\xff" + b"x" * 3000), "打不开"),
        (FilePayload(name="a.mov", mimeType="video/mp4", buffer=b"\0\0\0\x14ftypqt  \0\0\0\0qt  " + b"x" * 99), "mov"),
        (FilePayload(name="旧.doc", mimeType="", buffer=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 999), "另存为"),
    ],
    ids=["narrow", "turned", "renamed", "broken", "mov", "doc"],
)
def test_what_the_browser_can_know_is_said_before_anything_is_sent(
    upload: UploadPage, file: FilePayload, said: str
) -> None:
    asked: list[str] = []
    upload.page.on("request", lambda request: asked.append(request.url) if "/files/" in request.url else None)
    upload.file(file)
    row = upload.row(file["name"])
    expect(row.locator(".file__state")).to_have_text("请确认")
    expect(row.locator(".file__said")).to_contain_text(said)
    assert asked == []
    row.get_by_role("button", name="移除").click()
    expect(row).to_have_count(0)


def test_an_empty_file_cannot_be_sent_and_another_takes_its_place(upload: UploadPage) -> None:
    upload.file(FilePayload(name="空.docx", mimeType="", buffer=b""))
    expect(upload.state("空.docx")).to_have_text("不能传")
    with upload.page.expect_file_chooser() as chooser:
        upload.row("空.docx").get_by_role("button", name="换一个").click()
    chooser.value.set_files(jpeg("换上.jpg", png(10, 10)))
    expect(upload.state("换上.jpg")).to_have_text("请确认")
    expect(upload.row("空.docx")).to_have_count(0)


def test_sent_against_advice_it_gets_its_verdict_and_can_be_withdrawn(upload: UploadPage, small_photo: bytes) -> None:
    upload.photos(jpeg("<img src=x onerror=alert(1)>.jpg", small_photo))
    row = upload.row("<img src=x")
    row.get_by_role("button", name="仍要上传").click()
    expect(row.locator(".file__state")).to_have_text("不合格")
    expect(row.locator(".file__said")).to_contain_text("1600")
    expect(upload.page.locator("#receipt")).to_contain_text("不合格")
    assert upload.page.locator("main img").count() == 0
    expect(row.get_by_role("button", name="换一个")).to_be_visible()
    withdraw = row.get_by_role("button", name="撤回")
    withdraw.click()
    row.get_by_role("button", name="确定撤回").click()
    expect(row.locator(".file__state")).to_have_text("已撤回")


def test_paused_it_stays_where_it_is_until_it_is_resumed(upload: UploadPage, good_photo: bytes) -> None:
    upload.page.clock.install()
    upload.page.route(
        "**/files/*", lambda route: route.abort() if route.request.method == "PATCH" else route.continue_()
    )
    upload.photos(jpeg("开幕.jpg", good_photo))
    row = upload.row("开幕.jpg")
    row.get_by_role("button", name="暂停").click()
    expect(row.locator(".file__state")).to_have_text("已暂停")
    upload.page.unroute("**/files/*")
    upload.page.clock.run_for(60_000)
    expect(row.locator(".file__state")).to_have_text("已暂停")
    row.get_by_role("button", name="继续").click()
    row.get_by_role("textbox").fill("开幕式上学生表演")
    expect(row.locator(".file__state")).to_have_text("缺说明")
    row.get_by_role("textbox").press("Enter")
    expect(row.locator(".file__state")).to_have_text("合格")
    expect(upload.page.locator("#due-list li").first.locator(".due__standing")).to_contain_text("已报")


def test_files_can_be_dropped_anywhere_and_a_milestone_chosen(upload: UploadPage) -> None:
    upload.page.locator("#item").select_option(label="活动周总结")
    upload.page.evaluate(DROP, ["随手记.txt"])
    row = upload.row("随手记.txt")
    expect(row.locator(".file__facts")).to_contain_text("作为活动周总结")


def test_the_title_of_a_document_is_read_back(upload: UploadPage) -> None:
    upload.file(FilePayload(name="典型案例.docx", mimeType="", buffer=DOCUMENT.read_bytes()))
    row = upload.row("典型案例.docx")
    expect(row.locator(".said_title")).to_contain_text("题目：《")
    expect(upload.page.locator("#receipt")).to_contain_text("示例市第一职业学校")


def test_a_phone_that_was_locked_goes_on_at_once(upload: UploadPage, good_photo: bytes) -> None:
    upload.page.route("**/files/", lambda route: route.abort())
    upload.photos(jpeg("锁屏.jpg", good_photo + b"2"))
    expect(upload.state("锁屏.jpg")).to_have_text("等网络")
    # Whatever it waits for does not come: only being looked at again can make it go on.
    upload.page.evaluate("for (let timer = setTimeout(() => {}); timer > 0; timer--) clearTimeout(timer)")
    upload.page.unroute("**/files/")
    upload.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(upload.state("锁屏.jpg")).not_to_have_text("等网络")


def test_inside_wechat_the_way_out_is_offered(screen: Screen, link: str, shared_server: Server) -> None:
    window = screen(375, 700)
    window.grant_permissions(["clipboard-read", "clipboard-write"], origin=shared_server.url)
    page = window.new_page()
    page.add_init_script(f"Object.defineProperty(navigator, 'userAgent', {{value: '{WECHAT}'}})")
    UploadPage(page, link)
    page.get_by_role("button", name="复制链接").click()
    expect(page.locator("#toast")).to_contain_text("已复制")
    assert page.evaluate("navigator.clipboard.readText()") == link


def test_elsewhere_it_is_not(upload: UploadPage) -> None:
    expect(upload.page.locator("#inside-chat")).to_be_hidden()


def test_verdicts_come_without_a_stream_too(screen: Screen, link: str, small_photo: bytes) -> None:
    page = screen(375, 700).new_page()
    page.route("**/events", lambda route: route.fulfill(status=404, body=""))
    upload = UploadPage(page, link)
    upload.photos(jpeg("无流.jpg", small_photo + b"1"))
    upload.row("无流.jpg").get_by_role("button", name="仍要上传").click()
    expect(upload.state("无流.jpg")).to_have_text("不合格")


def test_the_keyboard_is_enough(upload: UploadPage) -> None:
    page = upload.page
    seen = []
    for _ in range(4):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id"))
    assert seen == ["item", "pick-photo", "pick-video", "pick-file"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(320, 640), (375, 760), (1280, 900)], ids=["small", "phone", "desktop"])
def test_everything_fits_and_can_be_read(screen: Screen, link: str, width: int, height: int, dark: bool) -> None:
    upload = UploadPage(screen(width, height, dark=dark).new_page(), link)
    upload.file(FilePayload(name="很长的名字" * 30 + ".txt", mimeType="", buffer=b"\0\1x"))
    expect(upload.state("很长的名字")).to_have_text("请确认")
    page = upload.page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for readable in (".top__title", ".top__note", ".due__standing", ".file__facts", ".said_advice", ".file__state"):
        assert _contrast(page, page.locator(readable).first) >= 4.5, readable
    for target in page.locator("button:visible, .choice:visible, select:visible").all():
        box = target.bounding_box()
        assert box and box["height"] >= 40


def _contrast(page: Page, element: Locator) -> float:
    """WCAG 2 contrast of an element's text against what it stands on."""
    ink, papers = element.evaluate(
        """element => {
          const papers = [];
          for (let e = element; e; e = e.parentElement) papers.push(getComputedStyle(e).backgroundColor);
          return [getComputedStyle(element).color, papers];
        }"""
    )
    paper = next(p for p in map(_rgba, papers) if p[3] == 1)
    lights = sorted((_luminance(_over(_rgba(ink), paper)), _luminance(paper)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _rgba(colour: str) -> tuple[float, float, float, float]:
    red, green, blue, *alpha = (float(part) for part in colour.partition("(")[2].rstrip(")").split(","))
    return red, green, blue, alpha[0] if alpha else 1.0


def _over(ink: tuple[float, ...], paper: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(i * ink[3] + p * (1 - ink[3]) for i, p in zip(ink[:3], paper[:3], strict=True))


def _luminance(colour: tuple[float, ...]) -> float:
    parts = [value / 255 for value in colour[:3]]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

"""Files as other programs and phones make and name them, sent in chat and from the upload page."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import av
import pytest

from domain.clock import CHINA
from domain.roster.roster import OrganisationEntry
from handlers import upload_links
from handlers.submissions.statistics import merged
from tests.stories.test_upload import token_in, upload
from tests.support.real_files import FILES
from tests.support.rehearsals import photo
from tests.support.stage import Member, Stage, school

MAY = datetime(2021, 5, 20, 9, tzinfo=CHINA)
CITY = OrganisationEntry(code="c2", name="东山市教育局", kind="市教育局", line="教育", parent_code="bureau")
UNITS = (CITY, school("s1", "东山市第一职业学校", parent="c2"), school("s2", "东山市第二职业学校", parent="c2"))
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
shandong = pytest.mark.town(
    now=MAY, campaign="shandong-2021", more=UNITS, people=[Member(account="greg", organisation="c2")]
)
#: The beginning of every photo of an iPhone set to 高效.
HEIC = b"\0\0\0\x24ftypheic\0\0\0\0mif1heicMiHEMiPrmiaf" + bytes(4000)
NAMES = ("mmexport1741766400123.jpg", "IMG_1234(1).JPG", "1741766400123", "IMG_1234.HEIC", "微信图片_20201109.jpeg")


@pytest.fixture(scope="module")
def original() -> bytes:
    return photo(3200, 2200, sky="#99aacc", ground="#556644")


def film(pixels: str, codec: str = "libx264") -> bytes:
    """A second of one shade, in a pixel format as PyAV names them."""
    written = io.BytesIO()
    with av.open(written, "w", format="mp4") as container:
        stream = container.add_stream(codec, rate=25)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 854, 480, pixels
        for _ in range(5):
            for packet in stream.encode(av.VideoFrame(854, 480, "yuv420p").reformat(format=pixels)):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return written.getvalue()


async def by_page(on: Stage, account: str, name: str, data: bytes) -> str:
    """Sent from the upload page; what the receipt says."""
    holder = await upload_links.holder(on.ctx, token_in(await on.ask(account, "上传")))
    await upload(on, holder, name, data)
    await on.drain()
    return on.last(account)


async def in_chat(on: Stage, account: str, name: str, data: bytes) -> str:
    await on.file(account, name, data)
    await on.drain()
    return on.last(account)


@shandong
@pytest.mark.parametrize("send", [in_chat, by_page])
@pytest.mark.parametrize("file", ["xlsx_sheetjs_form.xlsx", "xlsx_sheetjs_texts.xlsx", "xlsx_lo_form.xlsx"])
async def test_a_form_of_another_program_is_taken(on: Stage, file: str, send: object) -> None:
    said = await send(on, "greg", "统计表.xlsx", (FILES / file).read_bytes())  # type: ignore[operator]
    assert "统计表已收到" in said and "不合格" not in said
    (row,) = await merged(on.ctx.database, "shandong-2021")
    assert (row.unit, row.teachers, row.coverage) == ("东山市教育局", 300, 0.93)


@shandong
@pytest.mark.parametrize("file", ["xls_sheetjs_plan.xls", "doc_lo_short.doc", "docx_lo_right_direct.docx"])
async def test_a_milestones_file_of_another_program_is_taken(on: Stage, file: str) -> None:
    said = await in_chat(on, "greg", f"活动周方案{file[file.index('.') :]}", (FILES / file).read_bytes())
    assert "活动周方案已收到" in said and "不合格" not in said
    assert [(row["item"], row["state"]) for row in await on.rows("submissions")] == [("plan", "accepted")]


@pytest.mark.parametrize("name", NAMES)
async def test_a_photo_under_the_name_a_picker_gave_it(on: Stage, original: bytes, name: str) -> None:
    assert "照片 1 张还缺说明" in await in_chat(on, "alice", name, original)
    on.clock.advance(seconds=timedelta(minutes=5).total_seconds())
    assert "照片 1 张还缺说明" in await by_page(on, "bob", name, original)
    states = [(row["kind"], row["state"]) for row in await on.rows("submissions")]
    assert states == [("photo", "incomplete")] * 2


@pytest.mark.parametrize("name", ["IMG_1234.HEIC", "IMG_1234.JPG", "mmexport1741766400123"])
async def test_a_heic_photo_names_the_phones_setting(on: Stage, name: str) -> None:
    for said in (await in_chat(on, "alice", name, HEIC), await by_page(on, "bob", name, HEIC)):
        assert "照片格式是 HEIC，要求 JPG" in said
        assert "相机格式" in said and "兼容性最佳" in said


@pytest.mark.parametrize(
    ("pixels", "codec", "advice"),
    [
        ("yuv420p", "libx264", ""),
        ("yuv420p10le", "libx264", "10 位"),
        ("yuv444p", "libx264", "4:4:4"),
        ("yuv420p", "libx265", "H.265"),
    ],
)
async def test_a_film_few_computers_play_is_taken_with_advice(on: Stage, pixels: str, codec: str, advice: str) -> None:
    data = film(pixels, codec)
    await on.video("alice", data)
    await on.drain()
    for said in (on.last("alice"), await by_page(on, "bob", "VID_20201109(1).MP4", data)):
        assert "视频 1 个合格" in said
        assert advice in said and ("有些电脑放不了" in said) == bool(advice)

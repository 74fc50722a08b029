"""Real documents and videos sent in chat, and the verdict their senders read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.stage import Stage

MATERIAL = Path(os.environ.get("BAOSONG_MATERIAL", Path(__file__).parents[3] / "shared" / "material"))
pytestmark = [
    pytest.mark.material,
    pytest.mark.skipif(not MATERIAL.is_dir(), reason=f"the shared real files are not there: {MATERIAL}"),
]


@pytest.mark.parametrize(
    ("file", "sent_as", "said"),
    [
        ("docx_ok_word_style.docx", "云麓日报+春季义务植树.docx", ["媒体报道 1 篇合格"]),
        ("docx_ok_wps_package.docx", "云麓日报＋春季义务植树.docx", ["媒体报道 1 篇合格"]),
        ("docx_bad_image_first.docx", "云麓日报+春季义务植树.docx", ["不合格", "图片应放在文字后面"]),
        ("docx_bad_no_image.docx", "云麓日报+春季义务植树.docx", ["不合格", "没有图片"]),
        ("docx_bad_fonts_songti.docx", "职教故事.docx", ["不合格", "标题字体", "方正小标宋简体", "正文字体"]),
        ("docx_ok_fonts_from_styles.docx", "职教故事.docx", ["不合格", "要求 800–1500 字"]),
        ("docx_truncated.docx", "职教故事.docx", ["不合格", "打不开"]),
        ("notdocx_legacy_doc_renamed.docx", "职教故事.docx", ["不合格"]),
        ("docx_password_example.docx", "职教故事.docx", ["不合格", "密码"]),
        ("empty.docx", "职教故事.docx", ["不合格", "空"]),
        ("mmexport1741766400123.jpg", "云麓日报+截图.jpg", ["不合格"]),
    ],
)
async def test_a_document_and_what_its_sender_reads(on: Stage, file: str, sent_as: str, said: list[str]) -> None:
    data = (MATERIAL / file).read_bytes()
    await on.file("alice", sent_as, data)
    await on.drain()
    receipt = on.last("alice")
    assert [words for words in said if words not in receipt] == [], receipt
    (row,) = await on.rows("submissions")
    assert row["state"] == ("refused" if "不合格" in said else "accepted")
    assert await on.ctx.objects.get(str(row["key"])) == data


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("video_ok_camera_720p.mp4", "视频 1 个合格"),
        ("现场视频_hevc_1080p.MP4", "视频 1 个合格"),
        ("video_webm_renamed.mp4", "要求 mp4"),
        ("video_truncated_no_moov.mp4", "不合格"),
        ("empty.mp4", "不合格"),
    ],
)
async def test_a_video_and_what_its_sender_reads(on: Stage, file: str, said: str) -> None:
    await on.video("alice", (MATERIAL / file).read_bytes())
    await on.drain()
    assert said in on.last("alice")


async def test_a_real_photo_as_a_phone_takes_it_and_as_a_chat_leaves_it(on: Stage) -> None:
    await on.photo("alice", (MATERIAL / "3月5日活动现场照片（1）.jpg").read_bytes())
    await on.photo("alice", (MATERIAL / "mmexport1741766400123.jpg").read_bytes())
    await on.photo("alice", (MATERIAL / "notjpeg_heic_iphone13pm.jpg").read_bytes())
    await on.drain()
    receipt = on.last("alice")
    assert "照片 1 张还缺说明，补上才算合格（编号 1）" in receipt
    assert "宽 1080 像素，要求不少于 2000 像素" in receipt
    assert "编号 3 照片不合格" in receipt

"""Every finding code of the contract has words: short, with what was found, what is required, and what to do."""

from __future__ import annotations

import pytest

from domain.findings import Finding, Level
from domain.messages import Abilities
from formats.findings.finding import finding_text, repeated_earlier, together, worded
from formats.words import findings as texts
from tests.support.finding_codes import CODES

CHAT = Abilities(shrinks_photos=True)
DESK = Abilities(shrinks_photos=False)
#: A chat where Word files do not arrive.
NO_FILES = Abilities(shrinks_photos=True, files=False)
#: What nobody at a school need know.
JARGON = ("EXIF", "moov", "MIME", "XML", "ActiveX", "OLE", "APK", "SHA", "解压后过大", "路径", "JPEG 头")


def test_the_contract_and_the_words_name_the_same_codes() -> None:
    assert set(texts.FINDINGS) == set(CODES)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("channel", [CHAT, DESK])
def test_a_code_is_at_most_two_short_lines(code: str, channel: Abilities) -> None:
    for finding in (Finding(code=code), Finding(code=code, found="值" * 200, required="规" * 200, place="第 3 段")):
        lines = finding_text(finding, channel).split("\n")
        assert 1 <= len(lines) <= 2
        assert all(line.endswith("。") and len(line) <= 200 for line in lines)
        assert not any(mark in line for line in lines for mark in "{}")
        assert code not in "".join(lines)


@pytest.mark.parametrize("code", [c for c in CODES if texts.FINDINGS[c].parts])
def test_found_is_said_where_it_is_known(code: str) -> None:
    assert "甲乙" in finding_text(Finding(code=code, found="甲乙", required="丙丁"), CHAT)


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        (Finding(code="photo.width", found="1600", required="2000"), "宽 1600 像素，要求不少于 2000 像素。"),
        (Finding(code="photo.size", found="0.81 MB", required="2 MB"), "大小 0.81 MB，要求不小于 2 MB。"),
        (Finding(code="text.length", found="650", required="800–1500"), "字数 650，要求 800–1500 字。"),
        (Finding(code="text.length", found="650", required="不少于 800"), "字数 650，要求不少于 800 字。"),
        (Finding(code="press.filename", found="报道.docx"), "文件名“报道.docx”不合要求。"),
        (
            Finding(
                code="document.body_font", found="宋体 12 磅", required="仿宋_GB2312 三号（16 磅）", place="第 3 段"
            ),
            "第 3 段：正文字体是宋体 12 磅，应为仿宋_GB2312 三号（16 磅）。",
        ),
        (Finding(code="video.resolution", required="480"), "视频清晰度不够，要求短边不少于 480 像素。"),
    ],
)
def test_values_are_put_in(finding: Finding, said: str) -> None:
    assert finding_text(finding, CHAT).split("\n")[0] == said


def test_the_way_out_is_that_of_the_channel() -> None:
    finding = Finding(code="photo.width", found="1600", required="2000")
    assert "勾选“原图”" in finding_text(finding, CHAT)
    assert "勾选" not in finding_text(finding, DESK)


def test_a_code_of_a_later_version_is_still_a_sentence() -> None:
    said = finding_text(Finding(code="photo.future", found="7", required="8"), CHAT)
    assert said == "现为 7，要求 8。\n请改好后重发。"


@pytest.mark.parametrize(
    ("code", "found", "problem", "remedy"),
    [
        ("file.type", "ZIP 压缩包", "收到的是 ZIP 压缩包", "请解压后"),
        ("file.type", "RAR", "收到的是 RAR 压缩包", "请解压后"),
        ("file.type", "amr", "收到的是录音", "录音收不了"),
        ("file.type", "只有声音", "只有声音，没有画面", "有画面的视频"),
        ("file.type", "无法识别的文件", "认不出这是什么文件", "选错了文件"),
        ("file.unsafe", "宏", "带宏", "不带宏"),
        ("file.unsafe", "外部链接", "要联网才能显示", "图片先存到电脑再插入"),
        ("file.unsafe", "14000×14000 像素", "14000×14000 像素，太大了", "请缩小"),
        ("file.unsafe", "解压后过大", "内容太多", "只留要报的内容"),
        ("file.unsafe", "检查超过 30 秒", "没能查完", "联系上级管理员"),
        ("file.unsafe", "XML 实体", "内部结构不正常", "新建的文件"),
        ("photo.format", "HEIC", "照片格式是 HEIC", "苹果手机会自动转成 JPG"),
        ("video.format", "JPEG", "JPEG 图片，不是视频", "按照片发送"),
        ("video.format", "mov", "视频格式是 mov", "导出 mp4"),
        ("document.format", "7z 压缩包", "压缩包", "请解压后"),
        ("document.format", "mp4", "mp4 视频", "按视频发送"),
        ("press.screenshot", "手机截图 1080×2340", "手机截图 1080×2340", "活动照片请发相机拍的原图"),
        ("press.screenshot", "只有图片，文字 12 字", "只有图片，文字 12 字", "文字也复制进来"),
        ("statistics.format", "JPG 图片", "JPG 图片", "统计表填好"),
        ("statistics.format", "Excel 表格（.xls）", "Excel 表格（.xls）", "另存为"),
    ],
)
def test_what_a_file_turned_out_to_be_has_its_own_words_and_way(
    code: str, found: str, problem: str, remedy: str
) -> None:
    said = worded(Finding(code=code, found=found, required="某物"), CHAT)
    assert problem in said.problem
    assert remedy in said.remedy
    assert not any(word in said.problem + said.remedy for word in JARGON)


def test_documents_go_by_the_page_where_the_chat_carries_none() -> None:
    for code in ("document.body_font", "press.filename", "statistics.number", "file.encrypted"):
        finding = Finding(code=code, found="甲", required="乙")
        assert "再发一次" in finding_text(finding, CHAT)
        assert "发“上传”从网页传" in finding_text(finding, NO_FILES)
        assert "再发一次" not in finding_text(finding, NO_FILES)


def test_advice_on_a_photo_that_was_taken_asks_for_nothing() -> None:
    for code in ("photo.compressed", "photo.enlarged"):
        for channel in (CHAT, DESK):
            assert "没有就不用管" in finding_text(Finding(code=code, level=Level.ADVICE), channel)
    assert "上传" in finding_text(Finding(code="photo.compressed", level=Level.ADVICE), CHAT)


def test_who_sent_the_original_already_is_not_sent_in_circles() -> None:
    finding = Finding(code="photo.size", found="1.8 MB", required="2 MB")
    assert all("已是原图的，请换一张" in finding_text(finding, channel) for channel in (CHAT, DESK))


def test_the_number_is_said_where_it_is_known() -> None:
    finding = Finding(code="file.duplicate", found="7 号，11月9日 一职专", level=Level.ADVICE)
    assert "发“撤回 12”" in worded(finding, CHAT, 12).remedy
    assert "发“撤回 编号”" in worded(finding, CHAT).remedy


def test_what_repeats_many_of_one_day_says_so_once() -> None:
    same = [f"{number} 号，11月9日 一职专" for number in (1, 2, 3, 7)]
    assert repeated_earlier(same) == "1–3、7 号，11月9日 一职专"
    assert repeated_earlier(["以前报过"]) == "以前报过"
    scattered = [f"{number} 号，11月9日 一职专" for number in range(1, 99, 2)]
    assert repeated_earlier(scattered).endswith("… 号，11月9日 一职专")


def test_remedies_that_end_alike_are_one() -> None:
    assert together(["请改甲，再发一次。", "请看看。", "请改乙，再发一次。"]) == [
        "请改甲；改乙，再发一次。",
        "请看看。",
    ]


def test_a_name_cannot_turn_the_line_around() -> None:
    said = finding_text(Finding(code="press.filename", found="照片\u202egpj.exe\n合格"), CHAT)
    assert "文件名“照片gpj.exe 合格”" in said


@pytest.mark.parametrize(
    ("finding", "remedy"),
    [
        (Finding(code="file.encrypted"), "请取消密码，再发一次。"),
        (Finding(code="file.encrypted", found="受版权保护的视频"), "请发自己拍的视频。"),
        (
            Finding(code="video.format", found="H.265（HEVC）", required="H.264", level=Level.ADVICE),
            "不改也合格；要改，请在手机相机设置里选“兼容性最佳”（H.264）再拍。",
        ),
        *(
            (
                Finding(code="video.format", found=codec, required="H.264", level=Level.ADVICE),
                "不改也合格；要改，请用剪映等软件重新导出 mp4（H.264）。",
            )
            for codec in ("H.266（VVC）", "AV1", "VP9")
        ),
        *(
            (
                Finding(code="photo.format", found=raw, required="JPG"),
                "请在相机里改拍 JPG，或用看图软件另存为 JPG 再发。",
            )
            for raw in ("RAW", "DNG")
        ),
    ],
)
def test_the_remedy_suits_what_was_found(finding: Finding, remedy: str) -> None:
    assert worded(finding, CHAT).remedy == remedy

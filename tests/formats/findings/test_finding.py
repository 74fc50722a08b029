"""Every finding code has words: short, with what was found, what is required, and what to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.abilities import Abilities
from domain.findings import Code, Finding, Level
from domain.findings.file_formats import FileFormat
from domain.findings.found import (
    ArchiveOf,
    AsWorded,
    Codec,
    EncodedAs,
    FileIs,
    Found,
    FoundValue,
    OnlyPictures,
    Pixels,
    Text,
    TimeLimit,
    Typeface,
)
from domain.findings.places import Paragraphs
from domain.findings.required import FormatsTaken, Length, Required, RequiredValue
from formats.findings.examples import EXAMPLES
from formats.findings.finding import Worded, together, worded
from formats.words import findings as texts

CHAT = Abilities(shrinks_photos=True)
DESK = Abilities(shrinks_photos=False)
#: A chat where Word files do not arrive.
NO_FILES = Abilities(shrinks_photos=True, files=False)
#: What nobody at a school need know.
JARGON = ("EXIF", "moov", "MIME", "XML", "ActiveX", "OLE", "APK", "SHA", "解压后过大", "路径", "JPEG 头")


def lines(finding: Finding, channel: Abilities) -> list[str]:
    said = worded(finding, channel)
    return [line for line in (*said.problem.split("\n"), *said.remedy.split("\n")) if line]


def test_every_code_has_words() -> None:
    assert set(texts.FINDINGS) == set(Code)


@pytest.mark.parametrize("code", Code)
@pytest.mark.parametrize("channel", [CHAT, DESK])
def test_a_code_is_at_most_two_short_lines(code: Code, channel: Abilities) -> None:
    place = Paragraphs((3,), 1)
    long = Finding(code=code, found=AsWorded("值" * 200), required=AsWorded("规" * 200), place=place)
    for finding in (Finding(code=code), long):
        said = lines(finding, channel)
        assert 1 <= len(said) <= 2
        assert all(line.endswith("。") and len(line) <= 200 for line in said)
        assert not any(mark in line for line in said for mark in "{}")
        assert code not in "".join(said)


@pytest.mark.parametrize("code", [code for code, wording in texts.FINDINGS.items() if wording.parts])
def test_found_is_said_where_it_is_known(code: Code) -> None:
    assert "甲乙" in lines(Finding(code=code, found=AsWorded("甲乙"), required=AsWorded("丙丁")), CHAT)[0]


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        (Finding(code=Code.PHOTO_WIDTH, found=1600, required=2000), "宽 1600 像素，要求不少于 2000 像素。"),
        (Finding(code=Code.PHOTO_SIZE, found=810_000, required=2_000_000), "大小 0.81 MB，要求不小于 2 MB。"),
        (Finding(code=Code.TEXT_LENGTH, found=650, required=Length(800, 1500)), "字数 650，要求 800–1500 字。"),
        (Finding(code=Code.TEXT_LENGTH, found=650, required=Length(800, None)), "字数 650，要求不少于 800 字。"),
        (Finding(code=Code.TEXT_LENGTH, found=650, required=Length(None, 600)), "字数 650，要求不超过 600 字。"),
        (Finding(code=Code.PRESS_FILENAME, found=Text("报道.docx")), "文件名“报道.docx”不合要求。"),
        (
            Finding(
                code=Code.DOCUMENT_BODY_FONT,
                found=Typeface("宋体", 12.0),
                required=Typeface("仿宋_GB2312", 16.0),
                place=Paragraphs((3,), 1),
            ),
            "第 3 段：正文字体是宋体 12 磅，应为仿宋_GB2312 三号（16 磅）。",
        ),
        (Finding(code=Code.VIDEO_RESOLUTION, required=480), "视频清晰度不够，要求短边不少于 480 像素。"),
    ],
)
def test_values_are_put_in(finding: Finding, said: str) -> None:
    assert worded(finding, CHAT).problem == said


def test_the_way_out_is_that_of_the_channel() -> None:
    finding = Finding(code=Code.PHOTO_WIDTH, found=1600, required=2000)
    assert "勾选“原图”" in worded(finding, CHAT).remedy
    assert "勾选" not in worded(finding, DESK).remedy


def test_a_code_of_a_later_version_is_still_a_sentence() -> None:
    said = lines(Finding(code=Code.UNKNOWN, found=7, required=8), CHAT)
    assert said == ["现为 7，要求 8。", "请改好后重发。"]


@pytest.mark.parametrize(
    ("code", "found", "problem", "remedy"),
    [
        (Code.FILE_TYPE, ArchiveOf(FileFormat.ZIP), "收到的是 ZIP 压缩包", "请解压后"),
        (Code.FILE_TYPE, FileIs(FileFormat.RAR), "收到的是 RAR 压缩包", "请解压后"),
        (Code.FILE_TYPE, FileIs(FileFormat.AMR), "收到的是录音", "录音收不了"),
        (Code.FILE_TYPE, Found.ONLY_SOUND, "只有声音，没有画面", "有画面的视频"),
        (Code.FILE_TYPE, Found.UNRECOGNISED, "认不出这是什么文件", "选错了文件"),
        (Code.FILE_TYPE, Found.NO_TEXT, "认不出这是什么文件", "选错了文件"),
        (Code.FILE_UNSAFE, Found.MACRO, "带宏", "不带宏"),
        (Code.FILE_UNSAFE, Found.EXTERNAL_LINK, "要联网才能显示", "图片先存到电脑再插入"),
        (Code.FILE_UNSAFE, Pixels(14000, 14000), "14000×14000 像素，太大了", "请缩小"),
        (Code.FILE_UNSAFE, Found.UNPACKED_TOO_LARGE, "内容太多", "只留要报的内容"),
        (Code.FILE_UNSAFE, TimeLimit(30.0), "没能查完", "联系上级管理员"),
        (Code.FILE_UNSAFE, Found.XML_ENTITY, "内部结构不正常", "新建的文件"),
        (Code.PHOTO_FORMAT, FileIs(FileFormat.HEIC), "照片格式是 HEIC", "苹果手机会转成 JPG"),
        (Code.VIDEO_FORMAT, FileIs(FileFormat.JPEG), "JPEG 图片，不是视频", "按照片发送"),
        (Code.VIDEO_FORMAT, FileIs(FileFormat.MOV), "视频格式是 mov", "导出 mp4"),
        (Code.DOCUMENT_FORMAT, FileIs(FileFormat.SEVEN_ZIP), "压缩包", "请解压后"),
        (Code.DOCUMENT_FORMAT, FileIs(FileFormat.MP4), "mp4 视频", "按视频发送"),
        (Code.PRESS_SCREENSHOT, Pixels(1080, 2340), "手机截图 1080×2340", "活动照片请发相机拍的原图"),
        (Code.PRESS_SCREENSHOT, OnlyPictures(12), "只有图片，文字 12 字", "文字也复制进来"),
        (Code.STATISTICS_FORMAT, FileIs(FileFormat.JPEG), "JPG 图片", "统计表填好"),
        (Code.STATISTICS_FORMAT, FileIs(FileFormat.XLS), "Excel 表格（.xls）", "另存为"),
    ],
)
def test_what_a_file_turned_out_to_be_has_its_own_words_and_way(
    code: Code, found: FoundValue, problem: str, remedy: str
) -> None:
    said = worded(Finding(code=code, found=found, required=AsWorded("某物")), CHAT)
    assert problem in said.problem
    assert remedy in said.remedy
    assert not any(word in said.problem + said.remedy for word in JARGON)


@pytest.mark.parametrize("channel", [CHAT, DESK])
def test_who_sends_heic_learns_where_the_phone_is_set_to_jpg(channel: Abilities) -> None:
    said = worded(Finding(code=Code.PHOTO_FORMAT, found=FileIs(FileFormat.HEIC), required=AsWorded("JPG")), channel)
    assert "相机格式选“兼容性最佳”" in said.remedy


def test_documents_go_by_the_page_where_the_chat_carries_none() -> None:
    for code in (Code.DOCUMENT_BODY_FONT, Code.PRESS_FILENAME, Code.STATISTICS_NUMBER, Code.FILE_ENCRYPTED):
        finding = Finding(code=code, found=Text("甲"), required=AsWorded("乙"))
        assert "再发一次" in worded(finding, CHAT).remedy
        assert "发“上传”从网页传" in worded(finding, NO_FILES).remedy
        assert "再发一次" not in worded(finding, NO_FILES).remedy


def test_advice_on_a_photo_that_was_taken_asks_for_nothing() -> None:
    for code in (Code.PHOTO_COMPRESSED, Code.PHOTO_ENLARGED):
        for channel in (CHAT, DESK):
            assert "没有就不用管" in worded(Finding(code=code, level=Level.ADVICE), channel).remedy
    assert "上传" in worded(Finding(code=Code.PHOTO_COMPRESSED, level=Level.ADVICE), CHAT).remedy


def test_who_sent_the_original_already_is_not_sent_in_circles() -> None:
    finding = Finding(code=Code.PHOTO_SIZE, found=1_800_000, required=2_000_000)
    assert all("已是原图的，请换一张" in worded(finding, channel).remedy for channel in (CHAT, DESK))


def test_the_number_is_said_where_it_is_known() -> None:
    finding = next(one for one in EXAMPLES if one.code is Code.FILE_DUPLICATE)
    assert "发“撤回 12”" in worded(finding, CHAT, 12).remedy
    assert "发“撤回 编号”" in worded(finding, CHAT).remedy


def test_remedies_that_end_alike_are_one() -> None:
    again = "，再发一次。"
    said = [
        Worded(problem="甲", remedy=f"请改甲{again}", ending=again),
        Worded(problem="看", remedy="请看看。"),
        Worded(problem="又看", remedy="请看看。"),
        Worded(problem="乙", remedy=f"请改乙{again}", ending=again),
        Worded(problem="又甲", remedy=f"请改甲{again}", ending=again),
    ]
    assert together(said) == ["请改甲；改乙，再发一次。", "请看看。"]


def test_a_remedy_knows_how_it_ends() -> None:
    finding = Finding(code=Code.DOCUMENT_BODY_FONT)
    assert worded(finding, CHAT).ending == "，再发一次。"
    assert worded(finding, NO_FILES).ending == "，再发“上传”从网页传。"
    assert worded(Finding(code=Code.FILE_EMPTY), CHAT).ending == ""


def test_a_name_cannot_turn_the_line_around() -> None:
    said = worded(Finding(code=Code.PRESS_FILENAME, found=Text("照片\u202egpj.exe\n合格")), CHAT)
    assert "文件名“照片gpj.exe 合格”" in said.problem


def test_several_values_may_be_said_as_one() -> None:
    finding = Finding(code=Code.PHOTO_WIDTH, found=1080, required=2000)
    assert worded(finding, CHAT, found="960–1440").problem == "宽 960–1440 像素，要求不少于 2000 像素。"


_H264 = Finding(code=Code.VIDEO_FORMAT, required=Required.H264, level=Level.ADVICE)
_JPG: RequiredValue = FormatsTaken(("JPEG",))


@pytest.mark.parametrize(
    ("finding", "remedy"),
    [
        (Finding(code=Code.FILE_ENCRYPTED), "请取消密码，再发一次。"),
        (Finding(code=Code.FILE_ENCRYPTED, found=Found.PROTECTED_VIDEO), "请发自己拍的视频。"),
        (
            replace(_H264, found=EncodedAs(Codec.HEVC)),
            "不改也合格；要改，请在手机相机设置里选“兼容性最佳”（H.264）再拍。",
        ),
        *(
            (
                replace(_H264, found=EncodedAs(codec)),
                "不改也合格；要改，请用剪映等软件重新导出 mp4（H.264）。",
            )
            for codec in (Codec.VVC, Codec.AV1, Codec.VP9)
        ),
        *(
            (
                Finding(code=Code.PHOTO_FORMAT, found=FileIs(raw), required=_JPG),
                "请在相机里改拍 JPG，或用看图软件另存为 JPG 再发。",
            )
            for raw in (FileFormat.RAW, FileFormat.DNG)
        ),
        (
            Finding(code=Code.STATISTICS_NUMBER, found=Found.FORMULA_WITHOUT_VALUE),
            "请用 Excel 或 WPS 打开，保存一次，再发一次；也可以直接填数字。",
        ),
        (Finding(code=Code.STATISTICS_NUMBER, found=Text("没有结果的公式")), "请改好表格，再发一次。"),
        (Finding(code=Code.STATISTICS_NUMBER), "请填好表格，再发一次。"),
    ],
)
def test_the_remedy_suits_what_was_found(finding: Finding, remedy: str) -> None:
    assert worded(finding, CHAT).remedy == remedy

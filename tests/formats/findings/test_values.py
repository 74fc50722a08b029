"""Every value a finding can carry has words, and says what the checks used to say themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any, get_args

import pytest

from domain.findings import Code, Finding
from domain.findings.file_formats import FileFormat
from domain.findings.found import (
    ArchiveOf,
    Earlier,
    FileIs,
    Found,
    FoundValue,
    Pixels,
    Share,
    Texts,
    Typeface,
    UnitsListed,
)
from domain.findings.places import Cells, Lines, Paragraphs, Place, PlaceValue, SheetNamed
from domain.findings.required import (
    AtLeastPart,
    ColumnsNeeded,
    FormatsTaken,
    PixelsAtMost,
    Quotient,
    Required,
    RequiredValue,
    ShareTaken,
    SingleColumn,
    SomeCoverage,
    UnitIs,
    UnitRule,
)
from formats.findings.values import earlier_text, found_text, megabytes, place_text, required_text
from formats.words import found as words
from tests.support.findings import sample

NUMBER, COVERAGE, UNIT = Code.STATISTICS_NUMBER, Code.STATISTICS_COVERAGE, Code.STATISTICS_UNIT


def values(union: Any) -> Iterator[Any]:
    """Every member of a closed vocabulary, one of every other kind of value."""
    for kind in get_args(union):
        yield from kind if issubclass(kind, StrEnum) else [sample(kind)]


@pytest.mark.parametrize("found", list(values(FoundValue)), ids=repr)
def test_everything_found_has_words(found: FoundValue) -> None:
    said = found_text(Finding(code=NUMBER, found=found))
    assert said.strip() and "{" not in said


@pytest.mark.parametrize("required", list(values(RequiredValue)), ids=repr)
def test_everything_required_has_words(required: RequiredValue) -> None:
    said = required_text(Finding(code=NUMBER, required=required))
    assert said.strip() and "{" not in said


@pytest.mark.parametrize("place", list(values(PlaceValue)), ids=repr)
def test_every_place_has_words(place: PlaceValue) -> None:
    said = place_text(Finding(code=NUMBER, place=place))
    assert said.strip() and "{" not in said


def test_nothing_is_said_of_nothing() -> None:
    finding = Finding(code=NUMBER)
    assert (found_text(finding), required_text(finding), place_text(finding)) == ("", "", "")


def test_every_format_that_has_no_latin_name_is_called_something() -> None:
    """A document, a table or a picture that is not what was asked for is never named by our own word for it."""
    own_words = {one for one in FileFormat if "_" in one.value or one.name == one.value.upper() == "TEXT"}
    assert own_words <= set(words.CALLED)
    named = {one for one in FileFormat if one in words.FORMATS}
    assert named == {FileFormat.TEXT, FileFormat.ENCRYPTED, FileFormat.WORD_LOCK, FileFormat.EXCEL_LOCK}


@pytest.mark.parametrize(
    ("code", "found", "said"),
    [
        (Code.FILE_TYPE, FileIs(FileFormat.ZIP), "ZIP"),
        (Code.FILE_TYPE, ArchiveOf(FileFormat.GZ), "gz 压缩包"),
        (Code.FILE_TYPE, FileIs(FileFormat.TEXT), "文本"),
        (Code.DOCUMENT_FORMAT, FileIs(FileFormat.TEXT), "纯文本"),
        (Code.DOCUMENT_FORMAT, FileIs(FileFormat.ZIP), "ZIP 压缩包"),
        (Code.DOCUMENT_FORMAT, FileIs(FileFormat.GZ), "gz"),
        (Code.DOCUMENT_FORMAT, FileIs(FileFormat.JPEG), "JPG 图片"),
        (Code.PHOTO_FORMAT, FileIs(FileFormat.JPEG), "JPEG"),
        (Code.DOCUMENT_FORMAT, FileIs(FileFormat.ODS), "ods"),
        (Code.STATISTICS_FORMAT, FileIs(FileFormat.ODS), "ODS 表格（.ods）"),
        (Code.STATISTICS_FORMAT, FileIs(FileFormat.XLSB), "Excel 表格（.xlsb）"),
        (Code.FILE_UNSAFE, Pixels(14000, 9000), "14000×9000 像素"),
        (Code.PRESS_SCREENSHOT, Pixels(1080, 2340), "手机截图 1080×2340"),
        (Code.VIDEO_RESOLUTION, Pixels(640, 360), "640×360"),
        (Code.PHOTO_WIDTH, 1600, "1600"),
        (Code.STATISTICS_SCHOOL_COUNT, 0, "0"),
        (Code.DOCUMENT_BODY_FONT, Typeface("宋体", 10.5), "宋体 10.5 磅"),
        (COVERAGE, Share(0.0), "0%"),
        (COVERAGE, Share(0.85), "85%"),
        (COVERAGE, Share(0.8512), "85.12%"),
        (Code.STATISTICS_HEADER, Texts(("序号", "单位")), "序号、单位"),
        (UNIT, UnitsListed(("甲校", "乙校"), 8), "甲校、乙校等 8 行"),
        (UNIT, Found.NO_NAME, "（空）"),
    ],
)
def test_what_was_found(code: Code, found: FoundValue, said: str) -> None:
    assert found_text(Finding(code=code, found=found)) == said


@pytest.mark.parametrize(
    ("code", "required", "said"),
    [
        (Code.PHOTO_FORMAT, FormatsTaken(("JPEG", "PNG")), "JPG、PNG"),
        (Code.VIDEO_FORMAT, FormatsTaken(("mp4", "mov")), "mp4、mov"),
        (Code.FILE_TYPE, FormatsTaken(("JPEG", "PNG")), "JPG、PNG 照片"),
        (Code.FILE_TYPE, FormatsTaken(("mp4",)), "mp4 视频"),
        (Code.FILE_UNSAFE, PixelsAtMost(120_000_000), "不超过 1.2 亿像素"),
        (Code.FILE_UNSAFE, PixelsAtMost(45_000_000), "不超过 0.45 亿像素"),
        (Code.DOCUMENT_BODY_FONT, Typeface("楷体", 16.0), "楷体 三号（16 磅）"),
        (Code.DOCUMENT_BODY_FONT, Typeface("楷体", 17.0), "楷体 17 磅"),
        (NUMBER, AtLeastPart(80, "teachers"), "80 以上（参与教师数）"),
        (COVERAGE, Quotient(8000, 16000), "50.0%（8000 ÷ 16000）"),
        (COVERAGE, ShareTaken(0.8567), "准确的百分数（先按 85.67% 计）"),
        (COVERAGE, SomeCoverage(8000), "大于 0（参与学生 8000 人）"),
        (Code.STATISTICS_HEADER, ColumnsNeeded(("companies", "people")), "参与活动的企业数、参与总人数"),
        (Code.STATISTICS_HEADER, SingleColumn("teachers"), "参与活动的职业院校教师数（只留一列）"),
        (Code.STATISTICS_HEADER, SingleColumn("enrolled"), "在校学生数（只留一列）"),
        (UNIT, UnitIs("东山市教育局"), "东山市教育局"),
        (UNIT, UnitIs("东山市教育局", UnitRule.SCHOOLS_ARE_ONE_ROW), "东山市教育局（下属学校合并成一行）"),
        (UNIT, Required.ONE_ROW_A_UNIT, "每个单位只填一行"),
    ],
)
def test_what_is_required(code: Code, required: RequiredValue, said: str) -> None:
    assert required_text(Finding(code=code, required=required)) == said


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (Place.BELOW_HEADER, "表头下面"),
        (Paragraphs((4,), 1), "第 4 段"),
        (Paragraphs((3, 4, 5), 3), "第 3、4、5 段"),
        (Paragraphs((3, 4, 5), 6), "第 3、4、5 段等 6 段"),
        (Lines(("焊花里的青春",), 1), "“焊花里的青春”"),
        (Lines(("活动周里，师生…", "第二天"), 6), "“活动周里，师生…”“第二天”等 6 段"),
        (Cells(3), "第 3 行"),
        (Cells(3, ("people",)), "第 3 行“参与总人数”"),
        (Cells(0, ("people",)), "“参与总人数”"),
        (Cells(3, ("people", "all_schools")), "第 3 行“参与总人数、院校总数”"),
        (Cells(2, ("unit",), last_line=9), "第 2–9 行“统计单位”"),
        (SheetNamed("第二张"), "工作表“第二张”"),
    ],
)
def test_where(place: PlaceValue, said: str) -> None:
    assert place_text(Finding(code=UNIT, place=place)) == said


def test_a_share_is_told_as_exactly_as_what_it_is_compared_with() -> None:
    finding = Finding(code=COVERAGE, found=Share(0.8512), required=Quotient(1, 2))
    assert found_text(finding) == "85.1%"


@pytest.mark.parametrize(
    ("size", "limit", "said"),
    [
        (810_000, 2_000_000, "0.81 MB"),
        (1_999_999, 2_000_000, "1.999999 MB"),
        (2_000_000, 2_000_000, "2 MB"),
        (99_999, 2_000_000, "100 KB"),
        (100_000, 2_000_000, "0.1 MB"),
        (999, 2_000_000, "999 字节"),
        (1000, 2_000_000, "1 KB"),
        (209_715_200, 209_715_200, "200 MB"),
        (209_715_201, 209_715_200, "200.000001 MB"),
    ],
)
def test_sizes_are_told_in_the_unit_of_their_limit(size: int, limit: int, said: str) -> None:
    assert megabytes(size, limit) == said
    finding = Finding(code=Code.PHOTO_SIZE, found=size, required=limit)
    assert found_text(finding) == said


def test_what_repeats_many_of_one_day_says_so_once() -> None:
    def earlier(*numbers: int) -> list[Earlier]:
        return [Earlier(number, date(2020, 11, 9), unit_id=None, unit="一职专") for number in numbers]

    assert earlier_text(earlier(1, 2, 3, 7)) == "1–3、7 号，11月9日 一职专"
    assert earlier_text(earlier(*range(1, 99, 2))).endswith("… 号，11月9日 一职专")
    long = Earlier(7, date(2020, 11, 9), unit_id=None, unit="很" * 40)
    assert found_text(Finding(code=Code.FILE_DUPLICATE, found=long)) == f"7 号，11月9日 {'很' * 29}…"

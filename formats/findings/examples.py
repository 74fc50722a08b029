"""One finding of each code, as the checks make them; more where what was found, or advice, has words of its own."""

from __future__ import annotations

from datetime import date

from domain.findings import Code, Finding, Level
from domain.findings.file_formats import FileFormat
from domain.findings.found import (
    ArchiveOf,
    Codec,
    Earlier,
    EncodedAs,
    FileIs,
    Found,
    OnlyPictures,
    Pixels,
    Text,
    Texts,
    TimeLimit,
    Typeface,
)
from domain.findings.places import Cells, Lines
from domain.findings.required import (
    ColumnsNeeded,
    FormatsTaken,
    Length,
    PixelsAtMost,
    Required,
    UnitIs,
    UnitRule,
)
from domain.statistics import COLUMNS

_ADVICE = Level.ADVICE
_JPG, _MP4 = FormatsTaken(("JPEG",)), FormatsTaken(("mp4",))
_STORY = Length(800, 1500)
_TITLE, _UNIT, _BODY = Typeface("方正小标宋简体", 22), Typeface("楷体", 16), Typeface("仿宋_GB2312", 16)
_TITLE_LINE, _UNIT_LINE = Lines(("技能点亮人生",), 1), Lines(("星河市第一职专",), 1)
_MB, _MIB = 1_000_000, 1 << 20
_EARLIER = Earlier(7, date(2020, 11, 9), unit_id=1, unit="星河市第一职专")

_FILES = (
    Finding(code=Code.FILE_EMPTY),
    Finding(code=Code.FILE_TYPE, found=ArchiveOf(FileFormat.ZIP), required=Required.OFFICE_FILE),
    Finding(code=Code.FILE_TYPE, found=Found.UNRECOGNISED, required=Required.DAILY_FILE),
    Finding(code=Code.FILE_TYPE, found=Found.ONLY_SOUND, required=Required.VIDEO),
    Finding(code=Code.FILE_DAMAGED),
    Finding(code=Code.FILE_ENCRYPTED),
    Finding(code=Code.FILE_ENCRYPTED, found=Found.PROTECTED_VIDEO),
    Finding(code=Code.FILE_UNSAFE, found=Found.MACRO),
    Finding(code=Code.FILE_UNSAFE, found=Found.EXTERNAL_LINK),
    Finding(code=Code.FILE_UNSAFE, found=Found.UNPACKED_TOO_LARGE),
    Finding(code=Code.FILE_UNSAFE, found=Found.XML_ENTITY),
    Finding(code=Code.FILE_UNSAFE, found=Pixels(14000, 14000), required=PixelsAtMost(120_000_000)),
    Finding(code=Code.FILE_UNSAFE, found=Found.STRANGE_PHOTO),
    Finding(code=Code.FILE_UNSAFE, found=Found.STRANGE_VIDEO),
    Finding(code=Code.FILE_UNSAFE, found=TimeLimit(30)),
    Finding(code=Code.FILE_DUPLICATE, found=_EARLIER, level=_ADVICE),
)
_PHOTOS_AND_VIDEOS = (
    Finding(code=Code.PHOTO_FORMAT, found=FileIs(FileFormat.HEIC), required=_JPG),
    Finding(code=Code.PHOTO_FORMAT, found=FileIs(FileFormat.PNG), required=_JPG),
    Finding(code=Code.PHOTO_FORMAT, found=FileIs(FileFormat.RAW), required=_JPG),
    Finding(code=Code.PHOTO_WIDTH, found=1600, required=2000),
    Finding(code=Code.PHOTO_SIZE, found=810_000, required=2 * _MB),
    Finding(code=Code.PHOTO_CAPTION),
    Finding(code=Code.PHOTO_COMPRESSED, level=_ADVICE),
    Finding(code=Code.PHOTO_ENLARGED, level=_ADVICE),
    Finding(code=Code.VIDEO_FORMAT, found=FileIs(FileFormat.MOV), required=_MP4),
    Finding(code=Code.VIDEO_FORMAT, found=FileIs(FileFormat.JPEG), required=_MP4),
    Finding(code=Code.VIDEO_FORMAT, found=EncodedAs(Codec.HEVC), required=Required.H264, level=_ADVICE),
    Finding(code=Code.VIDEO_FORMAT, found=EncodedAs(Codec.AV1), required=Required.H264, level=_ADVICE),
    Finding(code=Code.VIDEO_FORMAT, found=EncodedAs(Codec.H264_DEEP), required=Required.COMMON_H264, level=_ADVICE),
    Finding(code=Code.VIDEO_SIZE, found=238 * _MIB, required=200 * _MIB),
    Finding(code=Code.VIDEO_RESOLUTION, found=Pixels(640, 360), required=480),
)
_TEXTS = (
    Finding(code=Code.TEXT_LENGTH, found=650, required=_STORY),
    Finding(code=Code.DOCUMENT_FORMAT, found=FileIs(FileFormat.DOC), required=Required.WORD),
    Finding(code=Code.DOCUMENT_FORMAT, found=FileIs(FileFormat.PDF), required=Required.WORD),
    Finding(code=Code.DOCUMENT_LENGTH, found=1820, required=_STORY),
    Finding(code=Code.DOCUMENT_TITLE_FONT, found=Typeface("宋体", 22), required=_TITLE, place=_TITLE_LINE),
    Finding(code=Code.DOCUMENT_TITLE_FONT, required=_TITLE),
    Finding(code=Code.DOCUMENT_UNIT_FONT, found=Typeface("宋体", 16), required=_UNIT, place=_UNIT_LINE),
    Finding(code=Code.DOCUMENT_UNIT_FONT, required=_UNIT, level=_ADVICE),
    Finding(
        code=Code.DOCUMENT_BODY_FONT,
        found=Typeface("仿宋_GB2312", 14),
        required=_BODY,
        place=Lines(("活动周期间，学校组织师生…", "一是走进社区，为居民维…"), 6),
    ),
    Finding(code=Code.PRESS_SCREENSHOT, found=FileIs(FileFormat.JPEG), required=Required.WORD),
    Finding(code=Code.PRESS_SCREENSHOT, found=Pixels(1080, 2340)),
    Finding(code=Code.PRESS_SCREENSHOT, found=Pixels(2400, 1080), level=_ADVICE),
    Finding(code=Code.PRESS_SCREENSHOT, found=OnlyPictures(12), required=Required.WHOLE_REPORT),
    Finding(code=Code.PRESS_FORMAT, found=FileIs(FileFormat.WPS), required=Required.WORD),
    Finding(code=Code.PRESS_FILENAME, found=Text("报道.docx"), required=Required.PRESS_NAME),
    Finding(code=Code.PRESS_FILENAME, found=Text("我校举办开放日.docx"), required=Required.PRESS_NAME_MEDIUM),
    Finding(code=Code.PRESS_IMAGES_LAST, place=Lines(("启动仪式上，来自各校的…",), 1)),
    Finding(code=Code.PRESS_NO_IMAGES),
)
_FORMS = (
    Finding(code=Code.STATISTICS_FORMAT, found=FileIs(FileFormat.XLS), required=Required.EXCEL),
    Finding(code=Code.STATISTICS_HEADER, required=ColumnsNeeded(("companies",))),
    Finding(
        code=Code.STATISTICS_HEADER,
        found=Texts(("序号", "单位", "照片", "视频")),
        required=ColumnsNeeded(tuple(COLUMNS)),
    ),
    Finding(
        code=Code.STATISTICS_NUMBER,
        found=Text("很多"),
        required=Required.WHOLE_NUMBER,
        place=Cells(3, ("people",)),
    ),
    Finding(code=Code.STATISTICS_NUMBER, required=Required.NUMBER_OR_ZERO, place=Cells(3, ("companies",))),
    Finding(
        code=Code.STATISTICS_NUMBER,
        found=Found.PERSONAL_DATA,
        required=Required.WHOLE_NUMBER,
        place=Cells(3, ("schools",)),
    ),
    Finding(code=Code.STATISTICS_COVERAGE, found=Text("185%"), required=Required.SHARE, place=Cells(3)),
    Finding(code=Code.STATISTICS_SCHOOL_COUNT, found=3, required=Required.ONE_COLLEGE, place=Cells(3)),
    Finding(
        code=Code.STATISTICS_UNIT,
        found=Text("东山学院"),
        required=UnitIs("东山市教育局", UnitRule.COLLEGES_REPORT_THEMSELVES),
        place=Cells(4),
    ),
    Finding(code=Code.STATISTICS_UNIT, required=UnitIs("东山市教育局"), place=Cells(3), level=_ADVICE),
)
EXAMPLES: tuple[Finding, ...] = (*_FILES, *_PHOTOS_AND_VIDEOS, *_TEXTS, *_FORMS)

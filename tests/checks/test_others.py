"""Attachments, the statistics file, what a name claims, and what a file is."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from PIL import Image

from checks.check import inspect
from checks.facts import NAMES
from checks.format import Family
from checks.guess import guess_kind
from checks.request import CheckRequest
from checks.sniff import sniff
from domain.campaigns.rules import Rules
from domain.findings import Kind
from formats.findings.values import found_text, required_text
from tests.support.docx_files import Docx, good
from tests.support.real_files import RealFiles

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def codes(path: Path, kind: Kind) -> list[str]:
    return [f.code for f in inspect(CheckRequest(path=path, name=path.name, kind=kind, rules=Rules())).findings]


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (PDF, []),
        (PDF.replace(b"/Root", b"/Encrypt 5 0 R/Root"), ["file.encrypted"]),
        (PDF[:-8], ["file.damaged"]),
        (Docx(good()).bytes(), []),
        ("方案\n一、时间".encode("gb18030"), []),
        (b"\x00\x01\x02\x03" * 30, ["file.damaged"]),
        (b"Rar!\x1a\x07\x00" + b"x" * 50, ["file.type"]),
        (b"", ["file.empty"]),
    ],
)
def test_a_milestone_file_has_to_open(tmp_path: Path, data: bytes, wrong: list[str]) -> None:
    path = tmp_path / "方案"
    path.write_bytes(data)
    assert codes(path, Kind.ATTACHMENT) == wrong


@pytest.mark.parametrize(
    ("after", "filled", "wrong"),
    [
        # The mark of the end stands within the last two kilobytes, ...
        (2043, 0, []),
        (2044, 0, ["file.damaged"]),
        # ... before the zeros that scanners fill a file up with.
        (0, 65_531, []),
        (0, 65_532, ["file.damaged"]),
    ],
)
def test_a_pdf_ends_with_its_mark(tmp_path: Path, after: int, filled: int, wrong: list[str]) -> None:
    path = tmp_path / "方案.pdf"
    path.write_bytes(PDF.rstrip() + b" " * after + b"\0" * filled)
    assert codes(path, Kind.ATTACHMENT) == wrong


def test_rows_below_the_header_are_counted(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["统计表"])
    sheet.append(["统计单位", "院校数", "教师数"])
    sheet.append(["甲校", 1, 20])
    sheet.append([None, None, None])
    sheet.append(["乙校", "=1+1", 30])
    sheet["XFD9000"] = 1
    path = tmp_path / "统计表.xlsx"
    book.save(path)
    report = inspect(CheckRequest(path=path, name=path.name, kind=None, rules=Rules()))
    assert (report.kind, report.facts["rows"]) == (Kind.STATISTICS, 2)
    assert [f.code for f in report.findings] == ["statistics.header"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("IMG_0001.JPG", Kind.PHOTO),
        ("照片.heic", Kind.PHOTO),
        ("视频.MP4", Kind.VIDEO),
        ("视频.mov", Kind.VIDEO),
        ("案例.docx ", Kind.DOCUMENT),
        ("案例.pdf", Kind.DOCUMENT),
        ("大众网+我校启动仪式.docx", Kind.PRESS),
        ("大众网＋我校启动仪式.doc", Kind.PRESS),
        ("第一中学_典型案例.docx", Kind.DOCUMENT),
        ("大众网_我校启动仪式.docx", Kind.PRESS),
        ("某某日报：我校举行技能比武.docx", Kind.PRESS),
        ("某某电视台《匠心故事》走进校园.docx", Kind.PRESS),
        ("新华社 职业教育活动周启动.docx", Kind.PRESS),
        ("剪报.doc", Kind.PRESS),
        ("媒体报道（3）.docx", Kind.PRESS),
        ("某某学校工作简报_11月9日.docx", Kind.DOCUMENT),
        ("活动日报_11月9日.docx", Kind.DOCUMENT),
        ("校园网_建设典型案例分享.docx", Kind.DOCUMENT),
        ("新华职业学校_匠心故事分享.docx", Kind.DOCUMENT),
        ("统计表.xls", Kind.STATISTICS),
        ("稿件.txt", Kind.TEXT),
    ],
)
def test_a_name_claims_a_kind(tmp_path: Path, name: str, kind: Kind) -> None:
    assert guess_kind(tmp_path / "never opened", name) == kind


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("photo_small_apple_gainmap.jpg", Kind.PHOTO),
        ("video_webm_renamed.mp4", Kind.VIDEO),
        ("xlsx_blank_form.xlsx", Kind.STATISTICS),
        ("docx_ok_vml_pict.docx", Kind.DOCUMENT),
        ("notjpeg_git_lfs_pointer.jpg", Kind.TEXT),
    ],
)
def test_without_a_telling_name_the_content_decides(real: RealFiles, file: str, kind: Kind) -> None:
    for name in ("1605000000000", "mmexport1741766400123", "", "IMG_0001.JPG(1)", "VID_20201109.dat"):
        assert guess_kind(real(file), name) == kind


@pytest.mark.parametrize("name", ["大众网+我校启动仪式", "大众网+我校启动仪式.docx(1)", "媒体报道"])
def test_a_report_that_lost_its_ending_is_still_a_report(real: RealFiles, name: str) -> None:
    assert guess_kind(real("docx_ok_vml_pict.docx"), name) == Kind.PRESS
    assert guess_kind(real("photo_small_apple_gainmap.jpg"), name) == Kind.PHOTO


@pytest.mark.parametrize(
    "name", ["mmexport1741766400123.jpg", "IMG_0001(1).JPG", "mmexport1741766400123", "IMG_1.HEIC"]
)
def test_a_photo_is_checked_as_what_it_is_under_every_name(tmp_path: Path, name: str) -> None:
    written = tmp_path / "received"
    Image.new("RGB", (64, 48)).save(written, "JPEG")
    report = inspect(CheckRequest(path=written, name=name, kind=None, rules=Rules()))
    assert (report.kind, report.facts["format"]) == (Kind.PHOTO, "JPEG")
    assert "photo.format" not in [finding.code for finding in report.findings]


@pytest.mark.parametrize(
    ("head", "name", "found"),
    [
        (b"MZ\x90\0\x03\0", "学习资料.exe", "无法识别的文件"),
        (b"MZ\x90\0\x03\0", "方案.docx.exe", "无法识别的文件"),
        (b"L\0\0\0\x01\x14\x02\0", "方案.docx - 快捷方式.lnk", "无法识别的文件"),
        (b"PK\x03\x04\x14\0\0\0\0\0", "活动照片.zip", "ZIP 压缩包"),
        (b"Rar!\x1a\x07\x01\0", "活动照片.rar", "RAR 压缩包"),
        (b"7z\xbc\xaf\x27\x1c\0\0", "活动照片.7z", "7z 压缩包"),
        (b"\x1f\x8b\x08\0\0\0", "活动照片.tar.gz", "gz 压缩包"),
    ],
)
def test_what_nobody_reports_is_called_what_it_is(tmp_path: Path, head: bytes, name: str, found: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(head)
    report = inspect(CheckRequest(path=path, name=name, kind=None, rules=Rules()))
    assert (report.kind, report.ok) == (Kind.ATTACHMENT, False)
    assert [(f.code, found_text(f), required_text(f)) for f in report.findings] == [
        ("file.type", found, "照片、视频、Word 或 Excel")
    ]


def test_a_milestone_that_promised_to_open_is_damaged_and_not_unknown(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"\x93NUMPY\x01\0")
    for name, code in (("总结.docx", "file.damaged"), ("总结.pptx", "file.damaged"), ("总结.npy", "file.type")):
        report = inspect(CheckRequest(path=path, name=name, kind=Kind.ATTACHMENT, rules=Rules()))
        assert [f.code for f in report.findings] == [code]


@pytest.mark.parametrize("kind", Kind)
def test_every_report_has_the_facts_of_its_kind(tmp_path: Path, kind: Kind) -> None:
    path = tmp_path / "x"
    for data in (b"", b"\0" * 100, b"\xff\xd8\xff\xe0", "活动".encode(), b"PK\x03\x04\x14\0"):
        path.write_bytes(data)
        report = inspect(CheckRequest(path=path, name="x", kind=kind, rules=Rules()))
        assert tuple(report.facts) == NAMES[kind]
        assert report.facts["bytes"] == len(data)


def test_no_fact_has_what_a_database_refuses(tmp_path: Path) -> None:
    path = tmp_path / "稿件.txt"
    path.write_bytes(("焊花\0青春\n" + "演示焊接。" * 9).encode("utf-16"))
    assert inspect(CheckRequest(path=path, name=path.name, kind=None, rules=Rules())).facts["title"] == "焊花青春"


@pytest.mark.parametrize(("tail", "codes"), [(b"%%EOF\n" + b"\0" * 5000, []), (b"", ["file.damaged"])])
def test_zeros_after_a_pdf_are_no_damage(tmp_path: Path, tail: bytes, codes: list[str]) -> None:
    path = tmp_path / "总结.pdf"
    path.write_bytes(b"%PDF-1.4\n" + b"x" * 9000 + tail)
    report = inspect(CheckRequest(path=path, name=path.name, kind=Kind.ATTACHMENT, rules=Rules()))
    assert [f.code for f in report.findings] == codes


@pytest.mark.parametrize(
    ("head", "name", "family"),
    [
        (b"\xff\xd8\xff\xe0" + b"\0" * 20, "JPEG", Family.IMAGE),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC", Family.IMAGE),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avif", "AVIF", Family.IMAGE),
        (b"\0\0\0\x14ftypM4A \0\0\0\0isom", "m4a", Family.AUDIO),
        (b"\0\0\0\x08wide\0\0\0\0mdat", "mov", Family.VIDEO),
        (b"RIFF\0\0\0\0WAVEfmt ", "wav", Family.AUDIO),
        (b"7z\xbc\xaf\x27\x1c\0\0", "7z", Family.ARCHIVE),
        (b"\xef\xbb\xbf\xe6\xb4\xbb\xe5\x8a\xa8", "文本", Family.TEXT),
        (b"PK\x03\x04\x14\0\0\0\0\0", "ZIP", Family.ARCHIVE),
        (b"\x93NUMPY\x01\0", "", Family.UNKNOWN),
    ],
)
def test_what_a_file_really_is(tmp_path: Path, head: bytes, name: str, family: Family) -> None:
    path = tmp_path / "x"
    path.write_bytes(head)
    told = sniff(path)
    assert (told.name, told.family) == (name, family)


def test_an_open_document_is_told_from_a_plain_zip(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<x/>")
    path = tmp_path / "案例.docx"
    path.write_bytes(buffer.getvalue())
    report = inspect(CheckRequest(path=path, name=path.name, kind=None, rules=Rules()))
    assert [(f.code, found_text(f)) for f in report.findings] == [("document.format", "OpenDocument 文档（.odt）")]

"""What documents from public repositories, Chinese ones above all, taught: habits of people and of their programs."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from checks.check import inspect
from checks.request import CheckRequest
from checks.word.typefaces import first_words
from domain.campaigns.rules import Rules
from domain.findings import Code, Finding, Kind, Report
from formats.findings.values import found_text, place_text, required_text
from tests.support.docx_files import BODY, OFFICE, TITLE, UNIT, Docx, good, image_run, paragraph, prose, run

BREAK = "<w:r><w:br/></w:r>"
EMBEDDED = (
    '<w:r><w:object><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:imagedata r:id="rIdPic"/></v:shape>'
    '<o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" Type="Embed" {}/></w:object></w:r>'
)


def look(tmp_path: Path, document: Docx | bytes, name: str = "案例.docx", kind: Kind = Kind.DOCUMENT) -> Report:
    path = tmp_path / "document.bin"
    path.write_bytes(document if isinstance(document, bytes) else document.bytes())
    return inspect(CheckRequest(path=path, name=name, kind=kind, rules=Rules()))


def told(report: Report) -> list[tuple[str, str, str]]:
    return [(f.code, found_text(f), place_text(f)) for f in report.findings]


def zipped(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, b"x")
    return buffer.getvalue()


class TestBrokenLines:
    """Shift+Enter, and every paragraph of a text copied from a web page."""

    def test_a_whole_document_in_one_paragraph(self, tmp_path: Path) -> None:
        title, unit, body = run("技能点亮人生", *TITLE), run("某某市第一职业学校", *UNIT), run(prose(885), *BODY)
        report = look(tmp_path, Docx([paragraph(title, BREAK, unit, BREAK, BREAK, body)]))
        assert report.findings == ()
        assert (report.facts["title"], report.facts["characters"]) == ("技能点亮人生", 900)

    def test_a_title_broken_in_two_is_one_title(self, tmp_path: Path) -> None:
        _, unit, body = good()
        title = paragraph(run("技能让生活更美好走进", *TITLE), BREAK, run("某某市第一职业学校", *TITLE))
        report = look(tmp_path, Docx([title, unit, body]))
        assert report.findings == ()
        assert report.facts["title"] == "技能让生活更美好走进某某市第一职业学校"

    def test_what_follows_the_break_is_no_numbered_heading(self, tmp_path: Path) -> None:
        numbered = '<w:p><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>{}</w:p>'
        lines = run("加强领导。", "黑体", 32) + BREAK + run("学校成立了工作小组。", "黑体", 32)
        assert told(look(tmp_path, Docx([*good(), numbered.format(lines)]))) == [
            ("document.body_font", "黑体 16 磅", "“学校成立了工作小组。”")
        ]

    def test_a_caption_below_its_picture_in_one_paragraph(self, tmp_path: Path) -> None:
        body = [paragraph(run(prose(200))), paragraph(image_run(), BREAK, run("学生展示技能"))]
        assert look(tmp_path, Docx(body), "大众网+我校举办活动周启动仪式.docx", Kind.PRESS).findings == ()


class TestWhatIsNoPicture:
    @pytest.mark.parametrize(
        ("attributes", "images"),
        [
            ('ProgID="Equation.DSMT4" DrawAspect="Content"', 0),
            ('ProgID="Equation.KSEE3" DrawAspect="Content"', 0),
            ('ProgID="Package" DrawAspect="Icon"', 0),
            ('ProgID="Paint.Picture" DrawAspect="Content"', 1),
            ('ProgID="Excel.Sheet.12" DrawAspect="Content"', 1),
        ],
    )
    def test_formulas_and_attachments_are_not(self, tmp_path: Path, attributes: str, images: int) -> None:
        document = Docx([*good(), paragraph(EMBEDDED.format(attributes))])
        assert look(tmp_path, document).facts["images"] == images

    @pytest.mark.parametrize(("side", "images"), [(0, 0), (9_525, 0), (360_000, 1)])
    def test_a_speck_is_not_seen(self, tmp_path: Path, side: int, images: int) -> None:
        extent = (
            '<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
            f'<wp:extent cx="{side}" cy="360000"/>'
        )
        drawn = (
            image_run()
            .replace("<w:drawing>", f"<w:drawing>{extent}")
            .replace("</w:drawing>", "</wp:inline></w:drawing>")
        )
        assert look(tmp_path, Docx([paragraph(drawn), *good()])).facts["images"] == images

    @pytest.mark.parametrize(
        ("style", "images"), [("height:0pt;width:0pt;", 0), ("width:361.2pt;height:191pt", 1), ("", 1)]
    )
    def test_nor_is_one_of_the_older_kind(self, tmp_path: Path, style: str, images: int) -> None:
        shape = (
            f'<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" style="{style}">'
            '<v:imagedata r:id="rIdPic"/></v:shape></w:pict></w:r>'
        )
        assert look(tmp_path, Docx([paragraph(shape), *good()])).facts["images"] == images


class TestTitlesAndUnits:
    @pytest.mark.parametrize(
        "title", ["图书馆里的活动周", "图片里的职教故事", "图说活动周", "照片背后的匠心", "图文并茂讲技能"]
    )
    def test_a_title_may_be_about_pictures(self, tmp_path: Path, title: str) -> None:
        report = look(tmp_path, Docx([paragraph(run(title, *TITLE)), *good()[1:]]))
        assert (report.findings, report.facts["title"]) == ((), title)

    def test_a_sentence_about_a_library_is_body(self, tmp_path: Path) -> None:
        document = Docx([*good(), paragraph(run("图书馆里坐满了前来体验的家长和孩子。", "宋体", 32))])
        assert told(look(tmp_path, document)) == [("document.body_font", "宋体 16 磅", "“图书馆里坐满了前来体验的…”")]

    @pytest.mark.parametrize(
        "second", ["构建现代职业教育体系", "走进公共实训中心", "服务区域发展新格局", "参观市文化馆"]
    )
    def test_the_second_line_of_a_title_may_end_like_a_unit(self, tmp_path: Path, second: str) -> None:
        first, *rest = good()
        report = look(tmp_path, Docx([first, paragraph(run(second, *TITLE)), *rest]))
        assert (report.findings, report.facts["title"]) == ((), f"技能点亮人生{second}")

    def test_a_subtitle_that_ends_with_a_school_is_no_unit(self, tmp_path: Path) -> None:
        first, *rest = good()
        subtitle = paragraph(run("——记某某市第一职业学校", "宋体", 30))
        assert look(tmp_path, Docx([first, subtitle, *rest])).findings == ()

    def test_a_letter_signed_in_the_type_of_its_text_is_no_wrong_unit(self, tmp_path: Path) -> None:
        title, _, body = good()
        end = [paragraph(run("某某市第一职业学校", *BODY)), paragraph(run("2020年11月9日", *BODY))]
        report = look(tmp_path, Docx([title, body, *end]))
        assert (report.ok, told(report)) == (True, [("document.unit_font", "", "")])
        under_title = look(tmp_path, Docx([title, paragraph(run("某某市第一职业学校", *BODY)), body]))
        assert told(under_title) == [("document.unit_font", "仿宋_GB2312 16 磅", "“某某市第一职业学校”")]

    @pytest.mark.parametrize(
        "line", ["引入校史馆，介绍校史，", "（根据匿名要求，在所有材料中不出现学校、团队以及学生所在的学院）"]
    )
    def test_a_sentence_that_mentions_a_school_is_no_unit(self, tmp_path: Path, line: str) -> None:
        first, *rest = good()
        assert look(tmp_path, Docx([first, paragraph(run(line, "宋体", 24)), *rest])).findings == ()

    @pytest.mark.parametrize(
        "line", ["某某市教育局、某某市人力资源和社会保障局、某某市总工会办公室", "某某县职业教育中心，2020年11月9日"]
    )
    def test_several_units_and_a_unit_with_its_date_are_units(self, tmp_path: Path, line: str) -> None:
        title, _, body = good()
        wrong = look(tmp_path, Docx([title, paragraph(run(line, "黑体", 32)), body]))
        assert told(wrong) == [("document.unit_font", "黑体 16 磅", f"“{first_words(line)}”")]

    def test_a_label_on_its_own_line_is_a_heading(self, tmp_path: Path) -> None:
        document = Docx([*good(), paragraph(run("活动背景：", "黑体", 32)), paragraph(run(prose(90), *BODY))])
        assert look(tmp_path, document).findings == ()
        long = paragraph(run("现将有关情况和主要做法报告如下：", "黑体", 32))
        assert told(look(tmp_path, Docx([*good(), long, paragraph(run(prose(90), *BODY))]))) == [
            ("document.body_font", "黑体 16 磅", "“现将有关情况和主要做法报…”")
        ]

    def test_an_annex_of_an_annex_is_no_title(self, tmp_path: Path) -> None:
        document = Docx([paragraph(run("附件1-2：", "黑体", 32)), *good()])
        assert look(tmp_path, document).facts["title"] == "技能点亮人生"

    @pytest.mark.parametrize("masthead", ["某某市教育局文件", "活动周简报", "某某市第一职业学校"])
    def test_the_red_line_over_a_newsletter_is_no_title(self, tmp_path: Path, masthead: str) -> None:
        red = paragraph(run(masthead, "方正小标宋简体", 114))
        number = paragraph(run("第3期", "仿宋_GB2312", 32))
        report = look(tmp_path, Docx([red, number, *good()]))
        assert (report.findings, report.facts["title"]) == ((), "技能点亮人生")

    @pytest.mark.parametrize("font", ["方正公文小标宋", "小标宋体", "小标宋"])
    def test_newer_names_of_the_face_for_titles(self, tmp_path: Path, font: str) -> None:
        document = Docx([paragraph(run("技能点亮人生", font, 44)), *good()[1:]])
        assert look(tmp_path, document).findings == ()


@pytest.mark.parametrize(
    ("kind", "name", "code"),
    [
        (Kind.DOCUMENT, "案例.docx", "document.format"),
        (Kind.PRESS, "大众网+我校举办活动周启动仪式.docx", "press.format"),
    ],
)
def test_text_kept_as_a_web_page_inside_is_saved_again(tmp_path: Path, kind: Kind, name: str, code: str) -> None:
    chunk = f'<Relationship Id="x" Type="{OFFICE}/aFChunk" Target="afchunk.mht"/>'
    document = Docx(['<w:altChunk r:id="x"/>'], relationships=chunk, extra={"word/afchunk.mht": b"MIME-Version: 1.0"})
    (finding,) = look(tmp_path, document, name, kind).findings
    assert (finding.code, found_text(finding), required_text(finding)) == (
        code,
        "内嵌网页的 Word 文档",
        "Word（.docx）",
    )


@pytest.mark.parametrize("head", [b"%TSD-Header-###%" + bytes(range(128, 240)), b"\x62\x14\x23\x65\x81E-SafeNet\0\0\0"])
def test_a_file_its_office_encrypts_is_not_damaged(tmp_path: Path, head: bytes) -> None:
    assert look(tmp_path, head + bytes(2000)).findings == (Finding(code=Code.FILE_ENCRYPTED),)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"<html><body>" + "技能点亮人生".encode() + b"</body></html>", "网页文件（.html）"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE HTML><html>", "网页文件（.html）"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "网页文件（.html）"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "Word XML 文档（.xml）"),
        ("技能点亮人生".encode(), "纯文本"),
        (zipped("Index/Document.iwa"), "Pages 文稿（.pages）"),
        (zipped("活动照片.jpg"), "ZIP 压缩包"),
        (b"%PDF-1.4\n", "PDF 文档"),
        (b"{\\rtf1}", "RTF 文档"),
    ],
)
def test_what_is_taken_for_a_word_file(tmp_path: Path, data: bytes, found: str) -> None:
    (finding,) = look(tmp_path, data).findings
    assert (finding.code, found_text(finding)) == ("document.format", found)


def test_a_document_of_works_is_told_by_its_name(tmp_path: Path) -> None:
    works = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000)
    (finding,) = look(tmp_path, works, "案例.wps").findings
    assert (finding.code, found_text(finding)) == ("document.format", "WPS 文档（.wps）")

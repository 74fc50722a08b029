from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt

from checks.check import inspect
from checks.request import CheckRequest
from checks.word.typefaces import first_words
from domain.campaigns.rules import DocumentRules, Rules
from domain.findings import Finding, Kind, Report
from formats.findings.values import found_text, place_text, required_text
from tests.support.docx_files import (
    BODY,
    TITLE,
    UNIT,
    Docx,
    good,
    image_run,
    paragraph,
    prose,
    rpr,
    run,
    style,
    styles,
    theme,
)

FORM = '<w:rFonts w:eastAsiaTheme="minorEastAsia" w:eastAsia="黑体"/>'


def look(tmp_path: Path, document: Docx | bytes, rules: Rules | None = None, name: str = "案例.docx") -> Report:
    path = tmp_path / "document.bin"
    path.write_bytes(document if isinstance(document, bytes) else document.bytes())
    return inspect(CheckRequest(path=path, name=name, kind=Kind.DOCUMENT, rules=rules or Rules()))


def told(report: Report) -> list[tuple[str, str, str]]:
    return [(f.code, found_text(f), place_text(f)) for f in report.findings]


def of(report: Report, code: str) -> list[Finding]:
    return [f for f in report.findings if f.code == code]


def with_roles(title: str, unit: str, body: str, **parts: str) -> Docx:
    return Docx([title, unit, body], **parts)  # type: ignore[arg-type]


def test_a_document_that_meets_every_rule_has_no_findings(tmp_path: Path) -> None:
    report = look(tmp_path, Docx(good(900)))
    assert report.findings == ()
    assert report.facts["characters"] == 900
    assert report.facts["title"] == "技能点亮人生"
    assert report.facts["images"] == 0
    assert report.facts["fonts"] == ["仿宋_GB2312", "楷体", "方正小标宋简体"]


@pytest.mark.parametrize(("characters", "ok"), [(799, False), (800, True), (1500, True), (1501, False)])
def test_length_as_word_counts_it(tmp_path: Path, characters: int, ok: bool) -> None:
    report = look(tmp_path, Docx(good(characters)))
    assert report.ok == ok
    assert [(f.code, found_text(f), required_text(f)) for f in report.findings] == (
        [] if ok else [("document.length", str(characters), "800–1500")]
    )


@pytest.mark.parametrize(
    ("role", "wrong", "found"),
    [
        (0, ("宋体", 44), ("document.title_font", "宋体 22 磅", "方正小标宋简体 二号（22 磅）", "“技能点亮人生”")),
        (
            0,
            ("方正小标宋简体", 36),
            ("document.title_font", "方正小标宋简体 18 磅", "方正小标宋简体 二号（22 磅）", "“技能点亮人生”"),
        ),
        (1, ("黑体", 32), ("document.unit_font", "黑体 16 磅", "楷体 三号（16 磅）", "“某某市第一职业学校”")),
        (1, ("楷体", 28), ("document.unit_font", "楷体 14 磅", "楷体 三号（16 磅）", "“某某市第一职业学校”")),
        (
            2,
            ("微软雅黑", 32),
            ("document.body_font", "微软雅黑 16 磅", "仿宋_GB2312 三号（16 磅）", "“活动周期间学校面向社区开…”"),
        ),
        (
            2,
            ("仿宋_GB2312", 24),
            ("document.body_font", "仿宋_GB2312 12 磅", "仿宋_GB2312 三号（16 磅）", "“活动周期间学校面向社区开…”"),
        ),
    ],
)
def test_each_role_is_judged_by_font_and_by_size(
    tmp_path: Path, role: int, wrong: tuple[str, int], found: tuple[str, str, str, str]
) -> None:
    looks = [TITLE, UNIT, BODY]
    looks[role] = wrong
    texts = ["技能点亮人生", "某某市第一职业学校", prose(900)]
    report = look(tmp_path, Docx([paragraph(run(t, *how)) for t, how in zip(texts, looks, strict=True)]))
    assert [(f.code, found_text(f), required_text(f), place_text(f)) for f in report.findings] == [found]


@pytest.mark.parametrize(
    ("title", "unit", "body"),
    [
        ("FZXiaoBiaoSong-B05S", "KaiTi", "FangSong_GB2312"),
        ("方正小标宋_GBK", "楷体_GB2312", "仿宋"),
        ("fzxiaobiaosong-b05s", "KaiTi_GB2312", "FangSong"),
        ("FZXiaoBiaoSong-B05", "@楷体", "仿宋_GB2312;宋体"),
    ],
)
def test_one_face_goes_by_several_names(tmp_path: Path, title: str, unit: str, body: str) -> None:
    document = with_roles(
        paragraph(run("技能点亮人生", title, 44)),
        paragraph(run("某某市第一职业学校", unit, 32)),
        paragraph(run(prose(900), body, 32)),
    )
    assert look(tmp_path, document).findings == ()


@pytest.mark.parametrize("body", ["华文仿宋", "方正仿宋_GBK", "仿宋体", "宋体", "STFangsong"])
def test_a_similar_face_is_another_face(tmp_path: Path, body: str) -> None:
    document = Docx([*good()[:2], paragraph(run(prose(900), body, 32))])
    assert [f.code for f in look(tmp_path, document).findings] == ["document.body_font"]


class TestLevels:
    """Where a font may come from, weakest level first."""

    def body_font(self, tmp_path: Path, document: Docx) -> str:
        document.body = [*good()[:2], *document.body]
        findings = of(look(tmp_path, document), "document.body_font")
        return found_text(findings[0]) if findings else "right"

    def test_nothing_said_is_shown_in_song(self, tmp_path: Path) -> None:
        assert self.body_font(tmp_path, Docx([paragraph(run(prose(900)))])) == "宋体 10 磅"

    def test_document_defaults(self, tmp_path: Path) -> None:
        document = Docx([paragraph(run(prose(900)))], styles=styles(defaults=rpr(*BODY)))
        assert self.body_font(tmp_path, document) == "right"

    def test_a_theme_reference_beats_the_name_beside_it(self, tmp_path: Path) -> None:
        defaults = f'<w:rPr>{FORM}<w:sz w:val="32"/></w:rPr>'
        document = Docx([paragraph(run(prose(900)))], styles=styles(defaults=defaults), theme=theme("仿宋_GB2312"))
        assert self.body_font(tmp_path, document) == "right"

    def test_an_empty_theme_face_falls_to_the_chinese_script(self, tmp_path: Path) -> None:
        defaults = f'<w:rPr>{FORM}<w:sz w:val="32"/></w:rPr>'
        document = Docx([paragraph(run(prose(900)))], styles=styles(defaults=defaults), theme=theme())
        assert self.body_font(tmp_path, document) == "等线 16 磅"

    def test_without_a_theme_the_name_beside_the_reference_holds(self, tmp_path: Path) -> None:
        defaults = f'<w:rPr>{FORM}<w:sz w:val="32"/></w:rPr>'
        document = Docx([paragraph(run(prose(900)))], styles=styles(defaults=defaults))
        assert self.body_font(tmp_path, document) == "黑体 16 磅"

    def test_the_default_paragraph_style_beats_the_defaults(self, tmp_path: Path) -> None:
        sheet = styles(style("a", rpr(*BODY), default=True), defaults=rpr("宋体", 21))
        assert self.body_font(tmp_path, Docx([paragraph(run(prose(900)))], styles=sheet)) == "right"

    def test_a_style_takes_from_its_parents_what_it_leaves_open(self, tmp_path: Path) -> None:
        sheet = styles(
            style("a", rpr("宋体", 21), default=True),
            style("b", rpr("仿宋_GB2312"), "a"),
            style("c", rpr(None, 32), "b"),
        )
        assert self.body_font(tmp_path, Docx([paragraph(run(prose(900)), style="c")], styles=sheet)) == "right"

    def test_styles_based_on_each_other_do_not_hang(self, tmp_path: Path) -> None:
        sheet = styles(style("a", rpr("仿宋_GB2312"), "b", default=True), style("b", rpr(None, 32), "a"))
        assert self.body_font(tmp_path, Docx([paragraph(run(prose(900)))], styles=sheet)) == "right"

    def test_an_unknown_style_is_the_default_one(self, tmp_path: Path) -> None:
        sheet = styles(style("a", rpr(*BODY), default=True))
        assert self.body_font(tmp_path, Docx([paragraph(run(prose(900)), style="gone")], styles=sheet)) == "right"

    def test_a_character_style_beats_the_paragraph_style(self, tmp_path: Path) -> None:
        sheet = styles(style("a", rpr(*BODY), default=True), style("x", rpr("黑体"), kind="character"))
        text = run(prose(900), extra='<w:rStyle w:val="x"/>')
        assert self.body_font(tmp_path, Docx([paragraph(text)], styles=sheet)) == "黑体 16 磅"

    def test_direct_formatting_beats_everything(self, tmp_path: Path) -> None:
        sheet = styles(style("a", rpr("黑体", 21), default=True), style("x", rpr("黑体", 10), kind="character"))
        text = run(prose(900), *BODY, extra='<w:rStyle w:val="x"/>')
        assert self.body_font(tmp_path, Docx([paragraph(text)], styles=sheet)) == "right"

    def test_a_latin_font_alone_does_not_dress_chinese(self, tmp_path: Path) -> None:
        fonts = '<w:rPr><w:rFonts w:ascii="仿宋_GB2312" w:hAnsi="仿宋_GB2312"/><w:sz w:val="32"/></w:rPr>'
        text = f"<w:r>{fonts}<w:t>{prose(900)}</w:t></w:r>"
        assert self.body_font(tmp_path, Docx([paragraph(text)])) == "宋体 16 磅"

    def test_digits_and_letters_are_not_judged(self, tmp_path: Path) -> None:
        text = [run(prose(900), *BODY), run("2020 WeChat 35%", "Arial", 20), run("。", "宋体", 20)]
        assert self.body_font(tmp_path, Docx([paragraph(*text)])) == "right"

    def test_one_wrong_run_among_right_ones_is_found(self, tmp_path: Path) -> None:
        text = [run(prose(900), *BODY), run("网页", "微软雅黑", 32), run(prose(60), *BODY)]
        assert self.body_font(tmp_path, Docx([paragraph(*text)])) == "微软雅黑 16 磅"

    def test_hidden_text_is_neither_judged_nor_counted(self, tmp_path: Path) -> None:
        text = [run(prose(885), *BODY), run("看不见的字", "黑体", 10, extra="<w:vanish/>")]
        document = Docx([*good()[:2], paragraph(*text)])
        report = look(tmp_path, document)
        assert (report.findings, report.facts["characters"]) == ((), 900)


class TestWrapping:
    """Text that a naive reader does not see, and text that nobody sees."""

    @pytest.mark.parametrize(
        "wrap",
        [
            "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
            '<w:ins w:id="1">{}</w:ins>',
            "<w:customXml>{}</w:customXml>",
            "<mc:AlternateContent><mc:Choice>{0}</mc:Choice><mc:Fallback>{0}</mc:Fallback></mc:AlternateContent>",
            "<mc:AlternateContent><mc:Choice/><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>",
        ],
    )
    @pytest.mark.parametrize("inside", ["block", "inline"])
    def test_wrapped_text_counts_once(self, tmp_path: Path, wrap: str, inside: str) -> None:
        *head, _ = good()
        text = run(prose(885), *BODY)
        block = wrap.format(paragraph(text)) if inside == "block" else paragraph(wrap.format(text))
        report = look(tmp_path, Docx([*head, block]))
        assert (report.findings, report.facts["characters"]) == ((), 900)

    def test_deleted_text_is_gone(self, tmp_path: Path) -> None:
        deleted = (
            "<w:del><w:r><w:delText>删去的字</w:delText></w:r></w:del><w:moveFrom>" + run("移走") + "</w:moveFrom>"
        )
        *head, _ = good()
        report = look(tmp_path, Docx([*head, paragraph(run(prose(885), *BODY), deleted)]))
        assert report.facts["characters"] == 900

    def test_text_in_tables_and_boxes_counts(self, tmp_path: Path) -> None:
        table = f"<w:tbl><w:tr><w:tc>{paragraph(run('表格'))}</w:tc></w:tr></w:tbl>"
        box = f"<w:r><w:pict><w:txbxContent>{paragraph(run('文本框'))}</w:txbxContent></w:pict></w:r>"
        report = look(tmp_path, Docx([*good(), table, paragraph(box)]))
        assert (report.facts["characters"], report.findings) == (905, ())

    def test_boxes_in_boxes_are_read_once_each(self, tmp_path: Path) -> None:
        inner = paragraph(run("框"))
        for _ in range(25):
            inner = paragraph(f"<w:r><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r>", image_run())
        report = look(tmp_path, Docx([*good(), inner]))
        assert (report.facts["characters"], report.facts["images"]) == (901, 25)

    def test_a_picture_whose_bytes_are_missing_is_no_picture(self, tmp_path: Path) -> None:
        gone = image_run().replace("rIdPic", "rIdGone")
        assert look(tmp_path, Docx([*good(), paragraph(image_run(), gone)])).facts["images"] == 1


class TestRoles:
    HEADINGS = ("一、基本情况", "（二）主要做法", "1. 加强领导", "第三章 成效")

    def test_empty_lines_labels_and_dates_before_the_title_do_not_matter(self, tmp_path: Path) -> None:
        document = Docx([paragraph(), paragraph(run("附件1：", "黑体", 32)), paragraph(), *good()])
        assert look(tmp_path, document).findings == ()

    def test_a_title_over_two_lines(self, tmp_path: Path) -> None:
        first, *rest = good()
        document = Docx([first, paragraph(run("技能强国有我", *TITLE)), *rest])
        report = look(tmp_path, document)
        assert (report.findings, report.facts["title"]) == ((), "技能点亮人生技能强国有我")

    def test_a_subtitle_and_a_byline_have_no_rule(self, tmp_path: Path) -> None:
        first, unit, body = good()
        extra = [paragraph(run("——记一位老师", "宋体", 30)), unit, paragraph(run("2020年11月9日", "宋体", 20))]
        assert look(tmp_path, Docx([first, *extra, body])).findings == ()

    def test_a_unit_above_the_title(self, tmp_path: Path) -> None:
        title, unit, body = good()
        assert look(tmp_path, Docx([unit, title, body])).findings == ()

    @pytest.mark.parametrize("line", ["报送单位：某某县职教", "（某某技师学院）", "某某市教育局　2020年11月9日"])
    def test_how_units_are_written(self, tmp_path: Path, line: str) -> None:
        title, _, body = good()
        wrong = look(tmp_path, Docx([title, paragraph(run(line, "黑体", 32)), body]))
        assert told(wrong) == [("document.unit_font", "黑体 16 磅", f"“{first_words(line)}”")]

    def test_a_unit_as_signature(self, tmp_path: Path) -> None:
        title, _, body = good()
        end = [paragraph(run("某某市第一职业学校", "黑体", 32)), paragraph(run("2020年11月9日", "宋体", 20))]
        assert told(look(tmp_path, Docx([title, body, *end]))) == [
            ("document.unit_font", "黑体 16 磅", "“某某市第一职业学校”")
        ]

    def test_no_unit_is_advice_not_refusal(self, tmp_path: Path) -> None:
        title, _, body = good()
        report = look(tmp_path, Docx([title, body]))
        assert report.ok
        assert told(report) == [("document.unit_font", "", "")]

    def test_no_title_is_refused(self, tmp_path: Path) -> None:
        report = look(tmp_path, Docx([paragraph(run(prose(900), *BODY))]))
        assert ("document.title_font", "", "") in told(report)
        assert not report.ok

    @pytest.mark.parametrize("heading", HEADINGS)
    def test_headings_may_be_set_apart(self, tmp_path: Path, heading: str) -> None:
        document = Docx([*good(), paragraph(run(heading, "黑体", 32)), paragraph(run(prose(100), *BODY))])
        assert look(tmp_path, document).findings == ()

    @pytest.mark.parametrize("lead", ["（一）加强组织领导。", "1.搭建平台：", "一、抓培训；"])
    def test_a_heading_may_open_its_paragraph(self, tmp_path: Path, lead: str) -> None:
        document = Docx(
            [*good(), paragraph(run(lead[:3], "楷体", 32), run(lead[3:], "楷体", 32), run(prose(90), *BODY))]
        )
        assert look(tmp_path, document).findings == ()

    @pytest.mark.parametrize(
        "runs",
        [
            [run("（一）加强领导。" + prose(90), "楷体", 32)],
            [run("（一）加强领导。", "楷体", 32), run(prose(90), "楷体", 32)],
            [run("加强领导。", "楷体", 32), run(prose(90), *BODY)],
        ],
    )
    def test_more_than_its_heading_is_body(self, tmp_path: Path, runs: list[str]) -> None:
        (finding,) = told(look(tmp_path, Docx([*good(), paragraph(*runs)])))
        assert finding[:2] == ("document.body_font", "楷体 16 磅")
        assert "加强领导。" in finding[2]

    def test_a_numbered_sentence_is_a_heading(self, tmp_path: Path) -> None:
        numbered = (
            '<w:p><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>' + run("加强领导。", "黑体", 32) + "</w:p>"
        )
        document = Docx([*good(), numbered, paragraph(run("（二）落实责任。", "楷体", 32))])
        assert look(tmp_path, document).findings == ()

    def test_a_heading_of_the_outline_is_a_heading_however_it_ends(self, tmp_path: Path) -> None:
        outlined = '<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr>' + run(prose(45), "黑体", 32) + "</w:p>"
        assert look(tmp_path, Docx([*good(), outlined])).findings == ()
        text = outlined.replace('"0"', '"9"')
        assert told(look(tmp_path, Docx([*good(), text]))) == [
            ("document.body_font", "黑体 16 磅", "“活动周期间学校面向社区开…”")
        ]

    def test_a_document_written_in_a_table(self, tmp_path: Path) -> None:
        title, unit, _ = good()
        inside = title + unit + paragraph(run(prose(885), "宋体", 32))
        table = f"<w:tbl><w:tr><w:tc>{inside}</w:tc></w:tr></w:tbl>"
        assert told(look(tmp_path, Docx([table]))) == [
            ("document.body_font", "宋体 16 磅", "“活动周期间学校面向社区开…”")
        ]

    def test_captions_and_picture_lines_are_not_body(self, tmp_path: Path) -> None:
        captions = [paragraph(image_run()), paragraph(run("启动仪式现场。", "宋体", 21))]
        captions.append(paragraph(run("图2：学生在操作机床。", "宋体", 21)))
        report = look(tmp_path, Docx([*good(), *captions]))
        assert (report.findings, report.facts["images"]) == ((), 1)

    def test_many_wrong_paragraphs_are_one_finding(self, tmp_path: Path) -> None:
        body = [paragraph(run(prose(180), "宋体", 24)) for _ in range(5)]
        report = look(tmp_path, Docx([*good()[:2], *body]))
        assert told(report) == [
            ("document.body_font", "宋体 12 磅", "“活动周期间学校面向社区开…”“活动周期间学校面向社区开…”等 5 段")
        ]

    def test_a_rule_that_is_off_finds_nothing(self, tmp_path: Path) -> None:
        rules = Rules(document=DocumentRules(title=None, unit=None, body=None))
        assert look(tmp_path, Docx([paragraph(run(prose(900)))]), rules).findings == ()


def test_a_document_written_by_python_docx(tmp_path: Path) -> None:
    document = docx.Document()
    for text, (font, half_points) in (("技能点亮人生", TITLE), ("某某市第一职业学校", UNIT), (prose(885), BODY)):
        written = document.add_paragraph().add_run(text)
        written.font.size = Pt(half_points / 2)
        written.font.name = font
        written._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    buffer = io.BytesIO()
    document.save(buffer)
    report = look(tmp_path, buffer.getvalue())
    assert (report.findings, report.facts["characters"]) == ((), 900)

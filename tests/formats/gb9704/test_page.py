"""The page of official papers as LibreOffice lays it out: counted and measured, as GB/T 9704-2012 asks."""

from __future__ import annotations

import io
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from docx import Document
from docx.shared import Length, Pt

from formats.gb9704 import measures as gb
from formats.gb9704 import wml
from formats.gb9704.paper import Paper
from formats.gb9704.table import Column, Table
from tests.support.rendering import Page, needs_libreoffice, rendered

AT = datetime(2020, 11, 9, 2, 10, tzinfo=UTC)
#: What the standard allows the margins to differ, in millimetres.
ALLOWED = 1.0
RED, YELLOW, BLACK = (255, 0, 0), (255, 255, 0), (0, 0, 0)
TITLE = "关于2020年职业教育活动周第二天（11月9日）各单位材料报送情况的通报"
NARROW = Table(
    columns=[Column("单位", 4, words=True), *(Column(name) for name in ("应报", "已报", "按时"))],
    rows=[[f"星河市第{n}职业学校", "1", "1", "1"] for n in range(60)],
    total=["合计", "60", "60", "60"],
)
WIDE = Table(
    columns=[Column("学校", 4, words=True), *(Column(f"第{n}") for n in range(14))],
    rows=[[f"星河市第{n}职业学校", *["1"] * 14] for n in range(40)],
    caption="报送情况表",
)


def plain() -> bytes:
    """Nothing but text: what fills a page and a line more. A ground of yellow shows how far paragraphs reach."""
    paper = Paper(title="", author="", at=AT)
    paper.paragraph("字" * (gb.LINES * gb.CHARACTERS - gb.INDENT + 1))
    document = Document(io.BytesIO(paper.to_bytes()))
    for paragraph in document.paragraphs:
        ground = wml.element("shd", val="clear", color="auto", fill="FFFF00")
        paragraph._p.get_or_add_pPr().insert_element_before(ground, "w:tabs", "w:spacing", "w:ind", "w:jc")
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def whole() -> bytes:
    """All that a paper may have."""
    paper = Paper(title=TITLE, author="星河市教育局", at=AT)
    paper.head("职业教育活动周简报", "〔2020〕第3期", "星河市教育局职成处", "2020年11月9日")
    paper.title(TITLE)
    paper.blank()
    paper.section("总体情况")
    paper.paragraph("文" * 300)
    paper.subsection("（一）亮点")
    paper.tables([NARROW])
    paper.paragraph("文" * 300)
    paper.tables([WIDE])
    paper.section("有关提醒")
    paper.paragraph("文" * 300)
    paper.colophon(
        [("送：" + "省教育厅、" * 12, ""), ("发：各职业院校", "共印30份"), ("星河市教育局", "2020年11月9日印发")]
    )
    return paper.to_bytes()


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Page]]:
    return rendered(tmp_path_factory.mktemp("gb9704"), plain=plain(), whole=whole())


def test_the_measures_fill_the_type_area() -> None:
    """Without LibreOffice: 28 characters and 22 lines fit, one more of either does not."""
    width, height = gb.points(gb.TYPE_WIDTH), gb.points(gb.TYPE_HEIGHT)
    assert gb.CHARACTERS * gb.CHARACTER <= width < (gb.CHARACTERS + 1) * gb.CHARACTER
    assert gb.LINES * gb.PITCH <= height < (gb.LINES + 1) * gb.PITCH
    assert (gb.TOP + gb.TYPE_HEIGHT + gb.BOTTOM, gb.LEFT + gb.TYPE_WIDTH + gb.RIGHT) == (gb.HEIGHT, gb.WIDTH)


def test_the_file_says_these_measures() -> None:
    """Without LibreOffice: page, type and pitch as Word reads them."""
    document = Document(io.BytesIO(whole()))
    upright, across, last = document.sections
    for section in (upright, last):
        edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert _millimetres(*edges) == [37, 35, 28, 26]
    turned = (across.top_margin, across.bottom_margin, across.left_margin, across.right_margin)
    assert _millimetres(*turned) == [28, 26, 35, 37]
    assert document.settings.odd_and_even_pages_header_footer
    body = [paragraph for paragraph in document.paragraphs if paragraph.text.startswith("文文")]
    assert len(body) == 3
    for paragraph in body:
        assert f'w:line="{gb.PITCH * 20:.0f}" w:lineRule="exact"' in paragraph._p.xml
        assert paragraph.runs[0].font.size == Pt(gb.BODY)
        assert 'w:spacing w:val="-5"' in paragraph.runs[0]._r.xml
        assert 'w:eastAsia="仿宋_GB2312"' in paragraph.runs[0]._r.xml
    for table in document.tables:
        assert [row._tr.xml.count("w:cantSplit") for row in table.rows] == [1] * len(table.rows)
        assert [row._tr.xml.count("w:tblHeader") for row in table.rows] == [1] + [0] * (len(table.rows) - 1)


def test_what_xml_cannot_hold_is_left_out() -> None:
    paper = Paper(title="甲\x00", author="乙\x0b", at=AT)
    paper.title("职业\x01教育")
    paper.paragraph("活动\ud800周 =1+1 😀")
    paper.tables([Table(columns=[Column("单\x02位")], rows=[["一\x1f中"]])])
    paper.colophon([("送：<甲>&乙\x03", "")])
    document = Document(io.BytesIO(paper.to_bytes()))
    assert [paragraph.text for paragraph in document.paragraphs[:2]] == ["职业教育", "活动周 =1+1 😀"]
    assert [cell.text for row in document.tables[0].rows for cell in row.cells] == ["单位", "一中"]
    assert "送：&lt;甲&gt;&amp;乙" in document.element.xml


@needs_libreoffice
@pytest.mark.long
def test_a_page_of_text_has_22_lines_of_28_characters(papers: dict[str, list[Page]]) -> None:
    first, second = papers["plain"]
    lines = [line for line in first.lines if "字" in line.text]
    assert [len(line.text) for line in lines] == [gb.CHARACTERS - gb.INDENT] + [gb.CHARACTERS] * (gb.LINES - 1)
    assert [line.text for line in second.lines if "字" in line.text] == ["字"]
    assert pitches(first, "字") == {10.2}


@needs_libreoffice
@pytest.mark.long
def test_its_margins(papers: dict[str, list[Page]]) -> None:
    first = papers["plain"][0]
    assert (round(first.width), round(first.height)) == (gb.WIDTH, gb.HEIGHT)
    left, top, right, bottom = first.box(YELLOW)
    assert left == pytest.approx(gb.LEFT, abs=ALLOWED)
    assert top == pytest.approx(gb.TOP, abs=ALLOWED)
    assert gb.WIDTH - right == pytest.approx(gb.RIGHT, abs=ALLOWED)
    assert gb.HEIGHT - bottom == pytest.approx(gb.BOTTOM, abs=ALLOWED)
    lines = [line for line in first.lines if len(line.text) == gb.CHARACTERS]
    assert {(round(line.left), round(gb.WIDTH - line.right)) for line in lines} == {(gb.LEFT, gb.RIGHT)}


@needs_libreoffice
@pytest.mark.long
def test_headings_tables_and_a_title_change_neither_characters_nor_pitch(papers: dict[str, list[Page]]) -> None:
    for page in papers["whole"]:
        lines = [line for line in page.lines if line.text.startswith("文文文")]
        assert {round(line.left, 1) for line in lines} <= {28.0, 28.1, 39.1, 39.2}
        full = [line for line in lines if line.left < 30 and line.right > 180]
        assert {len(line.text) for line in full} <= {gb.CHARACTERS}
        assert pitches(page, "文文") <= {10.2}
    assert sum(len(line.text) for page in papers["whole"] for line in page.lines if "文" in line.text) == 900
    first = papers["whole"][0]
    title = [line for line in first.lines if "第二天" in line.text or "报送情况" in line.text]
    assert len({round(line.top) for line in title}) == 2


@needs_libreoffice
@pytest.mark.long
def test_page_numbers_stand_seven_below_odd_right_and_even_left(papers: dict[str, list[Page]]) -> None:
    inset = gb.millimetres(gb.PAGE_NUMBER)
    for number, page in enumerate(papers["whole"], start=1):
        before, after = (line for line in page.lines if line.text == "—")
        across = page.width > page.height
        # As the page is bound: one across is turned to the left, so its left side is the foot.
        ends = (before.top, after.bottom) if across else (before.left, after.right)
        middle = (before.left + before.right) / 2 if across else page.height - (before.top + before.bottom) / 2
        assert middle == pytest.approx(gb.BOTTOM - gb.PAGE_NUMBER_BELOW, abs=ALLOWED), number
        if number % 2:
            assert ends[1] == pytest.approx(gb.WIDTH - gb.RIGHT - inset, abs=ALLOWED), number
        else:
            assert ends[0] == pytest.approx(gb.LEFT + inset, abs=ALLOWED), number
        assert [line.text for line in page.lines if line.text == str(number)], number


@needs_libreoffice
@pytest.mark.long
def test_the_red_head(papers: dict[str, list[Page]]) -> None:
    first = papers["whole"][0]
    left, top, right, line = first.box(RED)
    assert top == pytest.approx(gb.TOP + gb.HEAD_BELOW, abs=2 * ALLOWED)
    assert left == pytest.approx(gb.LEFT, abs=ALLOWED)
    assert gb.WIDTH - right == pytest.approx(gb.RIGHT, abs=ALLOWED)
    issuer = first.said("星河市教育局职成处")
    assert line - issuer.bottom == pytest.approx(gb.RED_LINE_BELOW, abs=2 * ALLOWED)
    assert issuer.left == pytest.approx(gb.LEFT, abs=ALLOWED)


@needs_libreoffice
@pytest.mark.long
def test_table_heads_are_repeated_and_wide_ones_lie_across(papers: dict[str, list[Page]]) -> None:
    pages = papers["whole"]
    narrow = [
        page for page in pages if any("星河市第" in line.text for line in page.lines) and page.width < page.height
    ]
    wide = [page for page in pages if page.width > page.height]
    assert len(narrow) > 1 and len(wide) > 1
    assert all(sum(line.text == "单位" for line in page.lines) == 1 for page in narrow)
    assert all(sum(line.text == "学校" for line in page.lines) == 1 for page in wide)
    names = Counter(line.text for page in wide for line in page.lines if line.text.startswith("星河市第"))
    assert sum(names.values()) == 40


@needs_libreoffice
@pytest.mark.long
def test_the_colophon_lies_on_the_lower_edge_of_the_last_page(papers: dict[str, list[Page]]) -> None:
    last = papers["whole"][-1]
    above, below_first, below_second, lowest = last.rules(longer=150)
    assert lowest == pytest.approx(gb.HEIGHT - gb.BOTTOM, abs=ALLOWED)
    assert above < last.said("送：").top < below_first < last.said("发：").top < below_second < last.said("日印发").top
    assert last.said("日印发").bottom < lowest + ALLOWED
    # To whom it goes is longer than a line, and all of it is there.
    assert "".join(line.text for line in last.lines).count("省教育厅、") == 12


def _millimetres(*lengths: Length | None) -> list[float]:
    return [round(length.mm, 1) for length in lengths if length is not None]


def pitches(page: Page, begins: str) -> set[float]:
    """From each line of text to the one right below it, in millimetres."""
    tops = sorted(line.top for line in page.lines if line.text.startswith(begins))
    return {round(after - before, 1) for before, after in pairwise(tops) if after - before < 15}

"""The digest as a Word file in the house style of official papers: 方正小标宋简体 二号, 黑体 and 仿宋_GB2312 三号."""

from __future__ import annotations

import io
from collections.abc import Sequence

from docx import Document
from docx.document import Document as Paper
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from formats.digest.text import DayOverview, UnitLine, six, title_lines, unit_line, waiting_lines
from formats.spoken import amounts, moment_text
from formats.words import chat as texts
from formats.words import questions as words

#: 二号 and 三号 in points; line pitch of official papers.
ERHAO, SANHAO, PITCH = 22, 16, 28
TITLE_FONT, HEADING_FONT, BODY_FONT = "方正小标宋简体", "黑体", "仿宋_GB2312"
_NUMERALS = "一二三四五六"


def digest_docx(view: DayOverview) -> bytes:
    """The file's bytes."""
    paper = _page()
    for line in (view.title, texts.PICTURE_HEAD.format(day=view.named)):
        _write(paper.add_paragraph(), line, TITLE_FONT, ERHAO, centred=True)
    _write(
        paper.add_paragraph(), texts.PICTURE_AS_OF.format(moment=moment_text(view.now)), BODY_FONT, SANHAO, centred=True
    )
    _counts_table(paper, view)
    for number, (heading, lines) in zip(_NUMERALS, _sections(view), strict=False):
        title = paper.add_paragraph()
        title.paragraph_format.keep_with_next = True
        _write(title, f"{number}、{heading}", HEADING_FONT, SANHAO)
        for line in lines:
            _write(paper.add_paragraph(), line, BODY_FONT, SANHAO, indented=True)
    written = io.BytesIO()
    paper.save(written)
    return written.getvalue()


def _sections(view: DayOverview) -> list[tuple[str, list[str]]]:
    counts = view.counts
    kinds = texts.DIGEST_KINDS.format(amounts=amounts(view.kinds)) if view.kinds else texts.DIGEST_NOTHING
    sections = [(texts.WORD_MATERIAL, [kinds])]
    if counts.missing:
        sections.append((texts.DIGEST_MISSING.format(count=counts.missing).rstrip("："), _numbered(view.missing)))
    if counts.late:
        sections.append((texts.DIGEST_LATE.format(count=counts.late).rstrip("："), _numbered(view.late)))
    if view.waiting:
        sections.append((words.WORD_WAITING.format(count=len(view.waiting)), waiting_lines(view)))
    if view.exempt:
        names = "、".join(unit.name for unit in view.exempt)
        sections.append((texts.EXEMPT_HEAD.rstrip("："), [names]))
    if view.titles:
        sections.append((texts.DIGEST_TITLES.format(count=view.titled).rstrip("："), title_lines(view)))
    return sections


def _numbered(units: Sequence[UnitLine]) -> list[str]:
    return [f"{n}. {unit_line(unit)}" for n, unit in enumerate(units, start=1)]


def _page() -> Paper:
    """A4 with the margins of official papers (GB/T 9704)."""
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    return paper


def _write(
    paragraph: Paragraph, text: str, font: str, points: int, *, centred: bool = False, indented: bool = False
) -> None:
    layout = paragraph.paragraph_format
    layout.line_spacing = Pt(PITCH if points < ERHAO else PITCH + 6)
    layout.space_before = layout.space_after = Pt(0)
    if indented:
        layout.first_line_indent = Pt(2 * points)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.font.size = Pt(points)
    run.font.name = font
    # python-docx sets the Latin faces alone.
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _counts_table(paper: Paper, view: DayOverview) -> None:
    values = six(view.counts)
    table = paper.add_table(rows=2, cols=len(values), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, (name, number) in enumerate(values):
        _write(table.cell(0, column).paragraphs[0], name, HEADING_FONT, SANHAO, centred=True)
        _write(table.cell(1, column).paragraphs[0], str(number), BODY_FONT, SANHAO, centred=True)

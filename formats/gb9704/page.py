"""The page: A4 with its type area, upright or across, and the page numbers at its outer foot."""

from __future__ import annotations

from typing import Any

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt

from formats.gb9704 import measures as gb
from formats.gb9704 import wml


def new_paper() -> Paper:
    """An empty paper: its page, its fonts and its body's type."""
    paper = Document()
    wml.name_fonts(paper)
    wml.language(paper)
    body = paper.styles["Normal"]
    body.font.size = Pt(gb.BODY)
    wml.fonts(body.element.get_or_add_rPr(), gb.FANG[0])
    layout = body.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing = Pt(gb.PITCH)
    # A lone line stays where 22 lines put it; Word would carry it over.
    layout.widow_control = False
    paper.settings.odd_and_even_pages_header_footer = True
    upright(paper.sections[0])
    return paper


def upright(section: Section) -> None:
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(gb.WIDTH), Mm(gb.HEIGHT)
    section.top_margin, section.bottom_margin = Mm(gb.TOP), Mm(gb.BOTTOM)
    section.left_margin, section.right_margin = Mm(gb.LEFT), Mm(gb.RIGHT)
    section.footer_distance = Mm(_footer_distance())
    _numbered(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _numbered(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)


def new_section(paper: Paper, *, across: bool) -> Section:
    """What follows stands on new pages."""
    section: Section = paper.add_section(WD_SECTION.NEW_PAGE)
    (_across if across else upright)(section)
    return section


def _across(section: Section) -> None:
    """The page turned to the left (clause 8): its head is at the binding edge, its foot at the outer one."""
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(gb.HEIGHT), Mm(gb.WIDTH)
    section.top_margin, section.bottom_margin = Mm(gb.LEFT), Mm(gb.RIGHT)
    section.left_margin, section.right_margin = Mm(gb.BOTTOM), Mm(gb.TOP)
    _beside(section.footer, 1, upper=False)
    _beside(section.even_page_footer, 2, upper=True)


def _footer_distance() -> float:
    """From the page's lower edge to the foot of the number's line, whose middle is where the dashes are."""
    return gb.BOTTOM - gb.PAGE_NUMBER_BELOW - gb.millimetres(gb.PAGE_NUMBER) / 2


def _numbered(footer: Any, side: WD_ALIGN_PARAGRAPH) -> None:
    """— 3 — at one side, one character in."""
    paragraph = _only_paragraph(footer)
    paragraph.alignment = side
    layout = paragraph.paragraph_format
    layout.line_spacing = Pt(gb.PAGE_NUMBER)
    indent = Pt(gb.PAGE_NUMBER)
    if side == WD_ALIGN_PARAGRAPH.RIGHT:
        layout.right_indent = indent
    else:
        layout.left_indent = indent
    for text in ("— ", "", " —"):
        run = paragraph.add_run(text)
        run.font.size = Pt(gb.PAGE_NUMBER)
        wml.fonts(run._r.get_or_add_rPr(), gb.PLAIN_SONG[0])
        if not text:
            wml.page_field(run)


def _beside(footer: Any, number: int, *, upper: bool) -> None:
    """The number in a box at the page's left side, which is the foot of the page as it is bound."""
    paragraph = _only_paragraph(footer)
    thick = inset = gb.millimetres(gb.PAGE_NUMBER)
    paragraph.add_run()._r.append(
        wml.box(
            number,
            width=thick,
            height=gb.TYPE_WIDTH - 2 * inset,
            across=wml.place("page", gb.BOTTOM - gb.PAGE_NUMBER_BELOW - thick / 2),
            down=wml.place("page", gb.LEFT + inset),
            paragraphs=wml.number_paragraph("left" if upper else "right"),
            turned=True,
        )
    )


def _only_paragraph(footer: Any) -> Any:
    footer.is_linked_to_previous = False
    for other in footer.paragraphs[1:]:
        other._p.getparent().remove(other._p)
    paragraph = footer.paragraphs[0]
    for child in list(paragraph._p):
        if child.tag != qn("w:pPr"):
            paragraph._p.remove(child)
    # The style of python-docx's footers has tabs of its own.
    paragraph.style = footer.part.document.styles["Normal"] if hasattr(footer.part, "document") else paragraph.style
    return paragraph

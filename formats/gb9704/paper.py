"""A paper of an office, written from above to below: red head, title, paragraphs, tables, pictures, 版记."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from formats.gb9704 import measures as gb
from formats.gb9704 import wml
from formats.gb9704.colophon import write_colophon
from formats.gb9704.lines import balanced
from formats.gb9704.long_lists import LongLists
from formats.gb9704.page import new_paper, new_section
from formats.gb9704.table import Table, write_table
from formats.xml_text import clean

_NUMERALS = "一二三四五六七八九十"


class Paper:
    """One paper. Every text may be anything: what XML cannot hold is left out."""

    def __init__(self, *, title: str, author: str, at: datetime) -> None:
        self._docx = new_paper()
        self._lists = LongLists(self._docx)
        properties = self._docx.core_properties
        properties.title, properties.author, properties.comments = clean(title)[:255], clean(author)[:255], ""
        properties.created = properties.modified = at
        self._sections = 0

    def head(self, name: str, number: str, issuer: str, day: str) -> None:
        """报头: the red name, the number below it, who issues and when, the red line."""
        size = _head_size(name)
        first = self._line(name, gb.SONG[0], size, centred=True, pitch=size * 1.2)
        first.paragraph_format.space_before = Pt(gb.points(gb.HEAD_BELOW))
        _colour(first)
        for _ in range(gb.LINES_ABOVE_NUMBER):
            self._line("", gb.FANG[0], gb.BODY)
        self._line(number, gb.FANG[0], gb.BODY, centred=True)
        last = self._line("", gb.FANG[0], gb.BODY)
        last.paragraph_format.tab_stops.add_tab_stop(Mm(gb.TYPE_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
        self._run(last, f"{clean(issuer)}\t{clean(day)}", gb.FANG[0], gb.BODY)
        line = wml.border("bottom", width=gb.RED_LINE, colour=gb.RED, space=round(gb.points(gb.RED_LINE_BELOW)))
        wml.bordered(last, line)
        for _ in range(gb.LINES_ABOVE_TITLE):
            self._line("", gb.FANG[0], gb.BODY)

    def title(self, text: str) -> None:
        """In as many lines as it needs, none much longer than the others."""
        for line in balanced(text, width=gb.points(gb.TYPE_WIDTH), size=gb.TITLE):
            paragraph = self._line(line, gb.SONG[0], gb.TITLE, centred=True)
            paragraph.paragraph_format.keep_with_next = True

    def blank(self) -> None:
        self._line("", gb.FANG[0], gb.BODY)

    def centred(self, text: str) -> None:
        self._line(text, gb.FANG[0], gb.BODY, centred=True)

    def section(self, text: str) -> None:
        """一、, numbered by itself."""
        numeral = _NUMERALS[self._sections % len(_NUMERALS)]
        self._sections += 1
        self._heading(f"{numeral}、{text}", gb.HEI[0])

    def subsection(self, text: str) -> None:
        self._heading(text, gb.KAI[0])

    def paragraph(self, text: str) -> None:
        paragraph = self._line(text, gb.FANG[0], gb.BODY)
        paragraph.paragraph_format.first_line_indent = Pt(gb.INDENT * gb.CHARACTER)

    def picture(self, jpeg: bytes, *, most: float = 110.0) -> None:
        """In the middle, ``most`` millimetres high; its line is as high as it is."""
        paragraph = self._docx.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.line_spacing = 1.0
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(io.BytesIO(jpeg), width=Mm(gb.TYPE_WIDTH * 0.8))
        if shape.height > Mm(most):
            shape.width, shape.height = Emu(int(shape.width * Mm(most) / shape.height)), Mm(most)

    def tables(self, tables: Sequence[Table]) -> None:
        """Their heads on every page, no row in two. More columns than stand upright: on pages of their own, across."""
        across = any(len(table.columns) > gb.MOST_UPRIGHT_COLUMNS for table in tables)
        if across:
            new_section(self._docx, across=True)
        for table in tables:
            if table.caption:
                self.caption(table.caption)
            write_table(self._docx, table, across=across)
            if table.note:
                self.note(table.note)
        if across:
            new_section(self._docx, across=False)

    def caption(self, text: str, *, under: bool = False) -> None:
        """Over a table, and stays with it; or ``under`` a picture, which stays with it."""
        paragraph = self._line(text, gb.HEI[0], gb.TABLE, centred=True)
        paragraph.paragraph_format.keep_with_next = not under

    def note(self, text: str) -> None:
        """Small, under a table."""
        self._line(text, gb.FANG[0], gb.TABLE)

    def long_list(self, paragraphs: Iterable[Sequence[str]]) -> None:
        """Thousands of paragraphs in small type, each of one or more lines."""
        self._lists.add(paragraphs)

    def colophon(self, rows: Sequence[tuple[str, str]]) -> None:
        """版记 at the foot of the last page; each row what stands left and what stands right."""
        write_colophon(self._docx, rows)

    def to_bytes(self) -> bytes:
        written = io.BytesIO()
        self._docx.save(written)
        return self._lists.filled(written.getvalue())

    def _heading(self, text: str, font: str) -> None:
        paragraph = self._line(text, font, gb.BODY)
        paragraph.paragraph_format.first_line_indent = Pt(gb.INDENT * gb.CHARACTER)
        paragraph.paragraph_format.keep_with_next = True

    def _line(self, text: str, font: str, size: float, *, centred: bool = False, pitch: float = gb.PITCH) -> Paragraph:
        paragraph = self._docx.add_paragraph()
        paragraph.paragraph_format.line_spacing = Pt(pitch)
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if text:
            self._run(paragraph, text, font, size)
        return paragraph

    def _run(self, paragraph: Paragraph, text: str, font: str, size: float) -> None:
        run = paragraph.add_run(clean(text))
        run.font.size = Pt(size)
        properties: Any = run._r.get_or_add_rPr()
        wml.fonts(properties, font)
        if size == gb.BODY:
            wml.spacing(properties, gb.SPACING_TWENTIETHS)


def _head_size(name: str) -> float:
    """As large as the type area allows, in points."""
    fitting = gb.points(gb.TYPE_WIDTH) / max(len(name), 1)
    return max(min(float(int(fitting)), gb.HEAD_LARGEST), gb.HEAD_SMALLEST)


def _colour(paragraph: Paragraph) -> None:
    for run in paragraph.runs:
        run.font.color.rgb = RGBColor.from_string(gb.RED)

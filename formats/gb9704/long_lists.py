"""Lists of thousands of paragraphs in small type: written as they stand in the file, never kept as its elements."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from docx.document import Document as Paper
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Pt
from lxml import etree

from formats.gb9704 import measures as gb
from formats.xml_text import clean

_STYLE = "Listed"
#: Ours: the pitch of their lines, and what is below each paragraph, in points.
_PITCH, _BELOW = 20.0, 6.0
_DOCUMENT = "word/document.xml"


class LongLists:
    """Those of one paper: a mark stands in it for each until it is written."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._written: list[bytes] = []

    def add(self, paragraphs: Iterable[Sequence[str]]) -> None:
        """Each of one or more lines."""
        if not self._written:
            self._add_style()
        body = self._paper.element.body
        body.insert(len(body) - 1, etree.Comment(_mark(len(self._written))))
        self._written.append(b"".join(_paragraph(lines).encode() for lines in paragraphs))

    def filled(self, saved: bytes) -> bytes:
        """The saved paper with its lists where their marks are."""
        if not self._written:
            return saved
        filled = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(saved)) as before,
            zipfile.ZipFile(filled, "w", zipfile.ZIP_DEFLATED) as after,
        ):
            for one in before.infolist():
                if one.filename == _DOCUMENT:
                    self._fill(before.read(one), after)
                else:
                    after.writestr(one, before.read(one))
        return filled.getvalue()

    def _fill(self, body: bytes, after: zipfile.ZipFile) -> None:
        with after.open(_DOCUMENT, "w") as file:
            for number, written in enumerate(self._written):
                above, _, body = body.partition(f"<!--{_mark(number)}-->".encode())
                file.write(above)
                file.write(written)
            file.write(body)

    def _add_style(self) -> None:
        style = self._paper.styles.add_style(_STYLE, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = self._paper.styles["Normal"]
        style.font.size = Pt(gb.TABLE)
        layout = style.paragraph_format
        layout.line_spacing, layout.space_after, layout.keep_together = Pt(_PITCH), Pt(_BELOW), True


def _mark(number: int) -> str:
    return f"list {number}"


def _paragraph(lines: Sequence[str]) -> str:
    texts = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(clean(line))}</w:t>' for line in lines)
    return f'<w:p><w:pPr><w:pStyle w:val="{_STYLE}"/></w:pPr><w:r>{texts}</w:r></w:p>'

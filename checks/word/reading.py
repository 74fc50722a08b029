"""A Word document as a reader sees it: paragraphs in order, each with its runs and pictures.

Where a line is broken by hand (Shift+Enter, as text copied from web pages has it everywhere) a new paragraph begins.

Looks through what wraps text without showing: content controls, tables, tracked insertions, text boxes, alternate
content. Leaves out what is not shown: deletions, hidden text, field codes, page headers and footers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from checks.office.external_links import R
from checks.office.package import Package
from checks.office.refused import Refused
from checks.office.safe_xml import Element
from checks.text import count_characters
from checks.word.fonts import face
from checks.word.once import Once
from checks.word.styles import A, Look, Rank, Styles
from checks.word.stylesheet import StyleSheet, W
from domain.findings import Code, Finding
from domain.findings.found import Found

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V = "{urn:schemas-microsoft-com:vml}"
_EMBED, _ID = f"{{{R}}}embed", f"{{{R}}}id"
MAX_PARAGRAPHS = 50_000
#: A thousand times what the notices ask for, and still read in a moment.
MAX_CHARACTERS = 1_500_000
#: A picture with a shorter side than this, in points (1 mm), is not seen.
MIN_SIDE_POINTS = 2.8
#: Tables in tables, content controls in content controls: no writer goes a tenth as deep.
MAX_DEPTH = 100
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WRAPPERS = {f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "tr", "tc")}
_INLINE_WRAPPERS = _WRAPPERS | {f"{W}{name}" for name in ("hyperlink", "fldSimple", "dir", "bdo", "ruby", "rubyBase")}
_P, _R, _T, _RUBY = f"{W}p", f"{W}r", f"{W}t", f"{W}ruby"
_OBJECT, _EMBEDDED = f"{W}object", "{urn:schemas-microsoft-com:office:office}OLEObject"
_DRAWINGS = {f"{W}drawing", f"{W}pict", _OBJECT}
_EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
_SIDE_IN_POINTS = re.compile(r"(?:^|;)\s*(?:width|height)\s*:\s*([0-9]+(?:\.[0-9]+)?)pt")
_EMU_PER_POINT, _FEW_EMU = 12_700, re.compile(r"[0-9]{1,5}")
_SPACING = {f"{W}tab": "\t", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}
_BREAKS = {f"{W}br", f"{W}cr"}


class Imported(Exception):
    """The text stands in a part of another format, which Word takes in on opening (``w:altChunk``)."""


@dataclass(frozen=True)
class Run:
    """A stretch of text in one look: ``font`` by the name people know, ``points``, ``colour`` as ``RRGGBB``."""

    text: str
    font: str
    points: float
    colour: str = ""

    @Once
    def han(self) -> int:
        """How many of its characters are Chinese."""
        return len(_HAN.findall(self.text))


@dataclass(frozen=True)
class Place:
    """Where a paragraph stands: in a table (and in what style that is), in a text box, or in neither."""

    in_table: bool = False
    in_box: bool = False
    table_style: str = ""


@dataclass
class Paragraph:
    """``pieces`` in reading order: runs, and None for each picture. ``continues`` the one before after a line break."""

    place: Place = field(default_factory=Place)
    rank: Rank = field(default_factory=Rank)
    continues: bool = False
    pieces: list[Run | None] = field(default_factory=list)

    @property
    def runs(self) -> list[Run]:
        return [piece for piece in self.pieces if piece is not None]

    @Once
    def text(self) -> str:
        return "".join(run.text for run in self.runs).strip()

    @Once
    def length(self) -> int:
        """字数 as Word counts it."""
        return count_characters(self.text)

    @Once
    def pictures(self) -> int:
        return self.pieces.count(None)

    @Once
    def main_run(self) -> Run | None:
        """The run with most Chinese characters."""
        return max((run for run in self.runs if run.han), key=lambda run: run.han, default=None)


def read_paragraphs(package: Package) -> list[Paragraph]:
    """All paragraphs of the document's body. Raises ``Refused`` when there is no body to read, and ``Imported``."""
    part = package.main_part("word/document.xml")
    root = package.xml(part)
    body = root.find(f"{W}body") if root is not None else None
    if body is None:
        raise Refused(Finding(code=Code.FILE_DAMAGED))
    related = {r.kind: r.target for r in package.relationships(part).values() if not r.external}
    styles = Styles(
        StyleSheet(package.read(related.get("styles", ""))),
        package.xml(related.get("theme", "")),
        package.xml(related.get("settings", "")),
    )
    pictures = {
        identifier
        for identifier, r in package.relationships(part).items()
        if r.kind == "image" and not r.external and r.target in package.names
    }
    return _Reader(styles, pictures).read(body)


class _Reader:
    def __init__(self, styles: Styles, pictures: set[str]) -> None:
        self._styles = styles
        self._pictures = pictures
        self._paragraphs: list[Paragraph] = []
        self._line = Paragraph()
        self._depth = 0
        self._characters = 0

    def read(self, body: Element) -> list[Paragraph]:
        self._blocks(body, Place())
        return self._paragraphs

    def _blocks(self, parent: Element, place: Place) -> None:
        with self._deeper():
            self._block_children(parent, place)

    @contextmanager
    def _deeper(self) -> Iterator[None]:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Refused(Finding(code=Code.FILE_UNSAFE, found=Found.NESTED_TOO_DEEPLY))
        yield
        self._depth -= 1

    def _block_children(self, parent: Element, place: Place) -> None:
        for child in _shown(parent):
            if child.tag == _P:
                self._paragraph(child, place)
            elif child.tag == f"{W}tbl":
                named = child.find(f"{W}tblPr/{W}tblStyle")
                table_style = named.get(f"{W}val", "") if named is not None else ""
                self._blocks(child, Place(in_table=True, in_box=place.in_box, table_style=table_style))
            elif child.tag in _WRAPPERS:
                self._blocks(child, place)
            elif child.tag == f"{W}altChunk":
                raise Imported

    def _paragraph(self, element: Element, place: Place) -> None:
        properties = element.find(f"{W}pPr")
        look, rank = self._styles.paragraph(properties, place.table_style)
        self._begin(Paragraph(place=place, rank=rank))
        boxes: list[Element] = []
        self._inline(element, look, boxes)
        for box in boxes:
            self._blocks(box, Place(in_table=place.in_table, in_box=True, table_style=place.table_style))

    def _begin(self, line: Paragraph) -> None:
        if len(self._paragraphs) >= MAX_PARAGRAPHS:
            raise Refused(Finding(code=Code.FILE_UNSAFE, found=Found.TOO_MANY_PARAGRAPHS))
        self._line = line
        self._paragraphs.append(line)

    def _break(self) -> None:
        if self._line.pieces:
            rank = replace(self._line.rank, numbered=False)
            self._begin(Paragraph(place=self._line.place, rank=rank, continues=True))

    def _inline(self, parent: Element, base: Look, boxes: list[Element]) -> None:
        for child in _shown(parent):
            if child.tag == _R:
                self._run(child, base, boxes)
            elif child.tag in _INLINE_WRAPPERS:
                with self._deeper():
                    self._inline(child, base, boxes)

    def _run(self, run: Element, base: Look, boxes: list[Element]) -> None:
        look = self._styles.run(run, base)
        if look.hidden:
            return
        text: list[str] = []
        for child in _shown(run):
            if child.tag == _T:
                text.append(child.text or "")
            elif child.tag in _SPACING:
                text.append(_SPACING[child.tag])
            elif child.tag in _BREAKS:
                self._write(text, look)
                self._break()
            elif child.tag in _DRAWINGS:
                self._write(text, look)
                self._drawing(child, boxes)
            elif child.tag == _RUBY:
                self._write(text, look)
                with self._deeper():
                    self._inline(child, base, boxes)
        self._write(text, look)

    def _write(self, text: list[str], look: Look) -> None:
        """Put down the text gathered so far."""
        if not text:
            return
        self._characters += sum(map(len, text))
        if self._characters > MAX_CHARACTERS:
            raise Refused(Finding(code=Code.FILE_UNSAFE, found=Found.CONTENT_TOO_LONG))
        self._line.pieces.append(Run("".join(text), face(look.font or ""), look.points or 0.0, look.colour or ""))
        text.clear()

    def _drawing(self, drawing: Element, boxes: list[Element]) -> None:
        """Its pictures whose bytes are in the file, and its outermost text boxes, which are read on their own."""
        if drawing.tag == _OBJECT and _is_formula_or_icon(drawing):
            return
        unseen = _is_speck(drawing)
        waiting = [drawing]
        while waiting:
            element = waiting.pop()
            if element.tag == f"{W}txbxContent":
                boxes.append(element)
                continue
            if self._is_picture(element) and not unseen:
                self._line.pieces.append(None)
            waiting.extend(reversed(list(_shown(element))))

    def _is_picture(self, element: Element) -> bool:
        if element.tag == f"{A}blip":
            return element.get(_EMBED) in self._pictures
        return element.tag == f"{V}imagedata" and element.get(_ID) in self._pictures


def _is_formula_or_icon(holder: Element) -> bool:
    """Whether what an embedded object shows is no picture to a reader: a formula is text, an attachment an icon."""
    embedded = holder.find(_EMBEDDED)
    if embedded is None:
        return False
    return embedded.get("ProgID", "").startswith("Equation") or embedded.get("DrawAspect") == "Icon"


def _is_speck(drawing: Element) -> bool:
    """Whether a drawing is smaller than a millimetre: web pages count their readers with such pictures."""
    extent = drawing.find(f"*/{_EXTENT}")
    if extent is not None:
        sides = [extent.get(side, "") for side in ("cx", "cy")]
        return any(_FEW_EMU.fullmatch(side) and int(side) < MIN_SIDE_POINTS * _EMU_PER_POINT for side in sides)
    shape = drawing.find(f"{V}shape")
    return shape is not None and any(
        float(side) < MIN_SIDE_POINTS for side in _SIDE_IN_POINTS.findall(shape.get("style", ""))
    )


def _shown(parent: Element, depth: int = 0) -> Iterator[Element]:
    """The children a reader sees: of alternate content, its first choice (or the fallback when that is empty)."""
    if depth > MAX_DEPTH:
        raise Refused(Finding(code=Code.FILE_UNSAFE, found=Found.NESTED_TOO_DEEPLY))
    for child in parent:
        if child.tag != f"{MC}AlternateContent":
            yield child
            continue
        choices = [option for option in child if option.tag in (f"{MC}Choice", f"{MC}Fallback")]
        yield from next((_shown(option, depth + 1) for option in choices if len(option)), iter(()))

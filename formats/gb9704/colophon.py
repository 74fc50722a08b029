"""版记, which newsletters call 报尾: to whom a paper goes and who printed it, at the foot of its last page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from docx.document import Document as Paper
from docx.shared import Pt

from formats.gb9704 import measures as gb
from formats.gb9704 import wml
from formats.gb9704.lines import NEVER_FIRST, wide
from formats.xml_text import clean

#: Ours: the pitch of its lines, in points.
_PITCH = 22.0
#: Any number that no other box of a paper has.
_BOX = 9704
#: Characters between the two that each line is moved in by.
_CHARACTERS = int(gb.points(gb.TYPE_WIDTH) / gb.COLOPHON) - 2
_HANGING = 2
_SPACE = "\u3000"


@dataclass(frozen=True)
class _Line:
    """``ends``: its row ends with it."""

    left: str
    right: str
    ends: bool


def write_colophon(paper: Paper, rows: Sequence[tuple[str, str]]) -> None:
    """A box on the type area's lower edge, whatever stands above it; each row says what is left and right."""
    lines = [line for row in rows for line in _in_lines(*row)]
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.line_spacing = Pt(1)
    box = wml.box(
        _BOX,
        width=gb.TYPE_WIDTH,
        height=gb.millimetres(_PITCH * len(lines)) + 2 * gb.COLOPHON_OUTER,
        across=wml.place("margin", 0),
        down=wml.at_foot("margin"),
        paragraphs="".join(_line(n, lines) for n in range(len(lines))),
    )
    paragraph.add_run()._r.append(box)


def _in_lines(left: str, right: str) -> list[_Line]:
    """A row in as many lines as it needs; further ones begin under its third character, after 送：."""
    left, right = clean(left), clean(right)
    room = _CHARACTERS - (wide(right) + 1 if right else 0)
    parts: list[str] = []
    rest = left
    while wide(rest) > room - (_HANGING if parts else 0):
        at = int(room) - (_HANGING if parts else 0)
        while at > 1 and rest[at] in NEVER_FIRST:
            at -= 1
        parts.append(rest[:at])
        rest = rest[at:]
    parts.append(rest)
    return [
        _Line((_SPACE * _HANGING if n else "") + part, right if n == 0 else "", ends=n == len(parts) - 1)
        for n, part in enumerate(parts)
    ]


def _line(number: int, lines: Sequence[_Line]) -> str:
    """The lines drawn are as wide as the type area, so what is written is moved in by a character."""
    line = lines[number]
    edge = round((gb.points(gb.TYPE_WIDTH) - gb.COLOPHON) * 20)
    face = f'<w:rFonts w:ascii="{gb.FANG[0]}" w:hAnsi="{gb.FANG[0]}" w:eastAsia="{gb.FANG[0]}"/>'
    properties = f'<w:rPr>{face}<w:sz w:val="{round(gb.COLOPHON * 2)}"/></w:rPr>'
    right = f"<w:tab/><w:t>{escape(line.right)}</w:t>" if line.right else ""
    return (
        f"<w:p><w:pPr><w:pBdr>{_borders(number, lines)}</w:pBdr>"
        f'<w:tabs><w:tab w:val="right" w:pos="{edge}"/></w:tabs>'
        f'<w:spacing w:before="0" w:after="0" w:line="{round(_PITCH * 20)}" w:lineRule="exact"/></w:pPr>'
        f'<w:r>{properties}<w:t xml:space="preserve">{escape(_SPACE + line.left)}</w:t>{right}</w:r></w:p>'
    )


def _borders(number: int, lines: Sequence[_Line]) -> str:
    """The first has one above it; each row one below it."""
    above = _border("top", gb.COLOPHON_OUTER, 0) if number == 0 else ""
    if not lines[number].ends:
        return above
    # Of paragraphs whose borders are the same only the last one's is drawn: neighbours' blacks differ unseen.
    width = gb.COLOPHON_OUTER if number == len(lines) - 1 else gb.COLOPHON_INNER
    return above + _border("bottom", width, number % 2)


def _border(side: str, width: float, blue: int) -> str:
    return f'<w:{side} w:val="single" w:sz="{round(gb.points(width) * 8)}" w:space="0" w:color="00000{blue}"/>'

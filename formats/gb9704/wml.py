"""What python-docx has no words for: fonts with their second names, fields, borders, a type area's own settings."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from formats.gb9704 import measures

_SHAPES = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
#: Word counts the places of what floats in these, to the millimetre.
_EMU = 36000


def element(name: str, **attributes: object) -> Any:
    """``w:name`` with ``w:`` attributes."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def fonts(properties: Any, font: str) -> None:
    """All faces of a run or a style: python-docx sets the Latin ones alone."""
    found = properties.get_or_add_rFonts()
    for face in ("ascii", "hAnsi", "eastAsia", "cs"):
        found.set(qn(f"w:{face}"), font)


def spacing(properties: Any, twentieths: int) -> None:
    """What each character is wider (or narrower) than it is, in twentieths of a point."""
    for found in properties.findall(qn("w:spacing")):
        properties.remove(found)
    properties.insert_element_before(
        element("spacing", val=twentieths), "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:lang"
    )


def border(side: str, *, width: float, colour: str = "auto", space: int = 0) -> Any:
    """One border of a paragraph or cell. ``width`` and ``space`` in points; Word has eighths and whole ones."""
    return element(side, val="single", sz=round(width * 8), space=space, color=colour)


def bordered(paragraph: Any, *borders: Any) -> None:
    properties = paragraph._p.get_or_add_pPr()
    found = element("pBdr")
    found.extend(borders)
    properties.insert_element_before(found, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc")


def page_field(run: Any) -> None:
    """The number of the page the run stands on."""
    for kind in ("begin", "separate", "end"):
        if kind == "separate":
            instruction = element("instrText")
            instruction.text = " PAGE "
            run._r.append(instruction)
        run._r.append(element("fldChar", fldCharType=kind))
        if kind == "separate":
            text = element("t")
            text.text = "1"
            run._r.append(text)


def name_fonts(paper: Document) -> None:
    """The paper's fonts, each with what stands in where it is missing; none is in the file."""
    rows = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{instead}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, instead in measures.FONTS
    )
    table = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{rows}</w:fonts>'
    part = paper.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    part._blob = table.encode()


def language(paper: Document) -> None:
    """Chinese, so that lines break as Chinese ones do."""
    for found in paper.styles.element.iter(qn("w:lang")):
        found.set(qn("w:eastAsia"), "zh-CN")
    for found in paper.settings.element.iter(qn("w:themeFontLang")):
        found.set(qn("w:eastAsia"), "zh-CN")


def box(
    number: int, *, width: float, height: float, across: str, down: str, paragraphs: str, turned: bool = False
) -> Any:
    """A box without lines that stands where ``across`` and ``down`` say; all lengths in millimetres.

    ``across``, ``down``: what is within ``wp:positionH`` and ``wp:positionV``, with their attributes, see ``place``.
    ``turned``: what is written reads from above to below.
    """
    size = f'cx="{round(width * _EMU)}" cy="{round(height * _EMU)}"'
    return parse_xml(
        f'<w:drawing {nsdecls("w", "wp", "a")} xmlns:wps="{_SHAPES}">'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" '
        'locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f"<wp:positionH {across}</wp:positionH><wp:positionV {down}</wp:positionV><wp:extent {size}/>"
        f'<wp:wrap{"None" if turned else "TopAndBottom"}/><wp:docPr id="{number}" name="{number}"/>'
        f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{_SHAPES}"><wps:wsp><wps:cNvSpPr txBox="1"/>'
        f'<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>"
        f"<wps:txbx><w:txbxContent>{paragraphs}</w:txbxContent></wps:txbx>"
        f'<wps:bodyPr vert="{"vert" if turned else "horz"}" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" '
        f'anchor="{"ctr" if turned else "b"}"/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>'
    )


def place(of: str, offset: float) -> str:
    """So many millimetres from the left or upper edge of ``page`` or ``margin``."""
    return f'relativeFrom="{of}"><wp:posOffset>{round(offset * _EMU)}</wp:posOffset>'


def at_foot(of: str) -> str:
    return f'relativeFrom="{of}"><wp:align>bottom</wp:align>'


def number_paragraph(side: str) -> str:
    """— 3 — at one side of a box, written out."""
    return (
        f'<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="{round(measures.PAGE_NUMBER * 20)}" '
        f'w:lineRule="exact"/><w:jc w:val="{side}"/></w:pPr>{_number_runs()}</w:p>'
    )


def _number_runs() -> str:
    face = measures.PLAIN_SONG[0]
    properties = (
        f'<w:rPr><w:rFonts w:ascii="{face}" w:hAnsi="{face}" w:eastAsia="{face}"/>'
        f'<w:sz w:val="{round(measures.PAGE_NUMBER * 2)}"/></w:rPr>'
    )
    return (
        f'<w:r>{properties}<w:t xml:space="preserve">— </w:t></w:r>'
        f'<w:r>{properties}<w:fldChar w:fldCharType="begin"/><w:instrText xml:space="preserve"> PAGE </w:instrText>'
        f'<w:fldChar w:fldCharType="separate"/><w:t>1</w:t><w:fldChar w:fldCharType="end"/></w:r>'
        f'<w:r>{properties}<w:t xml:space="preserve"> —</w:t></w:r>'
    )

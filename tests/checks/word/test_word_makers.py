"""Each role right and wrong, by font and by size, however the writing program says it: a table, not a story.

Ways of saying: on the run, by the paragraph's style, its parent, a character style, the document defaults, the theme.
Programs: Word- and WPS-like packages made by hand, python-docx, and files saved by LibreOffice.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt

from checks.check import inspect
from checks.request import CheckRequest
from domain.campaigns.rules import Rules
from domain.findings import Kind
from tests.support.docx_files import BODY, TITLE, UNIT, Docx, paragraph, prose, rpr, run, style, styles, theme
from tests.support.real_files import FILES

Look = tuple[str, int]
Looks = dict[str, Look]
RIGHT: Looks = {"title": TITLE, "unit": UNIT, "body": BODY}
TEXTS = {"title": "技能点亮人生", "unit": "某某市第一职业学校", "body": prose(885)}
OTHER_FONT, OTHER_SIZE = "微软雅黑", 30
NORMAL = style("a", rpr("宋体", 21), default=True)


def wrong(path: Path) -> list[str]:
    return [
        f.code for f in inspect(CheckRequest(path=path, name=path.name, kind=Kind.DOCUMENT, rules=Rules())).findings
    ]


def on_the_run(looks: Looks) -> bytes:
    body = [paragraph(run(TEXTS[role], *look)) for role, look in looks.items()]
    return Docx(body, styles=styles(NORMAL)).bytes()


def by_style(looks: Looks) -> bytes:
    sheet = styles(NORMAL, *(style(role, rpr(*look), "a") for role, look in looks.items()))
    return Docx([paragraph(run(TEXTS[role]), style=role) for role in looks], styles=sheet).bytes()


def by_parent_style(looks: Looks) -> bytes:
    pairs = [(style(f"{r}0", rpr(*k), "a"), style(r, "<w:rPr><w:b/></w:rPr>", f"{r}0")) for r, k in looks.items()]
    sheet = styles(NORMAL, *(one for pair in pairs for one in pair))
    return Docx([paragraph(run(TEXTS[role]), style=role) for role in looks], styles=sheet).bytes()


def by_character_style(looks: Looks) -> bytes:
    sheet = styles(NORMAL, *(style(role, rpr(*look), kind="character") for role, look in looks.items()))
    body = [paragraph(run(TEXTS[role], extra=f'<w:rStyle w:val="{role}"/>')) for role in looks]
    return Docx(body, styles=sheet).bytes()


def by_defaults(looks: Looks) -> bytes:
    """The body's type from the document defaults, as after “set as default”; the others on the run."""
    body = [paragraph(run(TEXTS[role], *(() if role == "body" else look))) for role, look in looks.items()]
    return Docx(body, styles=styles(style("a", "", default=True), defaults=rpr(*looks["body"]))).bytes()


def by_theme(looks: Looks) -> bytes:
    """Title by the heading face, body by the body face of the theme; the name beside the reference is stale."""

    def themed(which: str, half_points: int) -> str:
        fonts = f'<w:rFonts w:eastAsia="黑体" w:eastAsiaTheme="{which}EastAsia" w:hint="eastAsia"/>'
        return f'<w:rPr>{fonts}<w:sz w:val="{half_points}"/></w:rPr>'

    title, unit, body = looks["title"], looks["unit"], looks["body"]
    sheet = styles(
        style("a", themed("minor", body[1]), default=True), style("t", themed("major", title[1]), "a"), defaults=""
    )
    blocks = [
        paragraph(run(TEXTS["title"]), style="t"),
        paragraph(run(TEXTS["unit"], *unit)),
        paragraph(run(TEXTS["body"])),
    ]
    return Docx(blocks, styles=sheet, theme=theme(minor=body[0], major=title[0])).bytes()


def in_a_table_by_its_style(looks: Looks) -> bytes:
    """A whole document written inside a one-cell table whose style dresses the body."""
    sheet = styles(style("a", "", default=True), style("grid", rpr(*looks["body"]), kind="table"))
    blocks = [paragraph(run(TEXTS[role], *(() if role == "body" else look))) for role, look in looks.items()]
    grid = f'<w:tblPr><w:tblStyle w:val="grid"/></w:tblPr><w:tr><w:tc>{"".join(blocks)}</w:tc></w:tr>'
    return Docx([f"<w:tbl>{grid}</w:tbl>"], styles=sheet).bytes()


def like_wps(looks: Looks) -> bytes:
    """WPS numbers its styles, hints on every run, names the theme in its defaults and dresses ASCII apart."""
    defaults = (
        '<w:rPr><w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi" w:eastAsiaTheme="minorEastAsia" '
        'w:cstheme="minorBidi"/></w:rPr>'
    )
    sheet = styles(
        '<w:style w:type="paragraph" w:default="1" w:styleId="1"><w:name w:val="Normal"/><w:qFormat/>'
        '<w:pPr><w:jc w:val="both"/></w:pPr><w:rPr><w:kern w:val="2"/><w:sz w:val="21"/></w:rPr></w:style>',
        defaults=defaults,
    )

    def said(look: Look) -> str:
        fonts = f'<w:rFonts w:hint="eastAsia" w:ascii="{look[0]}" w:hAnsi="{look[0]}" w:eastAsia="{look[0]}"/>'
        return f'<w:rPr>{fonts}<w:sz w:val="{look[1]}"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'

    body = [
        f'<w:p><w:pPr>{said(look)}</w:pPr><w:r>{said(look)}<w:t xml:space="preserve">{TEXTS[role]}</w:t></w:r></w:p>'
        for role, look in looks.items()
    ]
    return Docx(body, styles=sheet, theme=theme("宋体", "宋体")).bytes()


def by_python_docx(looks: Looks) -> bytes:
    document = docx.Document()
    for role, (font, half_points) in looks.items():
        named = document.styles.add_style(role, WD_STYLE_TYPE.PARAGRAPH)
        named.font.size = Pt(half_points / 2)
        named.font.name = font
        named.element.rPr.rFonts.set(qn("w:eastAsia"), font)
        document.add_paragraph(TEXTS[role], style=role)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


WAYS: list[Callable[[Looks], bytes]] = [
    on_the_run,
    by_style,
    by_parent_style,
    by_character_style,
    by_defaults,
    by_theme,
    in_a_table_by_its_style,
    like_wps,
    by_python_docx,
]


@pytest.mark.parametrize("way", WAYS)
def test_all_right(tmp_path: Path, way: Callable[[Looks], bytes]) -> None:
    path = tmp_path / "案例.docx"
    path.write_bytes(way(RIGHT))
    assert wrong(path) == []


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("role", RIGHT)
@pytest.mark.parametrize("fault", ["font", "size"])
def test_one_role_wrong(tmp_path: Path, way: Callable[[Looks], bytes], role: str, fault: str) -> None:
    font, size = RIGHT[role]
    look = (OTHER_FONT, size) if fault == "font" else (font, OTHER_SIZE)
    path = tmp_path / "案例.docx"
    path.write_bytes(way({**RIGHT, role: look}))
    assert wrong(path) == [f"document.{role}_font"]


@pytest.mark.parametrize(
    ("file", "codes"),
    [
        ("right_by_style", []),
        ("right_direct", []),
        ("title_song_direct", ["document.title_font"]),
        ("unit_small_by_style", ["document.unit_font"]),
        ("body_song_by_style", ["document.body_font"]),
    ],
)
def test_what_libreoffice_saved(file: str, codes: list[str]) -> None:
    assert wrong(FILES / f"docx_lo_{file}.docx") == codes

"""Finding styles and building all of them come to the same; what is not plainly written is built."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest

from checks.office.refused import Refused
from checks.word.styles import Styles
from checks.word.stylesheet import StyleSheet
from tests.support.docx_files import rpr, style, styles
from tests.support.real_files import FILES


def _sheets() -> list[object]:
    default = Path(docx.__file__).parent / "templates" / "default.docx"
    made = [pytest.param(path, id=path.name) for path in sorted(FILES.glob("docx_[elo]*.docx"))]
    return [pytest.param(default, id="python-docx"), *made]


def _looks(data: bytes, names: list[str]) -> list[object]:
    sheet = StyleSheet(data)
    asked = Styles(sheet, None, None)
    return [(name in sheet, asked._style(name)) for name in names] + [sheet.default_paragraph]


@pytest.mark.parametrize("path", _sheets())
def test_finding_says_what_building_says(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        data = archive.read("word/styles.xml")
    built = StyleSheet(data.replace(b"</w:styles>", b"<!-- --></w:styles>"))
    names = [*built._built, "gone"]
    assert len(names) > 1
    assert _looks(data, names) == _looks(data.replace(b"</w:styles>", b"<!-- --></w:styles>"), names)
    assert not StyleSheet(data)._built.keys() - {built.default_paragraph}


@pytest.mark.parametrize(
    "change",
    [
        ("</w:styles>", "<!-- <w:style w:styleId='b'/> --></w:styles>"),
        ("xmlns:w=", "xmlns:x='u' xmlns:w="),
        ('w:styleId="a"', "w:styleId='a'"),
        ('<w:style w:type="paragraph"', '<w:style\n\tw:type="paragraph" w:customStyle="1>2"'),
        ("w:", "v:"),
        ("<w:style ", "<w:style w:name='&amp;' "),
    ],
)
def test_however_it_is_written(change: tuple[str, str]) -> None:
    written = styles(style("a", rpr("仿宋_GB2312", 32), default=True), defaults=rpr("宋体", 21)).replace(*change)
    if change == ("w:", "v:"):
        written = written.replace("xmlns:w", "xmlns:v")
    sheet = StyleSheet(written.encode())
    assert ("a" in sheet, "b" in sheet, sheet.default_paragraph) == (True, False, "a")
    assert (Styles(sheet, None, None)._style("a").font, sheet.defaults is not None) == ("仿宋_GB2312", True)


def test_another_encoding_is_read() -> None:
    written = '<?xml version="1.0" encoding="GBK"?>' + styles(style("a", rpr("仿宋_GB2312", 32), default=True))
    assert Styles(StyleSheet(written.encode("gbk")), None, None)._style("a").font == "仿宋_GB2312"


@pytest.mark.parametrize("broken", ["<w:style", "</w:x>", '<w:style w:styleId="a"/>', "<!DOCTYPE x>"])
def test_a_broken_part_is_refused(broken: str) -> None:
    written = styles(style("a", rpr("宋体"))).replace("</w:styles>", broken)
    with pytest.raises(Refused):
        StyleSheet(broken.encode() + written.encode() if broken.startswith("<!") else written.encode())


def test_no_styles_at_all() -> None:
    sheet = StyleSheet(b"")
    assert ("" in sheet, sheet.default_paragraph, sheet.defaults) == (False, "", None)

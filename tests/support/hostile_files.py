"""Files made to hurt a reader: each small to store, each a way to cost time, memory or trust."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

import openpyxl

from domain.statistics import COLUMNS
from tests.support.docx_files import BODY, Docx, good, paragraph, run


def nested_zips() -> bytes:
    """Zips in zips in zips, each level sixteen times the one inside it."""
    data = zipped({"0": bytes(10_000_000)})
    for _ in range(5):
        data = zipped({str(n): data for n in range(16)})
    return data


def word_full_of_zips() -> bytes:
    return Docx(good(), extra={"word/embeddings/inner.zip": nested_zips()}).bytes()


def ten_thousand_pages() -> bytes:
    return stored(Docx([paragraph(run("活动周期间学校开放实训基地。"))] * 300_000).bytes())


def one_endless_paragraph() -> bytes:
    return stored(Docx([paragraph(*[run("技" * 9_000, *BODY)] * 300)]).bytes())


def one_endless_text() -> bytes:
    return stored(Docx([paragraph(run("技" * 4_000_000, *BODY))]).bytes())


def endless_spaces() -> bytes:
    """What makes a careless regular expression try every way to split them."""
    return stored(Docx([*good(), *[paragraph(run("2020年" + " " * 200_000 + "完", *BODY))] * 4]).bytes())


def deep_nesting() -> bytes:
    return stored(Docx([*good(), "<w:sdt><w:sdtContent>" * 200_000 + "</w:sdtContent></w:sdt>" * 200_000]).bytes())


def boxes_in_boxes() -> bytes:
    inner = paragraph(run("框"))
    for _ in range(60):
        inner = paragraph(f"<w:r><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r>")
    return stored(Docx([*good(), inner]).bytes())


def many_attributes() -> bytes:
    return stored(Docx([*good(), "<w:p " + " ".join(f'a{n}=""' for n in range(500_000)) + "/>"]).bytes())


def many_namespaces() -> bytes:
    opened = "".join(f'<w:p xmlns:n{n}="u{n}">' for n in range(240))
    return stored(Docx([*good(), (opened + "</w:p>" * 240) * 50]).bytes())


def many_names() -> bytes:
    return stored(Docx([*good(), "".join(f"<name{n}/>" for n in range(1_000_000))]).bytes())


def many_styles() -> bytes:
    """A chain of styles as long as the file allows, and each paragraph in another."""
    chain = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="s{n + 1}"/></w:style>' for n in range(50_000)
    )
    sheet = f'<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{chain}</w:styles>'
    return stored(
        Docx([*good(), *[paragraph(run("技", None, None), style=f"s{n}") for n in range(20_000)]], styles=sheet).bytes()
    )


def many_parts() -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", **{f"word/{n}.xml": b"" for n in range(60_000)}})


def vast_directory() -> bytes:
    """A million entries that all point at one place, in an archive's directory alone."""
    entry = (
        b"PK\x01\x02" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0) + b"a.xml"
    )
    start = zipped({"[Content_Types].xml": b"<Types/>"})
    directory = entry * 1_000_000
    record = struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 1_000_000, 1_000_000, len(directory), len(start))
    locator = b"PK\x06\x07" + struct.pack("<IQI", 0, len(start) + len(directory), 1)
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return start + directory + b"PK\x06\x06" + record + locator + end


def strange_compression() -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<x/>" * 1000}, zipfile.ZIP_LZMA)


def wide_entities() -> bytes:
    """An entity bomb in UTF-16, which a search for ASCII bytes does not see."""
    bomb = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'
    return Docx(good(), extra={"word/document.xml": bomb.encode("utf-16")}).bytes()


def endless_rows() -> bytes:
    rows = "".join(f"<row><c><v>{n}</v></c></row>" for n in range(400_000))
    return sheet_with(rows)


def one_endless_row() -> bytes:
    return sheet_with("<row>" + "<c/>" * 3_000_000 + "</row>")


def row_of_nothing() -> bytes:
    """Elements a reader of cells never asks for."""
    return sheet_with("<row>" + "<x/>" * 3_000_000 + "</row>")


def endless_merges() -> bytes:
    merges = "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 300_000 + "</mergeCells>"
    return sheet_with("", merges)


def endless_texts() -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = f'<Relationship Id="rIdTexts" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    data = rewritten(sheet_with(""), "xl/_rels/workbook.xml.rels", lambda part: part.replace("</Relationships>", link))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    texts = "<sst>" + "<si><t>活</t></si>" * 1_500_000 + "</sst>"
    return zipped({**parts, "xl/sharedStrings.xml": texts.encode()}, zipfile.ZIP_STORED)


def brackets() -> bytes:
    return sheet_with(f'<row r="3"><c t="str"><v>{"(" * 30_000}</v></c></row>' * 12)


def numbers_beyond_any() -> bytes:
    digits = "9" * 20_000
    cells = f'<c t="s"><v>{digits}</v></c><c><v>1e999</v></c><c t="str"><v>{digits}</v></c><c><v>nan</v></c>'
    return sheet_with(f'<row r="3">{cells}</row>')


def zeros() -> bytes:
    return bytes(200_000)


def html() -> bytes:
    return b"<html><body><script>alert(1)</script></body></html>"


def sheet_with(rows: str, after: str = "") -> bytes:
    book = openpyxl.Workbook()
    book.worksheets[0].append(list(COLUMNS.values()))
    buffer = io.BytesIO()
    book.save(buffer)
    return stored(
        rewritten(
            buffer.getvalue(),
            "xl/worksheets/sheet1.xml",
            lambda part: part.replace("</sheetData>", f"{rows}</sheetData>{after}"),
        )
    )


def stored(data: bytes) -> bytes:
    """Not deflated: what repeats itself is not taken for a bomb before its parser sees it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()}, zipfile.ZIP_STORED)


def rewritten(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    return zipped({**parts, name: change(parts[name].decode()).encode()})


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()

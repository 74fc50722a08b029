"""What an office file may hide; each case is a document that is right in every other way."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from checks.check import inspect
from checks.office.package import MAX_PARTS
from checks.request import CheckRequest
from domain.campaigns.rules import Rules
from domain.findings import Code, Finding, Kind
from domain.findings.found import Found
from tests.support.docx_files import OFFICE, Docx, good, image_run, paragraph

DOCTYPE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'


def look(tmp_path: Path, data: bytes, kind: Kind = Kind.DOCUMENT) -> list[Finding]:
    path = tmp_path / "package.bin"
    path.write_bytes(data)
    return list(inspect(CheckRequest(path=path, name="案例.docx", kind=kind, rules=Rules())).findings)


def linked(kind: str, target: str) -> bytes:
    relationship = f'<Relationship Id="x" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'
    return Docx(good(), relationships=relationship).bytes()


@pytest.mark.parametrize(
    ("extra", "found"),
    [
        ({"word/vbaProject.bin": b"\xd0\xcf"}, Found.MACRO),
        ({"word/activeX/activeX1.bin": b"x"}, Found.ACTIVE_X),
        ({"../../evil.txt": b"x"}, Found.OUTWARD_PATH),
        ({"/abs.txt": b"x"}, Found.OUTWARD_PATH),
        ({"C:\\evil.txt": b"x"}, Found.OUTWARD_PATH),
        ({"word/..\\..\\evil.txt": b"x"}, Found.OUTWARD_PATH),
        ({"customXml/item1.xml": DOCTYPE.encode()}, Found.XML_ENTITY),
        ({"customXml/item1.xml": DOCTYPE.encode("utf-16")}, Found.XML_ENTITY),
        ({"word/header1.xml": b"<a>" + b" " * 20_000_000 + b"</a>"}, Found.UNPACKED_TOO_LARGE),
        ({f"p/{i}.bin": b"" for i in range(MAX_PARTS)}, Found.UNPACKED_TOO_LARGE),
    ],
)
def test_dangerous_parts_are_refused(tmp_path: Path, extra: dict[str, bytes], found: Found) -> None:
    assert look(tmp_path, Docx(good(), extra=extra).bytes()) == [Finding(code=Code.FILE_UNSAFE, found=found)]


def test_a_macro_document_is_told_by_its_content_type(tmp_path: Path) -> None:
    data = Docx(good(), content_type="application/vnd.ms-word.document.macroEnabled.main+xml").bytes()
    assert look(tmp_path, data) == [Finding(code=Code.FILE_UNSAFE, found=Found.MACRO)]


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", "http://example.org/t.dotm"),
        ("attachedTemplate", "https://example.org/t.dotm"),
        ("attachedTemplate", "file://server/share/t.dotm"),
        ("attachedTemplate", "file:////server/share/t.dotm"),
        ("attachedTemplate", "\\\\server\\share\\t.dotm"),
        ("attachedTemplate", "%5C%5Cserver%5Cshare%5Ct.dotm"),
        ("image", "http://example.org/p.png"),
        ("oleObject", "mhtml:http://example.org/x!"),
        ("frame", "https://example.org/"),
    ],
)
def test_links_that_fetch_on_opening_are_refused(tmp_path: Path, kind: str, target: str) -> None:
    assert look(tmp_path, linked(kind, target)) == [Finding(code=Code.FILE_UNSAFE, found=Found.EXTERNAL_LINK)]


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("hyperlink", "https://example.org/news"),
        ("hyperlink", "mailto:office@example.org"),
        ("attachedTemplate", "file:///C:\\Users\\a\\Normal.dotm"),
        ("attachedTemplate", "file:////home/a/C:\\opt\\wps\\purchase.dotm"),
        ("attachedTemplate", "Normal.dotm"),
        ("attachedTemplate", "C:\\Templates\\Normal.dotm"),
        ("attachedTemplate", "file://localhost/Volumes/Disk/Normal.dotm"),
    ],
)
def test_ordinary_links_are_ordinary(tmp_path: Path, kind: str, target: str) -> None:
    assert look(tmp_path, linked(kind, target)) == []


BLIP = "<w:r><w:drawing><a:graphic><a:blip {}/></a:graphic></w:drawing></w:r>"
VML = '<w:r><w:pict><v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" {}/></w:pict></w:r>'


def pasted(picture: str, target: str) -> bytes:
    relationship = f'<Relationship Id="x" Type="{OFFICE}/image" Target="{target}" TargetMode="External"/>'
    return Docx([*good(), paragraph(picture)], relationships=relationship).bytes()


@pytest.mark.parametrize(
    "picture", [BLIP.format('r:embed="rIdPic" r:link="x"'), VML.format('r:id="rIdPic" r:href="x"')]
)
def test_a_picture_pasted_from_a_web_page_keeps_its_address(tmp_path: Path, picture: str) -> None:
    assert look(tmp_path, pasted(picture, "http://example.org/p.jpg")) == []


@pytest.mark.parametrize(
    ("picture", "target"),
    [
        (BLIP.format('r:link="x"'), "https://example.org/p.jpg"),
        (BLIP.format('r:embed="x"'), "https://example.org/p.jpg"),
        (VML.format('r:href="x"'), "https://example.org/p.jpg"),
        (BLIP.format('r:embed="rIdGone" r:link="x"'), "https://example.org/p.jpg"),
        (BLIP.format('r:embed="rIdPic" r:link="x"') + BLIP.format('r:link="x"'), "https://example.org/p.jpg"),
        (BLIP.format('r:embed="rIdPic" r:link="x"'), "file://server/share/p.jpg"),
        (BLIP.format('r:embed="rIdPic" r:link="x"'), "\\\\server\\share\\p.jpg"),
    ],
)
def test_a_picture_that_is_only_a_link_is_refused(tmp_path: Path, picture: str, target: str) -> None:
    assert look(tmp_path, pasted(picture, target)) == [Finding(code=Code.FILE_UNSAFE, found=Found.EXTERNAL_LINK)]


def test_sizes_that_lie_are_not_believed(tmp_path: Path) -> None:
    data = bytearray(Docx(good(), extra={"word/header1.xml": b" " * 4_000_000}).bytes())
    entry = data.rindex(b"word/header1.xml") - 46
    data[entry + 24 : entry + 28] = struct.pack("<I", 10)
    (finding,) = look(tmp_path, bytes(data))
    assert finding.code in ("file.damaged", "file.unsafe")


def test_a_broken_picture_part_is_damage(tmp_path: Path) -> None:
    data = bytearray(Docx([*good(), paragraph(image_run())]).bytes())
    start = data.index(b"word/media/image1.png") + 25
    data[start : start + 8] = b"\0" * 8
    assert look(tmp_path, bytes(data)) == [Finding(code=Code.FILE_DAMAGED)]


def test_an_encrypted_zip_entry_is_encrypted(tmp_path: Path) -> None:
    data = bytearray(Docx(good()).bytes())
    entry = data.rindex(b"word/document.xml") - 46
    data[entry + 8] |= 1
    assert look(tmp_path, bytes(data)) == [Finding(code=Code.FILE_ENCRYPTED)]


@pytest.mark.parametrize("kept", [0.2, 0.6, 0.95])
def test_a_cut_upload_is_damage(tmp_path: Path, kept: float) -> None:
    data = Docx(good()).bytes()
    assert look(tmp_path, data[: int(len(data) * kept)]) == [Finding(code=Code.FILE_DAMAGED)]


def test_a_nest_of_elements_is_refused(tmp_path: Path) -> None:
    deep = "<w:sdt><w:sdtContent>" * 400 + "</w:sdtContent></w:sdt>" * 400
    assert look(tmp_path, Docx([*good(), deep]).bytes()) == [
        Finding(code=Code.FILE_UNSAFE, found=Found.NESTED_TOO_DEEPLY)
    ]


def test_broken_xml_is_damage(tmp_path: Path) -> None:
    assert look(tmp_path, Docx(["<w:p>"]).bytes()) == [Finding(code=Code.FILE_DAMAGED)]


def test_a_zip_in_a_zip_is_never_opened(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", b"\0" * 4_000_000)
    data = Docx(good(), extra={"word/embeddings/a.zip": inner.getvalue()}).bytes()
    assert look(tmp_path, data) == []

"""Old office files as a milestone's file: what they are, whether they are locked, whether they run something."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from checks.check import inspect
from checks.office.vba import has_code
from checks.request import CheckRequest
from domain.campaigns.rules import Rules
from domain.findings import Finding, Kind
from formats.findings.values import found_text
from tests.support.docx_files import Docx, good
from tests.support.ole_files import Tree, book, old_office_file, packed, record, vba_project, word_text

MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
BINARY_TYPE = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
CODE = "Sub AutoOpen()\r\n  Shell 1\r\nEnd Sub\r\n"


def told(tmp_path: Path, data: bytes, name: str, kind: Kind = Kind.ATTACHMENT) -> list[tuple[str, str]]:
    path = tmp_path / "file.bin"
    path.write_bytes(data)
    findings: tuple[Finding, ...] = inspect(CheckRequest(path=path, name=name, kind=kind, rules=Rules())).findings
    return [(f.code, found_text(f)) for f in findings]


def rc4(key: bytes, data: bytes) -> bytes:
    box = list(range(256))
    j = 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) & 255
        box[i], box[j] = box[j], box[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) & 255
        j = (j + box[i]) & 255
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) & 255])
    return bytes(out)


def file_pass(password: str) -> bytes:
    """The record of a workbook encrypted by RC4 with 40 bits ([MS-OFFCRYPTO] 2.3.6)."""
    salt, verifier = bytes(range(16)), b"sixteen letters!"
    short = hashlib.md5(password.encode("utf-16-le"), usedforsecurity=False).digest()[:5]
    short = hashlib.md5((short + salt) * 16, usedforsecurity=False).digest()[:5]
    key = hashlib.md5(short + bytes(4), usedforsecurity=False).digest()
    hashed = hashlib.md5(verifier, usedforsecurity=False).digest()
    return record(0x002F, struct.pack("<HHH", 1, 1, 1) + salt + rc4(key, verifier + hashed))


@pytest.mark.parametrize(
    ("tree", "name", "findings"),
    [
        ({"WordDocument": word_text(3000), "1Table": b"\x0b" * 9000}, "方案.doc", []),
        ({"WordDocument": word_text(3000), "1Table": b"\x0b" * 9000}, "方案.wps", []),
        ({"WordDocument": word_text(6000)}, "方案.doc", []),
        ({"WordDocument": word_text(3000, locked=True)}, "方案.doc", [("file.encrypted", "")]),
        ({"WordDocument": word_text(6000, locked=True)}, "方案.wps", [("file.encrypted", "")]),
        ({"Workbook": book()}, "统计.xls", []),
        ({"Book": book(record(0x0042, b"\xb0\x04"))}, "统计.xls", []),
        ({"Workbook": book(record(0x0042), file_pass("secret"))}, "统计.xls", [("file.encrypted", "")]),
        ({"Book": book(record(0x002F, bytes(4)))}, "统计.et", [("file.encrypted", "")]),
        # Protected sheets: encrypted, and opened by Excel without a word.
        ({"Workbook": book(file_pass("VelvetSweatshop"))}, "统计.xls", []),
        ({"PowerPoint Document": b"\xaa" * 6000}, "汇报.ppt", []),
        ({"PowerPoint Document": b"\xaa" * 6000, "EncryptedSummary": b"x" * 200}, "汇报.ppt", [("file.encrypted", "")]),
        (
            {"PowerPoint Document": b"\xaa" * 6000, "Current User": bytes(12) + b"\xdf\xc4\xd1\xf3"},
            "汇报.ppt",
            [("file.encrypted", "")],
        ),
        # What stands within an embedded file says nothing of the file itself.
        ({"Workbook": book(), "MBD0001": {"EncryptedPackage": b"x", "WordDocument": word_text(3000)}}, "统计.xls", []),
    ],
)
def test_locked_means_that_somebody_is_asked_for_a_password(
    tmp_path: Path, tree: Tree, name: str, findings: list[tuple[str, str]]
) -> None:
    assert told(tmp_path, old_office_file(tree), name) == findings


@pytest.mark.parametrize(
    ("project", "runs"),
    [
        ({"VBA": {"_VBA_PROJECT": b"\xcc\x61\xff\xff\0\0\0"}}, False),
        (vba_project(""), False),
        (vba_project("", compiled_lines=None), False),
        (vba_project("Option Explicit\r\n' nothing yet\r\n\r\n", compiled_lines=3), False),
        (vba_project(CODE, compiled_lines=3), True),
        (vba_project(CODE, compiled_lines=None), True),
        # Its text wiped, the compiled lines left: how malware hides.
        (vba_project("", compiled_lines=3), True),
        # Streams of modules that no list tells of, and lists that cannot be read.
        ({"VBA": {"_VBA_PROJECT": b"\xcc\x61", "Module1": packed(CODE.encode())}}, True),
        ({"VBA": {"_VBA_PROJECT": b"\xcc\x61", "dir": b"\x02broken"}}, True),
    ],
)
def test_a_project_without_a_line_of_code_is_no_macro(tmp_path: Path, project: Tree, runs: bool) -> None:
    data = old_office_file({"WordDocument": word_text(6000), "Macros": project})
    macro = [("file.unsafe", "宏")] * runs
    assert told(tmp_path, data, "方案.doc") == macro
    inside = Docx(good(), extra={"word/vbaProject.bin": old_office_file(project)})
    assert told(tmp_path, inside.bytes(), "案例.docx", Kind.DOCUMENT) == macro


def test_a_name_among_other_bytes_is_no_project(tmp_path: Path) -> None:
    data = old_office_file({"WordDocument": word_text(6000) + "_VBA_PROJECT\0".encode("utf-16-le")})
    assert told(tmp_path, data, "方案.doc") == []
    assert told(tmp_path, data + "_VBA_PROJECT\0".encode("utf-16-le"), "方案.doc") == []


def test_code_is_found_behind_the_copies_of_its_compression() -> None:
    """'''''''''''''''' and a line of code: the first line is one mark and a copy of fifteen."""
    body = b"\x02" + b"'" + struct.pack("<H", 12) + b"\r\nShel" + b"\0" + b"l 1\r\n"
    module = b"\x01" + struct.pack("<H", 0xB000 | (len(body) - 1)) + body
    tree = vba_project("", compiled_lines=None)
    storage = tree["VBA"]
    assert isinstance(storage, dict)
    storage["ThisDocument"] = module
    assert has_code(old_office_file(tree))


def test_an_old_file_that_no_directory_can_be_read_of_is_damaged(tmp_path: Path) -> None:
    data = old_office_file({"WordDocument": word_text(6000)})
    assert told(tmp_path, data[:700] + bytes(len(data) - 700), "方案.doc") == [("file.damaged", "")]


def workbook(types: dict[str, str]) -> bytes:
    """A workbook whose list of types says more than openpyxl's."""
    plain, changed = io.BytesIO(), io.BytesIO()
    Workbook().save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(changed, "w") as out:
        for name in source.namelist():
            data = source.read(name)
            if name == "[Content_Types].xml":
                for old, new in types.items():
                    assert old.encode() in data
                    data = data.replace(old.encode(), new.encode(), 1)
            out.writestr(name, data)
    return changed.getvalue()


@pytest.mark.parametrize(
    ("types", "runs"),
    [
        # Web systems declare every ending they know.
        ({"<Default ": f'<Default Extension="bin" ContentType="{BINARY_TYPE}"/><Default '}, False),
        ({"<Default ": f'<Default Extension="xlsm" ContentType="{MACRO_TYPE}"/><Default '}, False),
        ({"<Override ": f'<Override PartName="/xl/other.xml" ContentType="{MACRO_TYPE}"/><Override '}, False),
        ({"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": MACRO_TYPE}, True),
    ],
)
def test_what_a_package_declares_counts_only_for_its_main_part(
    tmp_path: Path, types: dict[str, str], runs: bool
) -> None:
    findings = told(tmp_path, workbook(types), "统计表.xlsx", Kind.ATTACHMENT)
    assert findings == [("file.unsafe", "宏")] * runs


@pytest.mark.parametrize(("manifest", "locked"), [(b"<manifest:encryption-data/>", True), (b"<manifest/>", False)])
def test_an_open_document_with_a_password_is_told(tmp_path: Path, manifest: bytes, locked: bool) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("META-INF/manifest.xml", manifest)
    assert told(tmp_path, buffer.getvalue(), "总结.odt") == [("file.encrypted", "")] * locked

"""What files are called that people take for Word files, told as far as their makers can be told."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from checks.office.zip_directory import is_vast
from checks.sniff import DOCX, TEXT, ZIP, Family, Format

_CALLED: dict[str, str] = {
    "doc": "旧版 Word（.doc）",
    "RTF": "RTF 文档",
    "PDF": "PDF 文档",
    "odt": "OpenDocument 文档（.odt）",
    "ZIP": "ZIP 压缩包",
    "RAR": "RAR 压缩包",
    "7z": "7z 压缩包",
    "xlsx": "Excel 表格",
    "xls": "Excel 表格（.xls）",
    "pptx": "PowerPoint 演示文稿",
    "ppt": "PowerPoint 演示文稿",
    "文本": "纯文本",
    "OLE": "旧版文档",
}
HEAD_BYTES = 1024
#: Programs that make .doc files the easy way write pages of the web, or Word's own XML, under that name.
_WEB_PAGE = re.compile(rb"\s*(<!doctype html|<html|(mime-version|from|date|subject):)", re.IGNORECASE)
_WORD_XML = re.compile(rb"progid=[\"']Word\.Document|<w:wordDocument|<pkg:package", re.IGNORECASE)
#: What the software that keeps an office's files readable on its own machines only writes at their start.
_OFFICE_LOCKS = (b"%TSD-Header-###%", b"E-SafeNet")
_LOCK_BYTES = 64


def called(format_: Format, name: str) -> str:
    """What a file is, in the words of the people who send it."""
    if format_.name in ("doc", "OLE") and name.lower().rstrip().endswith(".wps"):
        return "WPS 文档（.wps）"
    if format_.family is Family.IMAGE:
        return f"{'JPG' if format_.name == 'JPEG' else format_.name} 图片"
    return _CALLED.get(format_.name, format_.name if format_ != DOCX else "Word 文档")


def what_it_is(path: Path, format_: Format, name: str) -> str:
    """``called``, after a look inside texts and archives."""
    if format_ == TEXT:
        head = _head(path, HEAD_BYTES).removeprefix(b"\xef\xbb\xbf")
        if _WORD_XML.search(head):
            return "Word XML 文档（.xml）"
        if _WEB_PAGE.match(head):
            return "网页文件（.html）"
    if format_ == ZIP and _is_pages(path):
        return "Pages 文稿（.pages）"
    return called(format_, name)


def is_office_locked(path: Path) -> bool:
    """Whether an office's own software encrypted the file, which there opens without anybody noticing."""
    head = _head(path, _LOCK_BYTES)
    return any(lock in head for lock in _OFFICE_LOCKS)


def _head(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        return file.read(size)


def _is_pages(path: Path) -> bool:
    with path.open("rb") as file:
        if is_vast(file):
            return False
        try:
            with zipfile.ZipFile(file) as archive:
                return any(
                    name.endswith(("Index/Document.iwa", "index.apxl", "Index.zip")) for name in archive.namelist()
                )
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            return False

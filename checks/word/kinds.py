"""What files are that people take for Word files, told as far as their makers can be told."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from checks.format import Format
from checks.office.zip_directory import is_vast
from checks.sniff import TEXT, ZIP
from domain.findings.file_formats import FileFormat
from domain.findings.found import FileIs

HEAD_BYTES = 1024
#: Programs that make .doc files the easy way write pages of the web, or Word's own XML, under that name.
_WEB_PAGE = re.compile(rb"\s*(<!doctype html|<html|(mime-version|from|date|subject):)", re.IGNORECASE)
_WORD_XML = re.compile(rb"progid=[\"']Word\.Document|<w:wordDocument|<pkg:package", re.IGNORECASE)
#: What the software that keeps an office's files readable on its own machines only writes at their start.
_OFFICE_LOCKS = (b"%TSD-Header-###%", b"E-SafeNet")
_LOCK_BYTES = 64


def as_sent(format_: Format, name: str) -> FileIs | None:
    """What a file is to the people who send it: one of WPS keeps its bytes as an old Word file does."""
    if format_.file_format in (FileFormat.DOC, FileFormat.OLE) and name.lower().rstrip().endswith(".wps"):
        return FileIs(FileFormat.WPS)
    return format_.found


def what_it_is(path: Path, format_: Format, name: str) -> FileIs | None:
    """``as_sent``, after a look inside texts and archives."""
    if format_ == TEXT:
        head = _head(path, HEAD_BYTES).removeprefix(b"\xef\xbb\xbf")
        if _WORD_XML.search(head):
            return FileIs(FileFormat.WORD_XML)
        if _WEB_PAGE.match(head):
            return FileIs(FileFormat.WEB_PAGE)
    if format_ == ZIP and _is_pages(path):
        return FileIs(FileFormat.PAGES)
    return as_sent(format_, name)


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

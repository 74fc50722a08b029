"""A milestone's file (方案, 总结, 一览表): of a kind an office can open, whole, not locked, not dangerous. No more."""

from __future__ import annotations

import mmap
from pathlib import Path

from checks.facts import file_facts
from checks.package import Refused, open_package
from checks.photo import check_photo
from checks.sniff import Family, Format
from domain.findings import Fact, Finding, Kind, Report
from domain.rules import PhotoRules

_TAKEN = {Family.WORD, Family.SHEET, Family.SLIDES, Family.PDF, Family.IMAGE, Family.TEXT}
_PACKAGES = {"docx", "docm", "xlsx", "xlsm", "pptx"}
_PDF_TAIL_BYTES = 2048
_OLE_SECTOR_BYTES = 512
_OLE_ENTRY_START = 116  # of a 128-byte directory entry: where the stream's first sector number stands
_FIB_FLAGS = 11  # second flag byte of Word's file information block; its lowest bit is fEncrypted


def check_attachment(path: Path, format_: Format) -> Report:
    """Facts: format, bytes, sha256. ``format_`` is what ``sniff`` told."""
    facts: dict[str, Fact] = {"format": format_.name or None, **file_facts(path)}
    return Report(kind=Kind.ATTACHMENT, facts=facts, findings=tuple(_findings(path, format_)))


def _findings(path: Path, format_: Format) -> list[Finding]:
    if format_.family is Family.ENCRYPTED:
        return [Finding(code="file.encrypted")]
    if format_.family is Family.UNKNOWN and not format_.name:
        return [Finding(code="file.damaged")]
    if format_.family not in _TAKEN:
        return [Finding(code="file.type", found=format_.name, required="Word、Excel、PDF 或图片")]
    if format_.family is Family.IMAGE:
        rules = PhotoRules(formats=(format_.name,), min_width=None, min_bytes=None, caption=False)
        return [f for f in check_photo(path, format_, rules, None).findings if f.code.startswith("file.")]
    if format_.name in _PACKAGES:
        return _package(path)
    if format_.family is Family.PDF:
        return _pdf(path)
    return [Finding(code="file.encrypted")] if format_.name == "doc" and _doc_is_encrypted(path) else []


def _package(path: Path) -> list[Finding]:
    try:
        with open_package(path):
            return []
    except Refused as refused:
        return [refused.finding]


def _pdf(path: Path) -> list[Finding]:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if data.rfind(b"%%EOF", max(0, len(data) - _PDF_TAIL_BYTES)) < 0:
            return [Finding(code="file.damaged")]
        # The trailer of an encrypted PDF refers to its key; the word can stand nowhere else outside a stream.
        return [Finding(code="file.encrypted")] if data.find(b"/Encrypt") >= 0 else []


def _doc_is_encrypted(path: Path) -> bool:
    """[MS-DOC] 2.5.1: the flag in the file information block at the start of the WordDocument stream."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        entry = data.find("WordDocument\0".encode("utf-16-le"))
        sector = int.from_bytes(data[entry + _OLE_ENTRY_START : entry + _OLE_ENTRY_START + 4], "little")
        # Streams under 4096 bytes live elsewhere, but Word always writes this one longer.
        flags = (sector + 1) * _OLE_SECTOR_BYTES + _FIB_FLAGS
        return entry >= 0 and flags < len(data) and bool(data[flags] & 1)

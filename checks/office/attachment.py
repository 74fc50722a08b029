"""A milestone's file (方案, 总结, 一览表): of a kind an office can open, whole, not locked, not dangerous. No more."""

from __future__ import annotations

import mmap
from pathlib import Path, PurePath

from checks.facts import file_facts
from checks.format import Family, Format
from checks.guess import kind_by_name
from checks.office.package import Refused, open_package
from checks.office.pdf_password import asks_for_password
from checks.photos.photo import picture_damage
from checks.sniff import LOCK
from domain.findings import Code, Fact, Finding, Kind, Report
from domain.findings.found import ArchiveOf, Found, FoundValue
from domain.findings.required import Required

_TAKEN = {Family.WORD, Family.SHEET, Family.SLIDES, Family.PDF, Family.IMAGE, Family.TEXT}
_PACKAGES = {"docx", "docm", "xlsx", "xlsm", "pptx"}
#: Endings that promise something an office can open, besides those that tell a kind.
_PROMISING = {"", ".ppt", ".pptx", ".pps", ".ppsx", ".ofd"}
_OLE = {"doc", "xls", "ppt"}
_PDF_TAIL_BYTES = 2048
#: Scanners and mail servers fill a file up with zeros.
_PDF_FILLED_BYTES = 65_536
_OLE_SECTOR_BYTES = 512
_OLE_ENTRY_START = 116  # of a 128-byte directory entry: where the stream's first sector number stands
_FIB_FLAGS = 11  # second flag byte of Word's file information block; its lowest bit is fEncrypted


def check_attachment(path: Path, name: str, format_: Format, required: Required = Required.OFFICE_FILE) -> Report:
    """Facts: format, bytes, sha256. ``format_`` is what ``sniff`` told; ``required`` is told to who sent another."""
    facts: dict[str, Fact] = {"format": format_.name or None, **file_facts(path)}
    return Report(kind=Kind.ATTACHMENT, facts=facts, findings=tuple(_findings(path, name, format_, required)))


def _findings(path: Path, name: str, format_: Format, required: Required) -> list[Finding]:
    if format_.family is Family.ENCRYPTED:
        return [Finding(code=Code.FILE_ENCRYPTED)]
    if format_.family is Family.UNKNOWN and format_ != LOCK:
        if _promises(name):
            return [Finding(code=Code.FILE_DAMAGED)]
        return [Finding(code=Code.FILE_TYPE, found=Found.UNRECOGNISED, required=required)]
    if format_.family not in _TAKEN:
        return [Finding(code=Code.FILE_TYPE, found=_found(format_), required=required)]
    if format_.family is Family.IMAGE:
        return picture_damage(path, format_)
    if format_.name in _PACKAGES:
        return _package(path)
    if format_.family is Family.PDF:
        return _pdf(path)
    if format_.name in _OLE and _has_macros(path):
        return [Finding(code=Code.FILE_UNSAFE, found=Found.MACRO)]
    return [Finding(code=Code.FILE_ENCRYPTED)] if format_.name == "doc" and _doc_is_encrypted(path) else []


def _promises(name: str) -> bool:
    """Whether a file of this name could be opened if it were whole; one without an ending might be anything."""
    return kind_by_name(name) is not None or PurePath(name.strip()).suffix.lower() in _PROMISING


def _found(format_: Format) -> FoundValue | None:
    if format_.file_format is not None and format_.family is Family.ARCHIVE:
        return ArchiveOf(format_.file_format)
    return format_.found


def _package(path: Path) -> list[Finding]:
    try:
        with open_package(path):
            return []
    except Refused as refused:
        return [refused.finding]


def _pdf(path: Path) -> list[Finding]:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if b"%%EOF" not in data[-_PDF_FILLED_BYTES:].rstrip(b"\0")[-_PDF_TAIL_BYTES:]:
            return [Finding(code=Code.FILE_DAMAGED)]
        # The trailer of an encrypted PDF refers to its key; the word can stand nowhere else outside a stream.
        locked = data.find(b"/Encrypt") >= 0 and asks_for_password(data)
        return [Finding(code=Code.FILE_ENCRYPTED)] if locked else []


def _has_macros(path: Path) -> bool:
    """[MS-OVBA] 2.2.1: every VBA project has a stream of this name, in a storage ``Macros`` or ``_VBA_PROJECT_CUR``."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data.find("_VBA_PROJECT\0".encode("utf-16-le")) >= 0


def _doc_is_encrypted(path: Path) -> bool:
    """[MS-DOC] 2.5.1: the flag in the file information block at the start of the WordDocument stream."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        entry = data.find("WordDocument\0".encode("utf-16-le"))
        sector = int.from_bytes(data[entry + _OLE_ENTRY_START : entry + _OLE_ENTRY_START + 4], "little")
        # Streams under 4096 bytes live elsewhere, but Word always writes this one longer.
        flags = (sector + 1) * _OLE_SECTOR_BYTES + _FIB_FLAGS
        return entry >= 0 and flags < len(data) and bool(data[flags] & 1)

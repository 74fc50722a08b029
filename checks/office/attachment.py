"""A milestone's file (方案, 总结, 一览表): of a kind an office can open, whole, not locked, not dangerous. No more."""

from __future__ import annotations

import mmap
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

from checks.facts import file_facts
from checks.format import Family, Format
from checks.guess import kind_by_name
from checks.office.compound import open_compound
from checks.office.old_passwords import is_locked, is_locked_book
from checks.office.package import open_package
from checks.office.pdf_password import asks_for_password
from checks.office.refused import Refused
from checks.office.vba import has_code
from checks.photos.photo import picture_damage
from checks.sniff import LOCK, OLE_MAGIC
from domain.findings import Code, Fact, Finding, Kind, Report
from domain.findings.found import ArchiveOf, Found, FoundValue
from domain.findings.required import Required
from domain.summary import found_in

_TAKEN = {Family.WORD, Family.SHEET, Family.SLIDES, Family.PDF, Family.IMAGE, Family.TEXT}
_WORD, _SHEETS = {"docx", "docm"}, {"xlsx", "xlsm"}
_PACKAGES = {"docx", "docm", "xlsx", "xlsm", "xlsb", "pptx"}
#: Endings that promise something an office can open, besides those that tell a kind.
_PROMISING = {"", ".ppt", ".pptx", ".pps", ".ppsx", ".ofd"}
_OLE = {"doc", "xls", "ppt"}
_PDF_TAIL_BYTES = 2048
#: Scanners and mail servers fill a file up with zeros.
_PDF_FILLED_BYTES = 65_536
_BOOK_HEAD_BYTES = 65_536
_OPEN_DOCUMENT = {"odt", "ods", "odp"}
_MANIFEST, _MANIFEST_BYTES, _ENCRYPTED = "META-INF/manifest.xml", 1 << 20, b"encryption-data"


def check_attachment(path: Path, name: str, format_: Format, required: Required = Required.OFFICE_FILE) -> Report:
    """Facts: format, bytes, sha256; of a Word file that can be read characters, images and ``says``, too.

    ``format_`` is what ``sniff`` told; ``required`` is told to who sent another.
    """
    facts: dict[str, Fact] = {"format": format_.name or None, **file_facts(path)}
    findings = _findings(path, name, format_, required)
    word = format_.name in _WORD
    if not findings and word:
        facts |= _read(path)
    rows = _list(path, word=word) if not findings and (word or format_.name in _SHEETS) else ()
    return Report(kind=Kind.ATTACHMENT, facts=facts, findings=tuple(findings), form=rows)


def _list(path: Path, *, word: bool) -> tuple[Mapping[str, Any], ...]:
    """The activities that it lists; none where it is no such list."""
    from checks.tables.lists import list_rows

    try:
        with open_package(path) as package:
            return list_rows(package, word=word)
    except Refused:
        return ()


def _read(path: Path) -> dict[str, Fact]:
    """What is in it; nothing where that cannot be told: it has only to open."""
    from checks.word.reading import Imported, read_paragraphs

    try:
        with open_package(path) as package:
            paragraphs = read_paragraphs(package)
    except (Refused, Imported):
        return {}
    text = "\n".join(one.text for one in paragraphs)
    return {
        "characters": sum(one.length for one in paragraphs),
        "images": sum(one.pictures for one in paragraphs),
        "says": found_in(text),
    }


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
    if format_.name in _OPEN_DOCUMENT:
        return _opendocument(path)
    return _old(path) if format_.name in _OLE else []


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


def _old(path: Path) -> list[Finding]:
    """Of .doc, .xls, .ppt and what WPS keeps likewise."""
    with open_compound(path) as compound:
        if compound is None:
            return _bare_book(path)
        if is_locked(compound, path):
            return [Finding(code=Code.FILE_ENCRYPTED)]
        return [Finding(code=Code.FILE_UNSAFE, found=Found.MACRO)] if has_code(compound) else []


def _bare_book(path: Path) -> list[Finding]:
    """Excel before version 5 wrote its records without a wrapper; any other file was one, once."""
    with path.open("rb") as file:
        head = file.read(_BOOK_HEAD_BYTES)
    if head.startswith(OLE_MAGIC):
        return [Finding(code=Code.FILE_DAMAGED)]
    return [Finding(code=Code.FILE_ENCRYPTED)] if is_locked_book(head) else []


def _opendocument(path: Path) -> list[Finding]:
    """OpenDocument 1.3 part 2, 3.4: the manifest names how each part is encrypted."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_MANIFEST) as part:
            locked = _ENCRYPTED in part.read(_MANIFEST_BYTES)
    except KeyError:
        return []
    except Exception:  # zipfile raises whatever a broken archive makes it meet
        return [Finding(code=Code.FILE_DAMAGED)]
    return [Finding(code=Code.FILE_ENCRYPTED)] if locked else []

"""Office packages (ZIP + XML), opened without trusting them.

Everything that can hurt a reader is refused here, once, for Word and Excel alike: bombs of ZIP and XML, entities, paths
that climb out, macros, controls, and links that fetch something on opening. Nothing is ever unpacked to disk.
Sources: ECMA-376 parts 1 and 2 (strict and transitional).
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from lxml import etree

from checks.office.external_links import R as R
from checks.office.external_links import copied_pictures, is_remote, is_web_page
from checks.office.zip_directory import is_vast
from domain.findings import Code, Finding
from domain.findings.found import Found

#: An element of any part; lxml has no public name for it.
Element = etree._Element
MAX_PARTS = 10_000
MAX_TOTAL_BYTES = 600_000_000
MAX_XML_BYTES = 40_000_000
#: Text deflates about tenfold, drawings of nothing perhaps fiftyfold; beyond this somebody meant it.
MAX_RATIO = 150
RATIO_MATTERS_BYTES = 5_000_000
CHUNK_BYTES = 1 << 20
KEPT_BYTES = 16 << 20
#: A strict namespace is declared on the root element.
STRICT_WITHIN_BYTES = 10_000

RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": R.encode(),
}
_MACRO_PARTS = re.compile(r"(^|/)(vbaProject[^/]*\.bin|vbaData\.xml)$|(^|/)macrosheets/", re.IGNORECASE)
_CONTROL_PARTS = re.compile(r"(^|/)activeX/", re.IGNORECASE)
_CLIMBING = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)")
#: What may stand before the root element. A document type is where entity bombs and external entities live; it can
#: stand nowhere else, and no office writes one.
_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_DOCTYPE = b"<!DOCTYPE"
_WIDE_DOCTYPE = tuple(_DOCTYPE.decode().encode(code) for code in ("utf-16-le", "utf-16-be"))
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError)


class Refused(Exception):
    """The package is not to be read further; ``finding`` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


@dataclass(frozen=True)
class Relationship:
    """``target`` is a part name inside the package, or an address when ``external``."""

    kind: str
    target: str
    external: bool


class Package:
    """An open, vetted package. Parts are read whole, under a limit; small ones once."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._entries = {_spelled(name): name for name in archive.namelist()}
        #: Exactly as relationships name them, or nearly: ask ``in`` the package itself, which knows no capitals.
        self.names = frozenset(name.replace("\\", "/") for name in archive.namelist())
        self._kept: dict[str, bytes] = {}
        self._room = KEPT_BYTES
        self._relationships: dict[str, dict[str, Relationship]] = {}

    def __contains__(self, name: str) -> bool:
        return _spelled(name) in self._entries

    def keep(self, name: str, data: bytes) -> None:
        """Bytes of a part that were read anyway, as far as there is room."""
        self._room -= len(data)
        if self._room >= 0:
            self._kept[_spelled(name)] = data

    def read(self, name: str) -> bytes:
        """The bytes of an XML part; empty when there is no such part."""
        name = _spelled(name)
        if name in self._kept:
            return self._kept[name]
        if name not in self._entries:
            return b""
        try:
            with self._archive.open(self._entries[name]) as part:
                data = part.read(MAX_XML_BYTES + 1)
        except _ZIP_ERRORS as error:
            raise Refused(Finding(code=Code.FILE_DAMAGED)) from error
        if len(data) > MAX_XML_BYTES:
            raise _unsafe(Found.UNPACKED_TOO_LARGE)
        return data

    @contextmanager
    def stream(self, name: str) -> Iterator[IO[bytes]]:
        """A part too large to hold, as it inflates. Raises ``Refused`` when it cannot be read to where it is wanted."""
        try:
            with self._archive.open(self._entries[_spelled(name)]) as part:
                yield part
        except (*_ZIP_ERRORS, KeyError) as error:
            raise Refused(Finding(code=Code.FILE_DAMAGED)) from error

    def xml(self, name: str) -> Element | None:
        """The root of an XML part in transitional namespaces; None when there is no such part."""
        data = self.read(name)
        return parse_xml(data) if data else None

    def relationships(self, part: str) -> dict[str, Relationship]:
        """The relationships of ``part`` by id (``""`` is the package itself)."""
        pure = PurePosixPath(part)
        return self.relationships_in(
            f"{pure.parent}/_rels/{pure.name}.rels".removeprefix("./") if part else "_rels/.rels"
        )

    def relationships_in(self, rels: str) -> dict[str, Relationship]:
        """Those that the part ``rels`` lists."""
        if rels not in self._relationships:
            root = self.xml(rels)
            folder = PurePosixPath(rels).parent.parent
            self._relationships[rels] = {} if root is None else dict(_relationships(root, folder))
        return self._relationships[rels]

    def main_part(self, fallback: str) -> str:
        """The part the package is about."""
        for relationship in self.relationships("").values():
            if relationship.kind == "officeDocument" and relationship.target in self:
                return relationship.target
        return fallback


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """Open and vet ``path``. Raises ``Refused`` for what is damaged, encrypted or unsafe."""
    with path.open("rb") as file:
        if is_vast(file):
            raise _unsafe(Found.UNPACKED_TOO_LARGE)
    try:
        archive = zipfile.ZipFile(path)
    except _ZIP_ERRORS as error:
        raise Refused(Finding(code=Code.FILE_DAMAGED)) from error
    with archive:
        _vet_entries(archive.infolist())
        package = Package(archive)
        _read_through(archive, package)
        _vet_content_types(package)
        for name in sorted(package.names):
            if name.lower().endswith(".rels"):
                _vet_links(package, name)
        yield package


def parse_xml(data: bytes) -> Element:
    """Parse one part of any size the package let through. Raises ``Refused``.

    No entity is resolved, nothing fetched, and libxml2's own limits on depth, names and text stay in force.
    """
    if b"purl.oclc.org/ooxml" in data[:STRICT_WITHIN_BYTES]:
        for strict, transitional in _STRICT.items():
            data = data.replace(strict, transitional)
    if has_doctype(data):
        raise _unsafe(Found.XML_ENTITY)
    # A parser of its own each time: one that has met an error keeps the whole of its text.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise not_parsed(error) from error
    # In an encoding the search above cannot read.
    if root.getroottree().docinfo.internalDTD is not None:
        raise _unsafe(Found.XML_ENTITY)
    return root


def not_parsed(error: Exception) -> Refused:
    """Broken XML, or such as breaks the parser's limits."""
    if getattr(error, "code", None) == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
        return _unsafe(Found.NESTED_TOO_DEEPLY if "depth" in str(error) else Found.CONTENT_TOO_LONG)
    return Refused(Finding(code=Code.FILE_DAMAGED))


def has_doctype(data: bytes) -> bool:
    """Whether a part begins with a document type, in any encoding XML is written in."""
    prolog = _PROLOG.match(data)
    if prolog is not None and data.startswith(_DOCTYPE, prolog.end()):
        return True
    # Only UTF-16 has zero bytes; no XML in UTF-8 has.
    return b"\0" in data and any(mark in data for mark in _WIDE_DOCTYPE)


def _unsafe(found: Found) -> Refused:
    return Refused(Finding(code=Code.FILE_UNSAFE, found=found))


def _vet_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_TOTAL_BYTES:
        raise _unsafe(Found.UNPACKED_TOO_LARGE)
    for entry in entries:
        if entry.flag_bits & 1:
            raise Refused(Finding(code=Code.FILE_ENCRYPTED))
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused(Finding(code=Code.FILE_DAMAGED))
        if _CLIMBING.search(entry.filename):
            raise _unsafe(Found.OUTWARD_PATH)
        if _MACRO_PARTS.search(entry.filename):
            raise _unsafe(Found.MACRO)
        if _CONTROL_PARTS.search(entry.filename):
            raise _unsafe(Found.ACTIVE_X)
        big = entry.file_size > RATIO_MATTERS_BYTES
        if big and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise _unsafe(Found.UNPACKED_TOO_LARGE)


def _vet_content_types(package: Package) -> None:
    types = package.xml("[Content_Types].xml")
    if types is None:
        raise Refused(Finding(code=Code.FILE_DAMAGED))
    for entry in types:
        if "macroenabled" in entry.get("ContentType", "").lower():
            raise _unsafe(Found.MACRO)


def _vet_links(package: Package, rels: str) -> None:
    """Refuse what is fetched when the file is opened. A hyperlink waits for a click."""
    pictures: set[str] = set()
    for identifier, relationship in package.relationships_in(rels).items():
        if not relationship.external or relationship.kind == "hyperlink" or not is_remote(relationship.target):
            continue
        if relationship.kind != "image" or not is_web_page(relationship.target):
            raise _unsafe(Found.EXTERNAL_LINK)
        pictures.add(identifier)
    if pictures and not _all_copied(package, rels, pictures):
        raise _unsafe(Found.EXTERNAL_LINK)


def _all_copied(package: Package, rels: str, links: set[str]) -> bool:
    """Whether the part that ``rels`` belongs to has the bytes of every picture it also links."""
    pure = PurePosixPath(rels)
    root = package.xml(str(pure.parent.parent / pure.name.removesuffix(".rels")))
    inside = {
        identifier
        for identifier, relationship in package.relationships_in(rels).items()
        if not relationship.external and relationship.target in package
    }
    return root is not None and copied_pictures(root, links, inside) == links


def _relationships(root: Element, folder: PurePosixPath) -> Iterator[tuple[str, Relationship]]:
    for entry in root.iter(f"{{{RELATIONSHIPS}}}Relationship"):
        target = entry.get("Target", "")
        external = entry.get("TargetMode", "") == "External"
        kind = entry.get("Type", "").rsplit("/", 1)[-1]
        yield entry.get("Id", ""), Relationship(kind, target if external else _inside(target, folder), external)


def _spelled(name: str) -> str:
    """A part's name as it is compared: without regard to capitals (part 2, 6.2.2.3), and to who wrote it on Windows."""
    return name.replace("\\", "/").lower()


def _inside(target: str, folder: PurePosixPath) -> str:
    """The part name a relative target means."""
    parts: list[str] = [] if target.startswith("/") else list(folder.parts)
    for step in target.replace("\\", "/").split("/"):
        if step == "..":
            parts = parts[:-1]
        elif step not in ("", "."):
            parts.append(step)
    return "/".join(parts)


def _read_through(archive: zipfile.ZipFile, package: Package) -> None:
    """Read every part once, which proves its checksum; sizes were vetted, and are not believed either."""
    left = MAX_TOTAL_BYTES
    for entry in archive.infolist():
        is_xml = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
        try:
            with archive.open(entry) as part:
                chunk = first = part.read(CHUNK_BYTES)
                if is_xml and has_doctype(first):
                    raise _unsafe(Found.XML_ENTITY)
                while chunk:
                    left -= len(chunk)
                    if left < 0:
                        raise _unsafe(Found.UNPACKED_TOO_LARGE)
                    chunk = part.read(CHUNK_BYTES)
        except _ZIP_ERRORS as error:
            raise Refused(Finding(code=Code.FILE_DAMAGED)) from error
        if is_xml and len(first) < CHUNK_BYTES:
            package.keep(entry.filename, first)

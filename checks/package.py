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
from urllib.parse import unquote
from xml.etree import ElementTree

from domain.findings import Finding

MAX_PARTS = 10_000
MAX_TOTAL_BYTES = 600_000_000
MAX_XML_BYTES = 40_000_000
#: Text deflates about tenfold, drawings of nothing perhaps fiftyfold; beyond this somebody meant it.
MAX_RATIO = 150
RATIO_MATTERS_BYTES = 5_000_000
CHUNK_BYTES = 1 << 20

RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": R.encode(),
}
_MACRO_PARTS = re.compile(r"(^|/)(vbaProject[^/]*\.bin|vbaData\.xml)$|(^|/)macrosheets/", re.IGNORECASE)
_CONTROL_PARTS = re.compile(r"(^|/)activeX/", re.IGNORECASE)
_CLIMBING = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)")
_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]+):")
_LOCAL = re.compile(r"[A-Za-z]:|(home|opt|usr|root|tmp|var|mnt|media|data|Users|Applications|Library|private)/")
#: Document types, in any of XML's encodings: where entity bombs and external entities live. No office writes one.
_DOCTYPE = tuple(
    mark.encode(code) for mark in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be")
)
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
    """An open, vetted package. Parts are read whole, under a limit."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.names = frozenset(archive.namelist())

    def read(self, name: str) -> bytes:
        """The bytes of an XML part; empty when there is no such part."""
        if name not in self.names:
            return b""
        try:
            with self._archive.open(name) as part:
                data = part.read(MAX_XML_BYTES + 1)
        except _ZIP_ERRORS as error:
            raise Refused(Finding(code="file.damaged")) from error
        if len(data) > MAX_XML_BYTES:
            raise _unsafe("解压后过大")
        return data

    def xml(self, name: str) -> ElementTree.Element | None:
        """The root of an XML part in transitional namespaces; None when there is no such part."""
        data = self.read(name)
        return parse_xml(data) if data else None

    def relationships(self, part: str) -> dict[str, Relationship]:
        """The relationships of ``part`` by id (``""`` is the package itself)."""
        pure = PurePosixPath(part)
        rels = f"{pure.parent}/_rels/{pure.name}.rels" if part else "_rels/.rels"
        root = self.xml(rels.removeprefix("./"))
        return {} if root is None else dict(_relationships(root, pure.parent))

    def main_part(self, fallback: str) -> str:
        """The part the package is about."""
        for relationship in self.relationships("").values():
            if relationship.kind == "officeDocument" and relationship.target in self.names:
                return relationship.target
        return fallback


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """Open and vet ``path``. Raises ``Refused`` for what is damaged, encrypted or unsafe."""
    try:
        archive = zipfile.ZipFile(path)
    except _ZIP_ERRORS as error:
        raise Refused(Finding(code="file.damaged")) from error
    with archive:
        _vet_entries(archive.infolist())
        package = Package(archive)
        _vet_content_types(package)
        for name in sorted(package.names):
            if name.endswith(".rels"):
                _vet_links(package, name)
        _read_through(archive)
        yield package


def parse_xml(data: bytes) -> ElementTree.Element:
    """Parse one part of any size the package let through. Raises ``Refused``."""
    if b"purl.oclc.org/ooxml" in data:
        for strict, transitional in _STRICT.items():
            data = data.replace(strict, transitional)
    if _has_doctype(data):
        raise _unsafe("XML 实体")
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise Refused(Finding(code="file.damaged")) from error


def _has_doctype(data: bytes) -> bool:
    return any(mark in data for mark in _DOCTYPE)


def _unsafe(found: str) -> Refused:
    return Refused(Finding(code="file.unsafe", found=found))


def _vet_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_TOTAL_BYTES:
        raise _unsafe("解压后过大")
    for entry in entries:
        if entry.flag_bits & 1:
            raise Refused(Finding(code="file.encrypted"))
        if _CLIMBING.search(entry.filename):
            raise _unsafe("内部路径异常")
        if _MACRO_PARTS.search(entry.filename):
            raise _unsafe("宏")
        if _CONTROL_PARTS.search(entry.filename):
            raise _unsafe("ActiveX 控件")
        big = entry.file_size > RATIO_MATTERS_BYTES
        if big and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise _unsafe("解压后过大")


def _vet_content_types(package: Package) -> None:
    types = package.xml("[Content_Types].xml")
    if types is None:
        raise Refused(Finding(code="file.damaged"))
    for entry in types:
        if "macroenabled" in entry.get("ContentType", "").lower():
            raise _unsafe("宏")


def _vet_links(package: Package, rels: str) -> None:
    root = package.xml(rels)
    for _, relationship in _relationships(root, PurePosixPath()) if root is not None else ():
        # A hyperlink waits for a click; everything else external is fetched when the file is opened.
        if relationship.external and relationship.kind != "hyperlink" and _is_remote(relationship.target):
            raise _unsafe("外部链接")


def _is_remote(target: str) -> bool:
    """Whether opening the file would go to another machine. A template on the writer's own disk is harmless."""
    target = unquote(target).strip().replace("\\", "/")
    scheme = _SCHEME.match(target)
    if scheme is None:
        return target.startswith("//")
    if scheme.group(1).lower() != "file":
        return True
    rest = target[len("file:") :]
    path = rest.lstrip("/")
    # file:///C:/… is local, file://host/… is not; WPS on Linux writes its own templates as file:////home/….
    return len(rest) - len(path) not in (0, 1, 3) and not _LOCAL.match(path)


def _relationships(root: ElementTree.Element, folder: PurePosixPath) -> Iterator[tuple[str, Relationship]]:
    for entry in root.iter(f"{{{RELATIONSHIPS}}}Relationship"):
        target = entry.get("Target", "")
        external = entry.get("TargetMode", "") == "External"
        kind = entry.get("Type", "").rsplit("/", 1)[-1]
        yield entry.get("Id", ""), Relationship(kind, target if external else _inside(target, folder), external)


def _inside(target: str, folder: PurePosixPath) -> str:
    """The part name a relative target means."""
    parts: list[str] = [] if target.startswith("/") else list(folder.parts)
    for step in target.split("/"):
        if step == "..":
            parts = parts[:-1]
        elif step not in ("", "."):
            parts.append(step)
    return "/".join(parts)


def _read_through(archive: zipfile.ZipFile) -> None:
    """Read every part once, which proves its checksum; sizes were vetted, and are not believed either."""
    left = MAX_TOTAL_BYTES
    for entry in archive.infolist():
        is_xml = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
        try:
            with archive.open(entry) as part:
                while chunk := part.read(CHUNK_BYTES):
                    left -= len(chunk)
                    if left < 0:
                        raise _unsafe("解压后过大")
                    if is_xml and _has_doctype(chunk):
                        raise _unsafe("XML 实体")
        except _ZIP_ERRORS as error:
            raise Refused(Finding(code="file.damaged")) from error

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

from checks.office.content_types import VBA_PROJECT, ContentTypes
from checks.office.external_links import copied_pictures, is_remote, is_web_page
from checks.office.refused import Refused, unsafe
from checks.office.safe_xml import Element, has_doctype, parse_xml
from checks.office.vba import has_code
from checks.office.zip_directory import is_vast
from domain.findings import Code, Finding
from domain.findings.found import Found

MAX_PARTS = 10_000
MAX_TOTAL_BYTES = 600_000_000
MAX_XML_BYTES = 40_000_000
#: Text deflates about tenfold, drawings of nothing perhaps fiftyfold; beyond this somebody meant it.
MAX_RATIO = 150
RATIO_MATTERS_BYTES = 5_000_000
CHUNK_BYTES = 1 << 20
KEPT_BYTES = 16 << 20
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_MACRO_SHEETS = re.compile(r"(^|/)macrosheets/", re.IGNORECASE)
_VBA_PROJECTS = re.compile(r"(^|/)vbaProject[^/]*\.bin$", re.IGNORECASE)
_CONTROL_PARTS = re.compile(r"(^|/)activeX/", re.IGNORECASE)
_CLIMBING = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)")
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError)


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
            raise unsafe(Found.UNPACKED_TOO_LARGE)
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

    def main_parts(self) -> list[str]:
        """The parts that the package says it is about: one, unless somebody made it by hand."""
        related = self.relationships("").values()
        return [one.target for one in related if one.kind == "officeDocument" and one.target in self]

    def main_part(self, fallback: str) -> str:
        """The part the package is about."""
        return next(iter(self.main_parts()), fallback)


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """Open and vet ``path``. Raises ``Refused`` for what is damaged, encrypted or unsafe."""
    with path.open("rb") as file:
        if is_vast(file):
            raise unsafe(Found.UNPACKED_TOO_LARGE)
    try:
        archive = zipfile.ZipFile(path)
    except _ZIP_ERRORS as error:
        raise Refused(Finding(code=Code.FILE_DAMAGED)) from error
    with archive:
        _vet_entries(archive.infolist())
        package = Package(archive)
        _read_through(archive, package)
        _vet_macros(package)
        for name in sorted(package.names):
            if name.lower().endswith(".rels"):
                _vet_links(package, name)
        yield package


def _vet_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_TOTAL_BYTES:
        raise unsafe(Found.UNPACKED_TOO_LARGE)
    for entry in entries:
        if entry.flag_bits & 1:
            raise Refused(Finding(code=Code.FILE_ENCRYPTED))
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused(Finding(code=Code.FILE_DAMAGED))
        if _CLIMBING.search(entry.filename):
            raise unsafe(Found.OUTWARD_PATH)
        if _MACRO_SHEETS.search(entry.filename):
            raise unsafe(Found.MACRO)
        if _CONTROL_PARTS.search(entry.filename):
            raise unsafe(Found.ACTIVE_X)
        big = entry.file_size > RATIO_MATTERS_BYTES
        if big and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise unsafe(Found.UNPACKED_TOO_LARGE)


def _vet_macros(package: Package) -> None:
    """Refuse what is made to hold macros, and projects with a line of code; an empty project runs nothing."""
    root = package.xml("[Content_Types].xml")
    if root is None:
        raise Refused(Finding(code=Code.FILE_DAMAGED))
    types = ContentTypes(root)
    if any(types.is_for_macros(part) for part in package.main_parts()):
        raise unsafe(Found.MACRO)
    for name in sorted(package.names):
        if (_VBA_PROJECTS.search(name) or types.of(name) == VBA_PROJECT) and has_code(package.read(name)):
            raise unsafe(Found.MACRO)


def _vet_links(package: Package, rels: str) -> None:
    """Refuse what is fetched when the file is opened. A hyperlink waits for a click."""
    pictures: set[str] = set()
    for identifier, relationship in package.relationships_in(rels).items():
        if not relationship.external or relationship.kind == "hyperlink" or not is_remote(relationship.target):
            continue
        if relationship.kind != "image" or not is_web_page(relationship.target):
            raise unsafe(Found.EXTERNAL_LINK)
        pictures.add(identifier)
    if pictures and not _all_copied(package, rels, pictures):
        raise unsafe(Found.EXTERNAL_LINK)


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
                    raise unsafe(Found.XML_ENTITY)
                while chunk:
                    left -= len(chunk)
                    if left < 0:
                        raise unsafe(Found.UNPACKED_TOO_LARGE)
                    chunk = part.read(CHUNK_BYTES)
        except _ZIP_ERRORS as error:
            raise Refused(Finding(code=Code.FILE_DAMAGED)) from error
        if is_xml and len(first) < CHUNK_BYTES:
            package.keep(entry.filename, first)

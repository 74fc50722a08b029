"""What a backup says of itself: everything that belongs to it, with sizes and hashes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

FORMAT = "baosong-backup/1"


class DumpKind(StrEnum):
    """SQLITE: the file itself. ARCHIVE: of ``pg_dump``. TABLES: of PostgreSQL, a file for each table of ours."""

    SQLITE = "sqlite"
    ARCHIVE = "archive"
    TABLES = "tables"


class ManifestDamaged(Exception):
    """It cannot be read as a manifest of this format."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A file of one backup alone. ``size`` in bytes."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class KeptFile:
    """A file of the store. ``key``: by which the dumped database names it. ``mark``: tells whether it was replaced."""

    key: str
    size: int
    sha256: str
    mark: str = ""


@dataclass(frozen=True, kw_only=True)
class Dump:
    """A dump of the database. ``rows``: table → rows; ``columns`` and ``sequences`` are needed for TABLES alone."""

    kind: DumpKind
    revision: str
    rows: Mapping[str, int]
    columns: Mapping[str, Sequence[str]]
    sequences: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """``gone``: keys that the database names and the store did not have any more."""

    name: str
    made_at: datetime
    program: str
    dump: Dump
    parts: tuple[Part, ...]
    files: tuple[KeptFile, ...]
    gone: tuple[str, ...]

    @property
    def bytes(self) -> int:
        """Of all that belongs to it; a file that is named twice counts once."""
        return sum(part.size for part in self.parts) + sum({one.sha256: one.size for one in self.files}.values())


def name_at(moment: datetime) -> str:
    """Backups are named by when they began, so that the last name is the newest."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def to_json(manifest: Manifest) -> bytes:
    document = {"format": FORMAT, **asdict(manifest), "made_at": manifest.made_at.isoformat()}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def from_json(data: bytes) -> Manifest:
    """Raises ``ManifestDamaged``."""
    try:
        document: dict[str, Any] = json.loads(data)
        if document.pop("format") != FORMAT:
            raise ManifestDamaged
        dump = document.pop("dump")
        return Manifest(
            name=document["name"],
            made_at=datetime.fromisoformat(document["made_at"]),
            program=document["program"],
            dump=Dump(**{**dump, "kind": DumpKind(dump["kind"])}),
            parts=tuple(Part(**part) for part in document["parts"]),
            files=tuple(KeptFile(**one) for one in document["files"]),
            gone=tuple(document["gone"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ManifestDamaged from error

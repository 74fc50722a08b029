"""What a check says: findings about one file, never a bare boolean.

A check returns every problem it sees, in one go, so that a liaison can mend them all at once. Codes are the closed
vocabulary of docs/contract.md, Finding codes. What was found is data; ``formats.findings`` makes the sentences of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from domain.findings.found import FoundValue
from domain.findings.places import PlaceValue
from domain.findings.required import RequiredValue

Fact = str | int | float | bool | list[str] | None


class Kind(StrEnum):
    """What a submission is. The values are those of ``baosong check --as``."""

    PHOTO = "photo"
    VIDEO = "video"
    TEXT = "text"
    DOCUMENT = "document"
    PRESS = "press"
    STATISTICS = "statistics"
    #: A milestone's free-form file (方案, 总结 …): must open, nothing more.
    ATTACHMENT = "attachment"


class Level(StrEnum):
    """An error refuses the file; advice does not."""

    ERROR = "error"
    ADVICE = "advice"


class Code(StrEnum):
    """What a rule can find: the closed vocabulary of ``check --json`` and of the database, in the order of the docs."""

    FILE_EMPTY = "file.empty"
    FILE_TYPE = "file.type"
    FILE_DAMAGED = "file.damaged"
    FILE_ENCRYPTED = "file.encrypted"
    FILE_UNSAFE = "file.unsafe"
    FILE_DUPLICATE = "file.duplicate"
    PHOTO_FORMAT = "photo.format"
    PHOTO_WIDTH = "photo.width"
    PHOTO_SIZE = "photo.size"
    PHOTO_CAPTION = "photo.caption"
    PHOTO_COMPRESSED = "photo.compressed"
    PHOTO_ENLARGED = "photo.enlarged"
    VIDEO_FORMAT = "video.format"
    VIDEO_SIZE = "video.size"
    VIDEO_RESOLUTION = "video.resolution"
    TEXT_LENGTH = "text.length"
    DOCUMENT_FORMAT = "document.format"
    DOCUMENT_LENGTH = "document.length"
    DOCUMENT_TITLE_FONT = "document.title_font"
    DOCUMENT_UNIT_FONT = "document.unit_font"
    DOCUMENT_BODY_FONT = "document.body_font"
    PRESS_SCREENSHOT = "press.screenshot"
    PRESS_FORMAT = "press.format"
    PRESS_FILENAME = "press.filename"
    PRESS_IMAGES_LAST = "press.images_last"
    PRESS_NO_IMAGES = "press.no_images"
    STATISTICS_FORMAT = "statistics.format"
    STATISTICS_HEADER = "statistics.header"
    STATISTICS_NUMBER = "statistics.number"
    STATISTICS_COVERAGE = "statistics.coverage"
    STATISTICS_SCHOOL_COUNT = "statistics.school_count"
    STATISTICS_UNIT = "statistics.unit"
    #: A code that a later version stored and this one does not know. No check reports it.
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One rule's result on one submission.

    ``found`` and ``required`` are the numbers and names that the sentence will carry, None where there is nothing to
    tell. ``place`` says where in the file, when that helps.
    """

    code: Code
    found: FoundValue | None = None
    required: RequiredValue | None = None
    place: PlaceValue | None = None
    level: Level = Level.ERROR


@dataclass(frozen=True, kw_only=True)
class Appearance:
    """What a picture looks like, for people and for finding it again.

    ``thumbnail`` is a small upright JPEG, ``small`` a smaller one of the same, for lists; a video has none.
    ``sharpness`` is a number that only compares pictures with one another. ``fingerprint`` and ``views`` are what
    ``domain.similarity`` compares; a video's poster has none.
    """

    thumbnail: bytes
    small: bytes = b""
    sharpness: float = 0.0
    fingerprint: int | None = None
    views: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Report:
    """The verdict on one file: its kind, the facts measured and the findings, worst first.

    ``appearance`` is there for every photo and video that could be decoded. ``form``: the rows of a statistics form, as
    ``domain.statistics.as_values`` gives them, or of a list of activities as it stands (``checks.tables.lists``).
    ``crc32``: of the file's bytes, which a zip of it needs.
    """

    kind: Kind
    facts: Mapping[str, Fact] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    appearance: Appearance | None = None
    form: tuple[Mapping[str, Any], ...] = ()
    wording: str = ""
    crc32: int | None = None

    @property
    def ok(self) -> bool:
        return not any(finding.level is Level.ERROR for finding in self.findings)

    @property
    def only_caption_missing(self) -> bool:
        """True when a caption is all that keeps a photo from being accepted."""
        errors = [f.code for f in self.findings if f.level is Level.ERROR]
        return errors == [Code.PHOTO_CAPTION]

"""What a check says: findings about one file, never a bare boolean.

A check returns every problem it sees, in one go, so that a liaison can mend them all at once.
Codes are the closed vocabulary of docs/contract.md, Finding codes; wording lives in ``formats.words.findings``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

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


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One rule's result on one submission.

    ``found`` and ``required`` are short Chinese-ready values (``1600``, ``宋体 12 磅``): the numbers and
    names that the sentence will carry. ``place`` says where in the file, when that helps (``第 3 段``).
    """

    code: str
    found: str = ""
    required: str = ""
    place: str = ""
    level: Level = Level.ERROR


@dataclass(frozen=True, kw_only=True)
class Appearance:
    """What a picture looks like, for people and for finding it again.

    ``thumbnail`` is a small upright JPEG, ``sharpness`` a number that only compares pictures with one another.
    ``fingerprint`` and ``views`` are what ``domain.similarity`` compares; a video's poster has none.
    """

    thumbnail: bytes
    sharpness: float = 0.0
    fingerprint: int | None = None
    views: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Report:
    """The verdict on one file: its kind, the facts measured and the findings, worst first.

    ``appearance`` is there for every photo and video that could be decoded. ``form``: the rows of a statistics form, as
    ``domain.statistics.as_values`` gives them.
    """

    kind: Kind
    facts: Mapping[str, Fact] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    appearance: Appearance | None = None
    form: tuple[Mapping[str, Any], ...] = ()

    @property
    def ok(self) -> bool:
        return not any(finding.level is Level.ERROR for finding in self.findings)

    @property
    def only_caption_missing(self) -> bool:
        """True when a caption is all that keeps a photo from being accepted."""
        errors = [f.code for f in self.findings if f.level is Level.ERROR]
        return errors == ["photo.caption"]

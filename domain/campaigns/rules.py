"""What a file must be: the numbers and names of a notice, as a campaign file states them.

Defaults are those of ``nanchang-2020``, the only notice that gives numbers (docs/notices.md, What a file must be).
A rule that is ``None`` is switched off.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class PhotoFormat(StrEnum):
    """What a campaign can ask a photo to be, named as ``FileFormat`` names it; the usual one first."""

    JPEG = "JPEG"
    PNG = "PNG"


class VideoFormat(StrEnum):
    """What a campaign can ask a video to be, named as ``FileFormat`` names it; the usual one first."""

    MP4 = "mp4"
    MOV = "mov"


#: How a campaign file may spell a format; capital and small letters are the same.
PHOTO_SPELLINGS = {"JPEG": PhotoFormat.JPEG, "JPG": PhotoFormat.JPEG, "PNG": PhotoFormat.PNG}
VIDEO_SPELLINGS = {"mp4": VideoFormat.MP4, "mov": VideoFormat.MOV}


def format_name(name: str) -> str:
    """What people call the format of this name: JPG, not JPEG."""
    return "JPG" if name == PhotoFormat.JPEG else str(name)


def format_names(formats: Iterable[str]) -> str:
    """The formats as one reads them: ``JPG、PNG``."""
    return "、".join(map(format_name, formats))


@dataclass(frozen=True, kw_only=True)
class PhotoRules:
    """``min_width`` in displayed pixels, ``min_bytes`` in bytes (2 MB is 2,000,000: doubt favours the sender)."""

    formats: tuple[PhotoFormat, ...] = (PhotoFormat.JPEG,)
    min_width: int | None = 2000
    min_bytes: int | None = 2_000_000
    caption: bool = True


@dataclass(frozen=True, kw_only=True)
class VideoRules:
    """``max_bytes`` in bytes (200 MB is 209,715,200), ``min_lines`` on the shorter displayed side (SD is 480).

    ``suggested`` is what the notice recommends and nobody is refused for.
    """

    formats: tuple[VideoFormat, ...] = (VideoFormat.MP4,)
    max_bytes: int | None = 209_715_200
    min_lines: int | None = 480
    suggested: str = "1280×720"


@dataclass(frozen=True, kw_only=True)
class FontRule:
    """A typeface by the name people know and its size in points; any of ``names`` is the same face."""

    names: tuple[str, ...]
    points: float


@dataclass(frozen=True, kw_only=True)
class TextRules:
    """Length in characters as Word counts 字数, both ends included."""

    min_length: int | None = 800
    max_length: int | None = 1500


@dataclass(frozen=True, kw_only=True)
class DocumentRules:
    """A case, story or example sent as a Word file: length of ``TextRules`` plus three roles of type."""

    title: FontRule | None = FontRule(names=("方正小标宋简体",), points=22)
    unit: FontRule | None = FontRule(names=("楷体", "楷体_GB2312"), points=16)
    body: FontRule | None = FontRule(names=("仿宋_GB2312",), points=16)


@dataclass(frozen=True, kw_only=True)
class PressRules:
    """A media report: Word, never a screenshot; text first, pictures last; named 媒体单位+报道标题."""

    word: bool = True
    images_last: bool = True
    images_required: bool = True
    filename: bool = True


@dataclass(frozen=True, kw_only=True)
class StatisticsRules:
    """``header``: whether the notice prescribes the form's columns; where it does not, any table will do."""

    header: bool = True


@dataclass(frozen=True, kw_only=True)
class Rules:
    """One campaign's rules for every kind of material."""

    photo: PhotoRules = field(default_factory=PhotoRules)
    video: VideoRules = field(default_factory=VideoRules)
    text: TextRules = field(default_factory=TextRules)
    document: DocumentRules = field(default_factory=DocumentRules)
    press: PressRules = field(default_factory=PressRules)
    statistics: StatisticsRules = field(default_factory=StatisticsRules)

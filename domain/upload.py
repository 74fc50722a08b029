"""Originals and large files that come by a link: what may be uploaded, and every reason why something is not.

Limits are asked before the first byte; a file a little larger than its rule allows still comes through, so that the
check can say what is wrong with it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import PurePosixPath

from domain.findings import Kind

#: What a name that ends so claims to be.
_VIDEOS = (
    ".mp4",
    ".m4v",
    ".mov",
    ".qt",
    ".avi",
    ".mkv",
    ".wmv",
    ".flv",
    ".3gp",
    ".webm",
    ".mpg",
    ".mpeg",
    ".mts",
    ".ts",
)
_PHOTOS = (".jpg", ".jpeg", ".jpe", ".mpo", ".png", ".gif", ".bmp", ".webp", ".heic", ".heif", ".tif", ".tiff")
#: What could be the name of a format.
_ENDING = re.compile(r"\.[A-Za-z]\w{0,7}|\.7z|\.3gp", re.ASCII)
#: Longest file name kept, in characters; its end, because that says what the file is.
NAME_LIMIT = 200
#: On the way a file lies here three times: as it came in pieces, while it is checked, and where it stays.
COPIES = 3


@dataclass(frozen=True, kw_only=True)
class UploadRules:
    """Bytes, times and counts. ``quota_bytes`` 0: no quota. ``keep_free_bytes``: left alone on a folder's disk."""

    link_life: timedelta = timedelta(hours=12)
    upload_life: timedelta = timedelta(hours=24)
    video_bytes: int = 230_686_720
    other_bytes: int = 104_857_600
    daily_count: int = 400
    daily_bytes: int = 4_294_967_296
    quota_bytes: int = 0
    keep_free_bytes: int = 536_870_912

    @property
    def most_bytes(self) -> int:
        return max(self.video_bytes, self.other_bytes)


class UploadProblem(StrEnum):
    """Why an upload, or one request about it, is not taken. Worded in ``formats.page.problems``."""

    LINK_UNKNOWN = "link_unknown"
    LINK_EXPIRED = "link_expired"
    LINK_REVOKED = "link_revoked"
    TOO_BIG = "too_big"
    TOO_MANY = "too_many"  # files of one person in a day
    TOO_MUCH = "too_much"  # bytes of one person in a day
    NO_SPACE = "no_space"  # on the disk
    QUOTA = "quota"
    UNIT = "unit"  # not one of this person's
    ITEM = "item"  # no such milestone
    NOT_FOUND = "not_found"
    GONE = "gone"
    FINISHED = "finished"
    LOCKED = "locked"
    OFFSET = "offset"
    OVERLONG = "overlong"
    CHECKSUM = "checksum"
    STORE = "store"  # bytes or rows cannot be stored just now
    STOPPING = "stopping"
    SLOW = "slow"
    MALFORMED = "malformed"  # a header is missing or says nothing readable
    UNSUPPORTED = "unsupported"  # a part of the protocol that is not offered
    MEDIA_TYPE = "media_type"
    VERSION = "version"
    NOT_SAYABLE = "not_sayable"  # the page may not say this
    FOREIGN_PAGE = "foreign_page"


class UploadRefused(Exception):
    """``limit``: the number the sentence needs, in bytes or files."""

    def __init__(self, problem: UploadProblem, limit: int = 0) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.limit = limit


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What one person has begun within a day."""

    count: int
    bytes: int


@dataclass(frozen=True, kw_only=True)
class Space:
    """``free``: bytes on the disk, None where nobody knows (S3). ``coming``: still to come of what was begun.

    ``kept``: everything stored and promised, for the quota.
    """

    free: int | None
    coming: int
    kept: int


def claimed_kind(file_name: str) -> Kind:
    """What the name claims: a photo, a video, or a document."""
    suffix = PurePosixPath(file_name.strip().lower()).suffix
    if suffix in _VIDEOS:
        return Kind.VIDEO
    return Kind.PHOTO if suffix in _PHOTOS else Kind.DOCUMENT


def size_limit(rules: UploadRules, file_name: str) -> int:
    """Chats hand files over without an ending, or with a copy's number behind it: such a name may be a video's."""
    if not _ENDING.fullmatch(PurePosixPath(file_name.strip()).suffix):
        return rules.most_bytes
    return rules.video_bytes if claimed_kind(file_name) is Kind.VIDEO else rules.other_bytes


def admit(rules: UploadRules, file_name: str, length: int, usage: Usage, space: Space) -> None:
    """Before the first byte. Raises ``UploadRefused``."""
    limit = size_limit(rules, file_name)
    if length > limit:
        raise UploadRefused(UploadProblem.TOO_BIG, limit)
    if usage.count >= rules.daily_count:
        raise UploadRefused(UploadProblem.TOO_MANY, rules.daily_count)
    if usage.bytes + length > rules.daily_bytes:
        raise UploadRefused(UploadProblem.TOO_MUCH, rules.daily_bytes)
    if space.free is not None and space.free - space.coming - COPIES * length < rules.keep_free_bytes:
        raise UploadRefused(UploadProblem.NO_SPACE)
    if rules.quota_bytes and space.kept + length > rules.quota_bytes:
        raise UploadRefused(UploadProblem.QUOTA)


def clean_name(file_name: str) -> str:
    """A file name as data: no folder, no control characters, nothing that turns the reading direction, not endless."""
    last = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cs") and c not in _TURNING)
    return plain.strip()[-NAME_LIMIT:]


_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

"""What may be uploaded: every limit at its edge, the sums that are compared, and names as data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.findings import Kind
from domain.upload import Space, UploadProblem, UploadRefused, UploadRules, Usage, admit, claimed_kind, clean_name

RULES = UploadRules(
    video_bytes=2000,
    other_bytes=1000,
    daily_count=3,
    daily_bytes=5000,
    quota_bytes=9000,
    keep_free_bytes=700,
)
NOTHING = Usage(count=0, bytes=0)
ROOM = Space(free=10**6, coming=0, kept=0)


def refusal(
    name: str, length: int, usage: Usage = NOTHING, space: Space = ROOM, rules: UploadRules = RULES
) -> tuple[UploadProblem, int] | None:
    try:
        admit(rules, name, length, usage, space)
    except UploadRefused as refused:
        return refused.problem, refused.limit
    return None


@pytest.mark.parametrize(
    ("name", "length", "expected"),
    [
        ("a.jpg", 1000, None),
        ("a.jpg", 1001, (UploadProblem.TOO_BIG, 1000)),
        ("a.docx", 1001, (UploadProblem.TOO_BIG, 1000)),
        ("a.mp4", 2000, None),
        ("a.mp4", 2001, (UploadProblem.TOO_BIG, 2000)),
        ("mmexport1741766400123", 2000, None),
        ("mmexport1741766400123", 2001, (UploadProblem.TOO_BIG, 2000)),
        ("VID_1.MP4(1)", 2000, None),
        ("a.7z", 1001, (UploadProblem.TOO_BIG, 1000)),
    ],
)
def test_a_file_may_be_so_long(name: str, length: int, expected: tuple[UploadProblem, int] | None) -> None:
    assert refusal(name, length) == expected


@pytest.mark.parametrize(("count", "expected"), [(2, None), (3, (UploadProblem.TOO_MANY, 3))])
def test_a_day_has_so_many(count: int, expected: tuple[UploadProblem, int] | None) -> None:
    assert refusal("a.jpg", 1, Usage(count=count, bytes=0)) == expected


@pytest.mark.parametrize(("used", "expected"), [(4000, None), (4001, (UploadProblem.TOO_MUCH, 5000))])
def test_a_day_has_so_many_bytes_with_this_file(used: int, expected: tuple[UploadProblem, int] | None) -> None:
    assert refusal("a.jpg", 1000, Usage(count=0, bytes=used)) == expected


@pytest.mark.parametrize(
    ("free", "coming", "expected"),
    [
        # Three copies of 1000 and the 700 that are left alone.
        (3700, 0, None),
        (3699, 0, (UploadProblem.NO_SPACE, 0)),
        (3750, 50, None),
        (3749, 50, (UploadProblem.NO_SPACE, 0)),
        (None, 10**9, None),
    ],
)
def test_the_disk_keeps_room(free: int | None, coming: int, expected: tuple[UploadProblem, int] | None) -> None:
    assert refusal("a.jpg", 1000, space=Space(free=free, coming=coming, kept=0)) == expected


@pytest.mark.parametrize(
    ("kept", "quota", "expected"),
    [
        (8000, 9000, None),
        (8001, 9000, (UploadProblem.QUOTA, 0)),
        (10**9, 0, None),
    ],
)
def test_the_quota_is_for_all_that_is_kept(kept: int, quota: int, expected: tuple[UploadProblem, int] | None) -> None:
    space = Space(free=None, coming=0, kept=kept)
    assert refusal("a.jpg", 1000, space=space, rules=replace(RULES, quota_bytes=quota)) == expected


@pytest.mark.parametrize(("video", "other", "most"), [(5, 3, 5), (3, 5, 5)])
def test_the_longest_of_all_that_is_taken(video: int, other: int, most: int) -> None:
    assert replace(RULES, video_bytes=video, other_bytes=other).most_bytes == most


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.MP4 ", Kind.VIDEO),
        ("a.mov", Kind.VIDEO),
        ("mp4", Kind.DOCUMENT),
        ("a.mp4.docx", Kind.DOCUMENT),
        ("a.JPG", Kind.PHOTO),
        ("a.heic", Kind.PHOTO),
        ("a", Kind.DOCUMENT),
        ("", Kind.DOCUMENT),
    ],
)
def test_a_name_claims_a_kind(name: str, kind: Kind) -> None:
    assert claimed_kind(name) is kind


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("a.jpg", "a.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\folder\\a.jpg", "a.jpg"),
        (" a\0\n\x7fb.jpg ", "ab.jpg"),
        ("gpj.\u202eexe", "gpj.exe"),
        ("\ud800a", "a"),
        ("x" * 196 + ".jpg", "x" * 196 + ".jpg"),
        ("y" + "x" * 196 + ".jpg", "x" * 196 + ".jpg"),
        ("/", ""),
    ],
)
def test_a_name_is_data_and_not_endless(name: str, kept: str) -> None:
    assert clean_name(name) == kept

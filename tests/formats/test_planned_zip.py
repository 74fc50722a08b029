"""Planned zips: read by Python and by unzip, any part of them, larger than 4 GiB, with more members than 65,535."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
import zipfile
import zlib
from datetime import datetime
from pathlib import Path

import pytest

from domain.clock import CHINA
from formats.planned_zip import STRIDE, MemberPart, ZipMember, ZipPlan, offsets, parts

AT = datetime(2020, 11, 9, 9, 30, 8, tzinfo=CHINA)
BODIES = {"a": b"", "b": b"photo" * 999, "c": bytes(range(256)) * 40}


def member(name: str, key: str) -> ZipMember:
    body = BODIES[key]
    return ZipMember(name=name, size=len(body), crc32=zlib.crc32(body), at=AT, key=key)


PLAN = ZipPlan(
    (
        member("03照片/001_星河一职_实训_128.jpg", "b"),
        member("空.txt", "a"),
        ZipMember(name="清单.txt", size=5, crc32=zlib.crc32(b"abcde"), at=AT, content=b"abcde"),
        member("04视频/002_片.mp4", "c"),
    )
)


def read(plan: ZipPlan, start: int = 0, stop: int | None = None) -> bytes:
    return b"".join(
        BODIES[piece.member.key][piece.start : piece.stop] if isinstance(piece, MemberPart) else piece
        for piece in plan.pieces(start, plan.size if stop is None else stop)
    )


def test_python_reads_it() -> None:
    whole = read(PLAN)
    assert len(whole) == PLAN.size
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [one.name for one in PLAN.members]
        assert archive.read("04视频/002_片.mp4") == BODIES["c"]
        assert archive.infolist()[0].date_time == (2020, 11, 9, 9, 30, 8)


@pytest.mark.skipif(shutil.which("unzip") is None, reason="unzip is not installed")
def test_unzip_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(read(PLAN))
    said = subprocess.run(["unzip", "-t", path], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout
    assert "No errors detected" in said.stdout


def test_any_part_is_the_same_bytes() -> None:
    whole = read(PLAN)
    chance = random.Random(9)
    for _ in range(500):
        start, stop = sorted(chance.sample(range(len(whole) + 1), 2))
        assert read(PLAN, start, stop) == whole[start:stop]


def test_an_outline_says_where_each_stride_begins_and_the_directory() -> None:
    plan = ZipPlan(tuple(member(f"{number}.jpg", "c") for number in range(2 * STRIDE + 1)))
    outline, starts = plan.outline, offsets(plan.members, 0)
    assert (outline.size, outline.etag, outline.files) == (plan.size, plan.etag, 2 * STRIDE + 1)
    assert outline.begins == (0, starts[STRIDE], starts[2 * STRIDE], starts[-1])
    at = {0: 0, starts[STRIDE] - 1: 0, starts[STRIDE]: 1, starts[2 * STRIDE] + 5: 2, plan.size - 1: 2}
    assert {start: outline.stride_at(start) for start in at} == at
    assert ZipPlan(()).outline.begins == (0,) and ZipPlan(()).outline.stride_at(3) == 0


def test_the_tag_tells_any_change() -> None:
    first = PLAN.members[0]
    tags = {
        ZipPlan((one, *PLAN.members[1:])).etag
        for one in (first, member("other.jpg", "b"), member(first.name, "c"), member(first.name, "a"))
    }
    assert len(tags) == 4
    assert PLAN.etag == ZipPlan(PLAN.members).etag


def test_parts_are_whole_zips_no_larger_than_asked() -> None:
    members = [member(f"{number}.bin", "c") for number in range(7)]
    of_three = ZipPlan(tuple(members[:3])).size
    plans = parts(members, of_three)
    assert [len(plan.members) for plan in plans] == [3, 3, 1]
    assert [plan.size <= of_three for plan in plans] == [True] * 3
    assert [len(plan.members) for plan in parts(members, 10)] == [1] * 7
    assert [plan.members for plan in parts([], 10)] == [()]


class _Sparse(io.RawIOBase):
    """A planned zip of members that are all zeros, as a file that is never written."""

    def __init__(self, plan: ZipPlan) -> None:
        self.plan, self.at = plan, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, to: int, whence: int = 0) -> int:
        self.at = to + (0, self.at, self.plan.size)[whence]
        return self.at

    def tell(self) -> int:
        return self.at

    def read(self, number: int = -1) -> bytes:
        stop = self.plan.size if number < 0 else min(self.at + number, self.plan.size)
        pieces = self.plan.pieces(self.at, stop)
        found = b"".join(bytes(one.stop - one.start) if isinstance(one, MemberPart) else one for one in pieces)
        self.at = stop
        return found


def test_more_than_four_gibibytes() -> None:
    large = ZipMember(name="large.mp4", size=5 << 30, crc32=0, at=AT)
    small = ZipMember(name="small.bin", size=9, crc32=zlib.crc32(bytes(9)), at=AT)
    with zipfile.ZipFile(_Sparse(ZipPlan((small, large, small)))) as archive:
        infos = archive.infolist()
        assert [one.file_size for one in infos] == [9, 5 << 30, 9]
        assert infos[2].header_offset > 5 << 30
        with archive.open(infos[2]) as file:
            assert file.read() == bytes(9)
        with archive.open(infos[1]) as file:
            assert file.read(4) == bytes(4)


def test_more_members_than_sixteen_bits_count() -> None:
    one = ZipMember(name="a", size=1, crc32=zlib.crc32(b"\0"), at=AT, content=b"\0")
    with zipfile.ZipFile(_Sparse(ZipPlan((one,) * 70_000))) as archive:
        assert len(archive.infolist()) == 70_000


@pytest.mark.parametrize("year", [1970, 2200])
def test_years_that_the_format_does_not_know(year: int) -> None:
    one = ZipMember(name="a", size=0, crc32=0, at=AT.replace(year=year), content=b"")
    with zipfile.ZipFile(_Sparse(ZipPlan((one,)))) as archive:
        assert archive.infolist()[0].date_time[0] in (1980, 2107)

"""What a photo may cost: real ones of 200 megapixels are taken, what no camera writes is not opened."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from PIL import Image

from checks.check import inspect
from checks.photos import decode
from checks.photos.jpeg import MAX_SEGMENTS, Jpeg, walk
from checks.photos.limits import too_costly, too_large
from checks.request import CheckRequest
from domain.campaigns.rules import PhotoFormat, PhotoRules, Rules
from domain.findings import Kind, Report
from formats.findings.values import found_text, required_text

LOOSE = Rules(photo=PhotoRules(min_width=None, min_bytes=None, caption=False))
STRANGE = [("file.unsafe", "照片内部结构异常", "")]


def look(tmp_path: Path, data: bytes, rules: Rules = LOOSE) -> Report:
    path = tmp_path / "photo.jpg"
    path.write_bytes(data)
    return inspect(CheckRequest(path=path, name="photo.jpg", kind=Kind.PHOTO, rules=rules))


def told(report: Report) -> list[tuple[str, str, str]]:
    return [(f.code, found_text(f), required_text(f)) for f in report.findings]


def saved(image: Image.Image, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", **options)
    return buffer.getvalue()


def noise(mode: str) -> Image.Image:
    bands = [Image.frombytes("L", (64, 48), random.Random(5 + n).randbytes(64 * 48)) for n in range(4)]
    return Image.merge(mode, bands[: len(Image.new(mode, (1, 1)).getbands())])


def claiming(data: bytes, width: int, height: int) -> bytes:
    """The same with another size in its frame header."""
    start = max(data.find(b"\xff\xc0\0"), data.find(b"\xff\xc2\0")) + 5
    return data[:start] + height.to_bytes(2, "big") + width.to_bytes(2, "big") + data[start + 4 :]


def tiled(width: int, height: int) -> bytes:
    """A whole picture of any size, four bytes a block: the same eight blocks, each with its restart marker."""
    image = Image.new("L", (64, 8), 60)
    image.paste(200, (0, 0, 8, 8))
    eight = saved(image, quality=1, restart_marker_blocks=1)
    start = eight.index(b"\xff\xda") + 10
    times = width // 8 * (height // 8) // 8
    return claiming(eight[:start], width, height) + (eight[start:-2] + b"\xff\xd7") * times + b"\xff\xd9"


def test_a_photo_of_more_than_120_megapixels_is_taken_when_it_has_bits_for_them(tmp_path: Path) -> None:
    report = look(tmp_path, tiled(12544, 10240))
    assert told(report) == []
    assert (report.facts["width"], report.facts["height"]) == (12544, 10240)
    assert report.appearance is not None


@pytest.mark.parametrize(
    ("width", "height", "coded_bytes", "limit"),
    [
        (16320, 12240, 38_000_000, None),
        (16320, 12240, 7_000_000, None),
        (16320, 12240, 5_000_000, "1.2"),
        (14000, 14000, 765_625, "1.2"),
        (12000, 9000, 500_000, None),
        (20000, 12000, 200_000_000, None),
        (20000, 12001, 200_000_000, "2.4"),
        # A quarter of a bit a pixel makes a photo of it.
        (16000, 12500, 6_250_000, None),
        (16000, 12500, 6_249_999, "1.2"),
        (12000, 10000, 1, None),
        (12000, 10001, 1, "1.2"),
    ],
)
def test_pixels_are_judged_by_the_bits_there_are_for_them(
    width: int, height: int, coded_bytes: int, limit: str | None
) -> None:
    jpeg = Jpeg(width=width, height=height, components={1: (1, 1)}, coded_bytes=coded_bytes)
    finding = too_costly(jpeg, width, height)
    assert (finding and required_text(finding)) == (limit and f"不超过 {limit} 亿像素")


@pytest.mark.parametrize(("width", "height", "limit", "fits"), [(30, 20, 600, True), (30, 20, 599, False)])
def test_a_picture_of_exactly_so_many_pixels_is_opened(width: int, height: int, limit: int, fits: bool) -> None:
    assert (too_large(width, height, limit) is None) is fits


@pytest.mark.parametrize(
    ("arithmetic", "coded_bytes", "opened"),
    [(True, 10_000_000, True), (True, 10_000_001, False), (False, 10_000_001, True)],
)
def test_what_takes_seven_times_as_long_to_read_may_be_so_long(
    arithmetic: bool, coded_bytes: int, opened: bool
) -> None:
    jpeg = Jpeg(width=4000, height=3000, components={1: (1, 1)}, coded_bytes=coded_bytes, arithmetic=arithmetic)
    assert (too_costly(jpeg, 4000, 3000) is None) is opened


@pytest.mark.parametrize("segment", [b"\xff\xe5\0\2", b"\xff\xd8", b"\xff\xfe\0\2"])
def test_a_photo_of_endless_segments_is_not_opened(tmp_path: Path, segment: bytes) -> None:
    data = saved(noise("RGB"))
    assert told(look(tmp_path, data[:2] + segment * 9_900 + data[2:])) == []
    assert told(look(tmp_path, data[:2] + segment * MAX_SEGMENTS + data[2:])) == STRANGE


@pytest.mark.parametrize("before_picture", [True, False])
def test_a_photo_of_endless_tables_is_not_opened(tmp_path: Path, before_picture: bool) -> None:
    data = saved(noise("RGB"), progressive=True)
    start = data.index(b"\xff\xdb")
    table = data[start : start + 69]
    place = start if before_picture else data.rindex(b"\xff\xda")
    assert told(look(tmp_path, data[:place] + table * 3_000 + data[place:])) == []
    assert told(look(tmp_path, data[:place] + table * 4_000 + data[place:])) == STRANGE


def test_a_photo_of_endless_scans_is_not_opened(tmp_path: Path) -> None:
    data = saved(noise("L"), progressive=True)
    last = data[data.rindex(b"\xff\xda") : -2]
    assert walk(data[:-2] + last * 90 + data[-2:]).problem == ""
    assert told(look(tmp_path, data[:-2] + last * 100 + data[-2:])) == STRANGE


def test_scans_that_visit_many_pixels_again_and_again_are_not_decoded(tmp_path: Path) -> None:
    data = claiming(saved(noise("L"), progressive=True), 8000, 8000)
    last = data[data.rindex(b"\xff\xda") : -2]
    assert told(look(tmp_path, data[:-2] + last * 50 + data[-2:])) == STRANGE
    assert walk(data[:-2] + last * 30 + data[-2:]).problem == ""


@pytest.mark.parametrize(
    ("mode", "subsampling", "side", "limit"),
    [("RGB", 0, 8000, "0.6"), ("RGB", 2, 11000, "1.2"), ("CMYK", 0, 7000, "0.45"), ("L", -1, 11200, "1.2")],
)
def test_a_progressive_photo_must_fit_into_memory(
    tmp_path: Path, mode: str, subsampling: int, side: int, limit: str
) -> None:
    data = saved(noise(mode), progressive=True, subsampling=subsampling)
    report = look(tmp_path, claiming(data, side, side))
    assert told(report) == [("file.unsafe", f"{side}×{side} 像素", f"不超过 {limit} 亿像素")]
    within = walk(claiming(data, 6600, 6600))
    assert too_costly(within, 6600, 6600) is None


def test_a_picture_is_enlarged_to_full_size_only_where_memory_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved(noise("RGB"), progressive=True, subsampling=0)
    jpeg = walk(data)
    needed = 64 * 48 * (1 + 3 * 2)
    monkeypatch.setattr(decode, "MAX_FULL_BYTES", needed)
    assert decode.full_size(data, jpeg) is not None
    monkeypatch.setattr(decode, "MAX_FULL_BYTES", needed - 1)
    assert decode.full_size(data, jpeg) is None


@pytest.mark.parametrize("format_", [PhotoFormat.JPEG, PhotoFormat.PNG])
@pytest.mark.parametrize("size", [(1, 1), (1, 2000), (9000, 7), (7, 9000), (2000, 1)])
def test_a_strip_has_an_appearance(tmp_path: Path, format_: PhotoFormat, size: tuple[int, int]) -> None:
    buffer = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(buffer, format_.value)
    rules = PhotoRules(formats=(format_,), min_width=None, min_bytes=None)
    seen = look(tmp_path, buffer.getvalue(), Rules(photo=rules))
    assert "file.damaged" not in [finding.code for finding in seen.findings]
    assert seen.appearance is not None
    with Image.open(io.BytesIO(seen.appearance.small)) as small:
        assert min(small.size) > 0
        assert max(small.size) <= 320

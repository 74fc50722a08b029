from __future__ import annotations

import io
import random
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from checks.check import inspect
from checks.request import CheckRequest
from domain.campaigns.rules import PhotoFormat, PhotoRules, Rules
from domain.findings import Code, Kind, Level, Report
from formats.findings.values import found_text, required_text
from tests.support.real_files import RealFiles

LOOSE = Rules(photo=PhotoRules(min_width=None, min_bytes=None, caption=False))


def picture(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Coarse noise: every part differs from its neighbours, as in a photo."""
    channels = len(mode)
    noise = random.Random(7).randbytes(40 * 30 * channels)
    return Image.frombytes(mode if mode != "L" else "L", (40, 30), noise).resize((width, height))


def jpeg(image: Image.Image, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", **{"quality": 85, **options})
    return buffer.getvalue()


def padded(data: bytes, size: int) -> bytes:
    """``data`` brought to exactly ``size`` bytes by comment segments after SOI."""
    missing, comments = size - len(data), b""
    while missing:
        block = min(missing, 60_000)
        block = block if missing - block not in range(1, 4) else block - 4
        comments += b"\xff\xfe" + (block - 2).to_bytes(2, "big") + b" " * (block - 4)
        missing -= block
    return data[:2] + comments + data[2:]


def look(tmp_path: Path, data: bytes, rules: Rules = LOOSE, **options: str) -> Report:
    path = tmp_path / "photo.bin"
    path.write_bytes(data)
    return inspect(
        CheckRequest(
            path=path, name=options.get("name", "a.jpg"), kind=Kind.PHOTO, rules=rules, caption=options.get("caption")
        )
    )


def codes(report: Report) -> list[str]:
    return [finding.code for finding in report.findings]


@pytest.mark.parametrize(("width", "wrong"), [(1999, ["photo.width"]), (2000, []), (2001, [])])
def test_width_counts_from_2000(tmp_path: Path, width: int, wrong: list[str]) -> None:
    rules = Rules(photo=PhotoRules(min_bytes=None, caption=False))
    report = look(tmp_path, jpeg(picture(width, 400)), rules)
    assert codes(report) == wrong
    assert [(found_text(f), required_text(f)) for f in report.findings] == [(str(width), "2000")] * len(wrong)


@pytest.mark.parametrize(("size", "found"), [(1_999_999, "1.999999 MB"), (1_234_567, "1.23 MB"), (2_000_000, None)])
def test_two_megabytes_are_two_million_bytes(tmp_path: Path, size: int, found: str | None) -> None:
    rules = Rules(photo=PhotoRules(min_width=None, caption=False))
    report = look(tmp_path, padded(jpeg(picture(800, 600)), size), rules)
    told = [(f.code, found_text(f), required_text(f)) for f in report.findings if f.level is Level.ERROR]
    assert told == ([("photo.size", found, "2 MB")] if found else [])


@pytest.mark.parametrize("orientation", range(10))
def test_width_is_as_displayed(tmp_path: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    report = look(tmp_path, jpeg(picture(640, 480), exif=exif))
    turned = orientation in (5, 6, 7, 8)
    assert (report.facts["width"], report.facts["height"]) == ((480, 640) if turned else (640, 480))


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_blocks": 5}, {"optimize": True}])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("kept", [0.05, 0.3, 0.7, 0.99])
def test_a_cut_photo_is_damaged(tmp_path: Path, kept: float, mode: str, options: dict[str, object]) -> None:
    whole = jpeg(picture(640, 480, mode), **options)
    assert codes(look(tmp_path, whole)) == []
    assert codes(look(tmp_path, whole[: int(len(whole) * kept)])) == ["file.damaged"]


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("options", [{}, {"restart_marker_blocks": 5}])
def test_a_cut_photo_that_was_closed_again_is_damaged(tmp_path: Path, kept: float, options: dict[str, object]) -> None:
    whole = jpeg(picture(1600, 1200), **options)
    assert codes(look(tmp_path, whole[: int(len(whole) * kept)] + b"\xff\xd9")) == ["file.damaged"]


def test_a_photo_with_a_plain_bottom_is_whole(tmp_path: Path) -> None:
    image = picture(640, 480)
    image.paste((0, 0, 0), (0, 300, 640, 480))
    assert codes(look(tmp_path, jpeg(image))) == []


def test_what_follows_the_picture_does_not_matter(tmp_path: Path) -> None:
    whole = jpeg(picture(640, 480))
    assert codes(look(tmp_path, whole + b"PK\x03\x04 and more")) == []
    assert codes(look(tmp_path, whole + whole[:500])) == []


def test_broken_tables_are_damage(tmp_path: Path) -> None:
    data = bytearray(jpeg(picture(640, 480)))
    start = data.index(b"\xff\xc4") + 5
    data[start : start + 16] = b"\xff" * 16
    assert codes(look(tmp_path, bytes(data))) == ["file.damaged"]


@pytest.mark.parametrize("format_", ["PNG", "GIF", "WEBP", "TIFF", "BMP"])
def test_another_format_renamed_is_told_by_its_real_name(tmp_path: Path, format_: str) -> None:
    buffer = io.BytesIO()
    picture(320, 240).save(buffer, format_)
    report = look(tmp_path, buffer.getvalue())
    (finding,) = report.findings
    assert (finding.code, found_text(finding).upper(), required_text(finding)) == ("photo.format", format_, "JPG")
    assert (report.facts["width"], report.facts["height"]) == (320, 240)


def test_a_campaign_may_take_png_and_then_its_damage_counts(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    picture(320, 240).save(buffer, "PNG")
    rules = Rules(photo=PhotoRules(formats=tuple(PhotoFormat), min_width=None, min_bytes=None, caption=False))
    assert codes(look(tmp_path, buffer.getvalue(), rules)) == []
    assert codes(look(tmp_path, buffer.getvalue()[:-300], rules)) == ["file.damaged"]


def test_a_refusal_names_every_format_that_a_campaign_takes(tmp_path: Path) -> None:
    rules = Rules(photo=PhotoRules(formats=tuple(PhotoFormat), caption=False))
    buffer = io.BytesIO()
    picture(320, 240).save(buffer, "GIF")
    said = {f.code: required_text(f) for f in look(tmp_path, buffer.getvalue(), rules).findings}
    assert said[Code.PHOTO_FORMAT] == "JPG、PNG"
    said = {f.code: required_text(f) for f in look(tmp_path, b"%PDF-1.4", rules).findings}
    assert said[Code.FILE_TYPE] == "JPG、PNG 照片"


@pytest.mark.parametrize(("caption", "missing"), [(None, True), ("", True), (" 　\n", True), ("启动仪式", False)])
def test_every_photo_needs_a_caption(real: RealFiles, caption: str | None, missing: bool) -> None:
    rules = Rules(photo=PhotoRules(min_width=None, min_bytes=None))
    path = real("photo_small_apple_gainmap.jpg")
    report = inspect(CheckRequest(path=path, name="a.jpg", kind=Kind.PHOTO, rules=rules, caption=caption))
    assert codes(report) == (["photo.caption"] if missing else [])
    assert report.only_caption_missing == missing


def test_when_and_with_what_it_was_taken(real: RealFiles) -> None:
    facts = inspect(
        CheckRequest(path=real("photo_small_apple_gainmap.jpg"), name="a.jpg", kind=Kind.PHOTO, rules=LOOSE)
    ).facts
    assert facts["camera"] == "Apple iPhone 13 mini"
    assert facts["taken_at"] == "2026-01-07T15:20:14+01:00"


@pytest.mark.parametrize(
    "block",
    [b"", b"II", b"MM\0*\xff\xff\xff\xff", b"II*\0\x08\0\0\0\xff\xff" + b"\xff" * 40, b"\0" * 3000],
)
def test_garbage_in_exif_is_ignored(tmp_path: Path, block: bytes) -> None:
    whole = jpeg(picture(320, 240))
    segment = b"Exif\0\0" + block
    data = whole[:2] + b"\xff\xe1" + (len(segment) + 2).to_bytes(2, "big") + segment + whole[2:]
    report = look(tmp_path, data)
    assert codes(report) == []
    assert (report.facts["taken_at"], report.facts["camera"]) == (None, None)


def test_several_faults_are_all_told_at_once(tmp_path: Path) -> None:
    assert codes(look(tmp_path, jpeg(picture(640, 480)), Rules())) == ["photo.width", "photo.size", "photo.caption"]


def test_what_was_not_opened_has_one_way_out_file_faults_first(real: RealFiles) -> None:
    path = real("hostile_bomb_sof_65500x65500.jpg")
    report = inspect(CheckRequest(path=path, name="a.jpg", kind=Kind.PHOTO, rules=Rules()))
    assert codes(report) == ["file.unsafe", "photo.caption"]
    assert (found_text(report.findings[0]), required_text(report.findings[0])) == (
        "65500×65500 像素",
        "不超过 1.2 亿像素",
    )

"""The picture that one looks at closely: large enough, upright, and nothing of the file but its pixels."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from checks.photos.large import large_picture


def written(path: Path, size: tuple[int, int], orientation: int = 1, kind: str = "JPEG") -> Path:
    picture = Image.new("RGB", size, "white")
    picture.paste("black", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Maker"
    picture.save(path, kind, exif=exif, quality=90)
    return path


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize(
    ("size", "orientation", "expected"),
    [
        ((4000, 3000), 1, (1600, 1200)),
        ((4000, 3000), 6, (1200, 1600)),
        ((3000, 4000), 1, (1200, 1600)),
        ((1500, 900), 1, (1500, 900)),
    ],
)
def test_sixteen_hundred_pixels_upright(
    tmp_path: Path, size: tuple[int, int], orientation: int, expected: tuple[int, int], kind: str
) -> None:
    picture = Image.open(io.BytesIO(large_picture(written(tmp_path / "photo", size, orientation, kind))))
    assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", expected, {})
    # What was on the left is on top once it is turned.
    width, height = expected
    corners = [
        picture.convert("L").crop(box).getextrema() for box in ((0, 0, 9, 9), (width - 9, height - 9, *expected))
    ]
    assert corners == [(0, 0), (255, 255)]


def test_what_is_no_larger_than_a_thumbnail_or_no_picture_has_none(tmp_path: Path) -> None:
    assert large_picture(written(tmp_path / "small", (640, 480))) == b""
    text = tmp_path / "text"
    text.write_bytes(b"no picture")
    cut = tmp_path / "cut"
    cut.write_bytes(written(tmp_path / "whole", (4000, 3000)).read_bytes()[:300])
    assert [large_picture(path) for path in (text, cut, tmp_path / "absent")] == [b"", b"", b""]

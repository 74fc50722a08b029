"""What cameras, phones and editors really write into EXIF, built tag by tag."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from checks.photos.exif import read_exif
from checks.photos.jpeg import walk

MAKE, MODEL, ORIGINAL, DIGITIZED, OFFSET = 0x010F, 0x0110, 0x9003, 0x9004, 0x9011
ZERO = b"0000:00:00 00:00:00\0"
TIME = b"2020:11:09 08:30:00\0"


def tiff(first: dict[int, bytes], detail: dict[int, bytes]) -> bytes:
    """A little-endian block whose tags are all texts."""
    start = 8 + _size(first, 1)
    return b"II*\0\x08\0\0\0" + _directory(first, 8, {0x8769: start}) + _directory(detail, start, {})


def _size(texts: dict[int, bytes], pointers: int) -> int:
    return 2 + 12 * (len(texts) + pointers) + 4 + sum(map(len, texts.values()))


def _directory(texts: dict[int, bytes], start: int, pointers: dict[int, int]) -> bytes:
    entries, data = b"", b""
    place = start + 2 + 12 * (len(texts) + len(pointers)) + 4
    for tag, text in texts.items():
        inside = len(text) <= 4
        value = text.ljust(4, b"\0") if inside else (place + len(data)).to_bytes(4, "little")
        entries += tag.to_bytes(2, "little") + b"\x02\0" + len(text).to_bytes(4, "little") + value
        data += text
    for tag, target in pointers.items():
        entries += tag.to_bytes(2, "little") + b"\x04\0\x01\0\0\0" + target.to_bytes(4, "little")
    return (len(texts) + len(pointers)).to_bytes(2, "little") + entries + b"\0\0\0\0" + data


@pytest.mark.parametrize(
    ("make", "model", "camera"),
    [
        (b"Canon   \0", b"Canon EOS 80D   \0", "Canon EOS 80D"),
        (b"NIKON\0\0\0\0", b"E5000\0rubbish", "NIKON E5000"),
        (b"HUAWEI\0", b"Huawei P30\0", "Huawei P30"),
        ("华为\0".encode(), b"P40 Pro\0", "华为 P40 Pro"),
        ("华为\0".encode("gbk"), b"P40 Pro\0", "华为 P40 Pro"),
        (b"\xff\xff\xff\xff\xff\0", b"Model 1\0", "Model 1"),
        (b"      \0", b"     \0", None),
        (b"Maker\0", b"\0", "Maker"),
    ],
)
def test_the_camera_is_told_in_readable_words(make: bytes, model: bytes, camera: str | None) -> None:
    assert read_exif(tiff({MAKE: make, MODEL: model}, {})).camera == camera


@pytest.mark.parametrize(
    ("first", "detail", "taken_at"),
    [
        ({}, {ORIGINAL: TIME}, "2020-11-09T08:30:00"),
        ({}, {ORIGINAL: TIME, OFFSET: b"+08:00\0"}, "2020-11-09T08:30:00+08:00"),
        ({}, {ORIGINAL: TIME[:-1] + b"+08:00\0"}, "2020-11-09T08:30:00+08:00"),
        ({}, {ORIGINAL: b"2020-11-09 08:30:00\0"}, "2020-11-09T08:30:00"),
        ({}, {ORIGINAL: b"2020/11/09 08:30:00\0"}, "2020-11-09T08:30:00"),
        ({}, {ORIGINAL: b"2020-11-09T08:30:00.120\0"}, "2020-11-09T08:30:00"),
        ({}, {ORIGINAL: b"2020:11: 9  8:30:00\0"}, "2020-11-09T08:30:00"),
        ({}, {DIGITIZED: TIME}, "2020-11-09T08:30:00"),
        ({}, {ORIGINAL: ZERO, DIGITIZED: TIME}, "2020-11-09T08:30:00"),
        ({ORIGINAL: TIME}, {}, "2020-11-09T08:30:00"),
        ({}, {ORIGINAL: ZERO}, None),
        ({}, {ORIGINAL: b"    :  :     :  :  \0"}, None),
        ({}, {ORIGINAL: b"2020:13:45 08:30:00\0"}, None),
        ({0x0132: TIME}, {}, None),
    ],
)
def test_when_a_photo_was_taken(first: dict[int, bytes], detail: dict[int, bytes], taken_at: str | None) -> None:
    assert read_exif(tiff(first, detail)).taken_at == taken_at


def test_exif_behind_the_picture_turns_nothing() -> None:
    buffer, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6
    Image.new("L", (16, 8)).save(buffer, "JPEG")
    data, block = buffer.getvalue(), exif.tobytes()
    segment = b"\xff\xe1" + (len(block) + 2).to_bytes(2, "big") + block
    assert read_exif(walk(data[:2] + segment + data[2:]).exif).turned
    assert not read_exif(walk(data[:-2] + segment + data[-2:]).exif).turned

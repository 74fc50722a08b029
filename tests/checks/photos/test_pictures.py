"""Pictures that are no everyday photo: rare JPEG codings, other formats' names and sizes. Small ones are kept here."""

from __future__ import annotations

import base64
import io
import logging
import struct
from pathlib import Path

import pytest
from PIL import Image

from checks.check import inspect
from checks.format import Family
from checks.photos.jpeg import walk
from checks.photos.size import picture_size
from checks.request import CheckRequest
from checks.sniff import sniff
from domain.campaigns.rules import PhotoRules, Rules
from domain.findings import Kind, Report
from formats.findings.values import found_text

LOOSE = Rules(photo=PhotoRules(min_width=None, min_bytes=None, caption=False))

#: 24 × 24 grey, grey at the bottom, arithmetic coded by jpegtran: sequential and progressive.
ARITHMETIC = (
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBk"
    "eFxlZ2P/yQALCAAYABgBAREA/8wABgAQEAX/2gAIAQEAAD8A/wCeBBJDcUEE/9k=",
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBk"
    "eFxlZ2P/ygALCAAYABgBAREA/8wABAAQ/9oACAEBAAAAAf8AOzWhXaEg/8wABBAF/9oACAEBAAEFAsD/zAAEEAX/2gAIAQEABj8CwP/MAAQQBf/a"
    "AAgBAQABPyHA/9oACAEBAAAAELyA/8wABBAF/9oACAEBAAE/EMD/2Q==",
)
#: 48 × 48 YCCK with its two colour channels halved, as Photoshop writes it; made with ImageMagick.
YCCK = (
    "/9j/7gAOQWRvYmUAZAAAAAAC/9sAQwAoHB4jHhkoIyEjLSsoMDxkQTw3Nzx7WF1JZJGAmZaPgIyKoLTmw6Cq2q2KjMj/y9ru9f///5vB////+v/m"
    "/f/4/9sAQwErLS08NTx2QUF2+KWMpfj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4/8AAFAgAMAAwBAEi"
    "AAIRAQMRAQQiAP/EABkAAAMBAQEAAAAAAAAAAAAAAAIDBAUBAP/EAB0QAAIDAQEBAQEAAAAAAAAAAAABAgMRIQQxEhP/xAAYAQEBAQEBAAAAAAAA"
    "AAAAAAADBAECBf/EABoRAQEBAQEBAQAAAAAAAAAAAAEAAhESIQP/2gAOBAEAAhEDEQQAAD8AdpzRP9Tqno60v5nGskSej4ylsmu6g5CLB26LnHTk"
    "ft6WdHmy710PzLp22OsPzw6RWIU0VTrFusU2RaO2p5viLYkvnjxFcUCrRtdmkqQ2HCb7D55Z7YqwpdYqyOIvrlozNJa7MHRsNbBe0M46xtEOgz4w"
    "qZ4wnDQf5BqWndBdtTnRalC4Ur4RU28Hq3hmfk98DAkWeYYnDhLfHEXMl9C4zn7wZCwnYVb6Fq1LIveMXCeMP0/WIi+l0JhqQitjUT6hdJX12Dla"
    "RVsamf/Z"
)


def look(tmp_path: Path, data: bytes) -> Report:
    path = tmp_path / "photo.jpg"
    path.write_bytes(data)
    return inspect(CheckRequest(path=path, name="photo.jpg", kind=Kind.PHOTO, rules=LOOSE))


def codes(report: Report) -> list[str]:
    return [finding.code for finding in report.findings]


def saved(format_: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 24), (200, 120, 40)).save(buffer, format_, **options)
    return buffer.getvalue()


def turned() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


@pytest.mark.parametrize("coded", ARITHMETIC)
def test_an_arithmetic_coded_photo_is_whole(tmp_path: Path, coded: str) -> None:
    report = look(tmp_path, base64.b64decode(coded))
    assert codes(report) == []
    assert (report.facts["width"], report.facts["height"]) == (24, 24)


def test_an_arithmetic_coded_photo_may_be_larger_than_one_read(tmp_path: Path) -> None:
    # Reads end every 65,536 bytes: tables that say nothing new bring that place into the coded data.
    data = base64.b64decode(ARITHMETIC[0])
    data = data[:2] + data[data.index(b"\xff\xdb") :]
    tables, coded = 2, data.index(b"\xff\xda") + 14
    quantisation = data[tables : tables + 69]
    missing = 65_536 - coded
    padding = quantisation * (missing // 69) + b"\xff\xdd\0\x04\0\0" * (missing % 69 // 6)
    report = look(tmp_path, data[:tables] + padding + data[tables:])
    assert codes(report) == []


@pytest.mark.parametrize("frame", [0xC3, 0xC5, 0xC6, 0xC7, 0xCB, 0xCD, 0xCE, 0xCF])
def test_a_lossless_or_hierarchical_jpeg_opens_nearly_nowhere(tmp_path: Path, frame: int) -> None:
    data = saved("JPEG").replace(b"\xff\xc0", bytes((0xFF, frame)))
    assert walk(data).problem == "unshowable"
    report = look(tmp_path, data)
    assert codes(report) == ["file.damaged"]
    assert (report.facts["width"], report.facts["height"]) == (40, 24)


def test_a_print_shops_photo_that_was_cut_and_closed_is_damaged(tmp_path: Path) -> None:
    whole = base64.b64decode(YCCK)
    assert codes(look(tmp_path, whole)) == []
    assert codes(look(tmp_path, whole[:422] + b"\xff\xd9")) == ["file.damaged"]


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x14ftypjp2 ", "JPEG 2000"),
        (b"\xff\x4f\xff\x51\0\x29\0\0", "JPEG 2000"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL"),
        (b"\xff\n\x08\x04\x8e\x81", "JPEG XL"),
        (b"II\xbc\x01 \0\0\0", "JPEG XR"),
        (b"\0\0\x01\0\x01\0  \0\0\x01\0", "ICO"),
        (b"\xc5\xd0\xd3\xc6 \0\0\0", "EPS"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "EPS"),
        (b"II*\0\x10\0\0\0CR\x02\0", "RAW"),
        (b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom", "RAW"),
        (b"II\x1a\0\0\0HEAPCCDR", "RAW"),
        (b"FUJIFILMCCD-RAW 0201", "RAW"),
        (b"IIU\0\x18\0\0\0", "RAW"),
        (b"II*\0\x08\0\0\0\x01\0\x12\xc6\x01\0\x04\0\0\0\x01\x04\0\0", "DNG"),
        (b"MM\0*\0\0\0\x08\0\x01\xc6\x12\0\x01\0\0\0\x04\x01\x04\0\0", "DNG"),
        (b"II*\0\x08\0\0\0\x01\0\0\x01\x04\0", "TIFF"),
        (b"\0\0\0\x10ftypmif3\0\0\0\0", "HEIC"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (b"BM\x1a\0\0\0\x1d\0'\0\x4a\0\0\0\x0c\0\0\0", "BMP"),
    ],
)
def test_a_picture_of_another_format_is_named_not_called_damaged(tmp_path: Path, head: bytes, name: str) -> None:
    report = look(tmp_path, head)
    assert [(f.code, found_text(f)) for f in report.findings] == [("photo.format", name)]
    assert report.facts["format"] == name


def test_text_and_markup_are_no_pictures(tmp_path: Path) -> None:
    path = tmp_path / "x"
    for data in (b"BMW, 9 November: what was done\n", b"<?xml version='1.0'?>\n<report/>", b"about <svg"):
        path.write_bytes(data)
        assert sniff(path).family is Family.TEXT


@pytest.mark.parametrize(
    "options",
    [{}, {"big_tiff": True}, {"tiffinfo": {0x0112: 6}}, {"tiffinfo": {0x0112: 6}, "big_tiff": True}],
)
def test_a_tiff_is_measured_as_displayed(tmp_path: Path, options: dict[str, object]) -> None:
    facts = look(tmp_path, saved("TIFF", **options)).facts
    assert (facts["width"], facts["height"]) == ((24, 40) if "tiffinfo" in options else (40, 24))


@pytest.mark.parametrize(
    "data",
    [
        b"II*\0",
        b"MM\0*\xff\xff\xff\xff",
        b"II+\0\x08\0\0\0" + b"\xff" * 8,
        b"II*\0\x08\0\0\0\xff\xff",
        b"II*\0\x08\0\0\0\x01\0\x01\x01\x03\0\x01\0\0\0\x08\0\0\0",
    ],
)
def test_a_broken_tiff_has_no_size_and_makes_no_noise(
    tmp_path: Path, data: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        report = look(tmp_path, data)
    assert (report.facts["width"], report.facts["height"]) == (None, None)
    assert codes(report) == ["photo.format"]
    assert caplog.records == []


@pytest.mark.parametrize("format_", ["PNG", "WEBP"])
def test_exif_turns_other_pictures_too(tmp_path: Path, format_: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(saved(format_))
    name = sniff(path).name
    assert picture_size(path, name) == (40, 24)
    path.write_bytes(saved(format_, exif=turned()))
    assert picture_size(path, name) == (24, 40)


def bmp(header: bytes) -> bytes:
    return b"BM" + struct.pack("<IHHI", 0, 0, 0, 54) + struct.pack("<I", len(header) + 4) + header


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (bmp(struct.pack("<HH", 31, 21) + b"\0" * 4), (31, 21)),
        (bmp(struct.pack("<ii", 31, 21) + b"\0" * 28), (31, 21)),
        (bmp(struct.pack("<ii", 31, -21) + b"\0" * 28), (31, 21)),
        (b"8BPS\0\1" + b"\0" * 6 + struct.pack(">HII", 3, 21, 31), (31, 21)),
        (b"\xff\x4f\xff\x51\0\x29\0\0" + struct.pack(">IIII", 41, 31, 10, 10), (31, 21)),
        (b"\0\0\0\x0cjP  \r\n\x87\n" + b"\0\0\0\x16ihdr" + struct.pack(">II", 21, 31), (31, 21)),
        (b"\x89PNG\r\n\x1a\n\0\0\0\x04CgBI\x50\0\x20\x02abcd\0\0\0\x0dIHDR" + struct.pack(">II", 31, 21), (31, 21)),
        (b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHXX" + struct.pack(">II", 31, 21), None),
        (b"GIF89a\0\0\x15\0", None),
    ],
)
def test_sizes_come_from_the_header(tmp_path: Path, data: bytes, size: tuple[int, int] | None) -> None:
    path = tmp_path / "x"
    path.write_bytes(data)
    assert picture_size(path, sniff(path).name) == size

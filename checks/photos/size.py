"""Displayed size of a picture of any format, from its headers alone: nothing is decoded or allocated."""

from __future__ import annotations

import mmap
import warnings
from pathlib import Path
from typing import BinaryIO, Literal

from PIL import Image, ImageOps

from checks.photos.exif import read_exif
from checks.photos.jpeg import walk
from checks.photos.tiff import tiff_size
from checks.videos.boxes import heif_size

_HEAD_BYTES = 256
#: HEIC is believed: nothing here decodes it, and a phone that made it shows it.
UNDECODED = frozenset({"HEIC"})
#: Before Windows 3 a BMP's sides were 16 bits wide.
_OLD_BMP_HEADER = 12
_MAX_CHUNKS = 1000
_MAX_EXIF_BYTES = 1 << 20


def picture_size(path: Path, name: str) -> tuple[int, int] | None:
    """(width, height) in displayed pixels of a picture of format ``name``, or None when its header is broken."""
    if name == "JPEG":
        return _jpeg(path)
    with path.open("rb") as file:
        if name in ("HEIC", "AVIF"):
            return heif_size(file, path.stat().st_size)
        if name in ("TIFF", "DNG"):
            return tiff_size(file)
        size = _by_head(file.read(_HEAD_BYTES), name)
        if size is None or 0 in size:
            return None
        return size[::-1] if read_exif(_exif_chunk(file, name)).turned else size


def _jpeg(path: Path) -> tuple[int, int]:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        jpeg = walk(data)
    turned = read_exif(jpeg.exif).turned
    return (jpeg.height, jpeg.width) if turned else (jpeg.width, jpeg.height)


def decoded(path: Path, name: str) -> Image.Image | None:
    """The whole picture, or None when it cannot be decoded; its pixels must have been counted before."""
    if name in UNDECODED:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path) as picture:
                picture.load()
                return ImageOps.exif_transpose(picture).convert("RGB")
    except Exception:  # whatever a decoder raises, the picture cannot be shown
        return None


def _by_head(head: bytes, name: str) -> tuple[int, int] | None:
    """As stored. A head that ends early gives zeros."""
    if name == "PNG":
        # PNGs for Apple's own use have a chunk of their own before the header.
        start = head[: _HEAD_BYTES // 4].find(b"IHDR") + 4
        return _pair(head, start, 4, "big") if start > 4 else None
    if name == "GIF":
        return _pair(head, 6, 2, "little")
    if name == "PSD":
        height, width = _pair(head, 14, 4, "big")
        return width, height
    if name == "JPEG 2000":
        return _jpeg2000(head)
    if name == "BMP":
        old = int.from_bytes(head[14:18], "little") == _OLD_BMP_HEADER
        width, height = _pair(head, 18, 2 if old else 4, "little")
        return width, height if height < 1 << 31 else (1 << 32) - height  # negative: stored from the top
    return _webp(head) if name == "WebP" else None


def _pair(head: bytes, start: int, size: int, order: Literal["big", "little"]) -> tuple[int, int]:
    one, other = head[start : start + size], head[start + size : start + 2 * size]
    return int.from_bytes(one, order), int.from_bytes(other, order)


def _jpeg2000(head: bytes) -> tuple[int, int] | None:
    """ISO 15444-1: the header box of a .jp2, the SIZ segment of a bare codestream."""
    if head.startswith(b"\xff\x4f"):
        (right, bottom), (left, top) = _pair(head, 8, 4, "big"), _pair(head, 16, 4, "big")
        return max(0, right - left), max(0, bottom - top)
    start = head.find(b"ihdr") + 4
    height, width = _pair(head, start, 4, "big")
    return (width, height) if start > 4 else None


def _webp(head: bytes) -> tuple[int, int] | None:
    """RFC 9649: lossy, lossless and extended layout."""
    if head[12:16] == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if head[12:16] == b"VP8 ":
        width, height = int.from_bytes(head[26:28], "little"), int.from_bytes(head[28:30], "little")
        return width & 0x3FFF, height & 0x3FFF
    return None


def _exif_chunk(file: BinaryIO, name: str) -> bytes:
    """The EXIF block of a PNG or WebP; empty when there is none."""
    png = name == "PNG"
    if not png and name != "WebP":
        return b""
    position = 8 if png else 12
    for _ in range(_MAX_CHUNKS):
        file.seek(position)
        head = file.read(8)
        kind, length = (head[4:], head[:4]) if png else (head[:4], head[4:])
        size = int.from_bytes(length, "big" if png else "little")
        if len(head) < 8:
            return b""
        if kind in (b"eXIf", b"EXIF"):
            return file.read(min(size, _MAX_EXIF_BYTES)).removeprefix(b"Exif\0\0")
        position += 8 + size + (4 if png else size & 1)
    return b""

"""Displayed size of a picture of any format, from its headers alone: nothing is decoded or allocated."""

from __future__ import annotations

import mmap
import warnings
from collections.abc import Callable
from pathlib import Path

from PIL import BmpImagePlugin, Image, ImageFile, ImageOps, PsdImagePlugin, TiffImagePlugin

from checks.boxes import heif_size
from checks.exif import ORIENTATION, read_exif
from checks.jpeg import walk

_HEAD_BYTES = 64
#: HEIC is believed: nothing here decodes it, and a phone that made it shows it.
UNDECODED = frozenset({"HEIC"})


def picture_size(path: Path, name: str) -> tuple[int, int] | None:
    """(width, height) in displayed pixels of a picture of format ``name``, or None when its header is broken."""
    if name == "JPEG":
        return _jpeg(path)
    if name in ("TIFF", "BMP", "PSD"):
        return _by_pillow(path, name)
    with path.open("rb") as file:
        if name in ("HEIC", "AVIF"):
            return heif_size(file, path.stat().st_size)
        head = file.read(_HEAD_BYTES)
    if name == "PNG" and len(head) >= 24:
        return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
    if name == "GIF" and len(head) >= 10:
        return int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little")
    return _webp(head) if name == "WebP" and len(head) >= 30 else None


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


def _by_pillow(path: Path, name: str) -> tuple[int, int] | None:
    # The plug-ins are called directly: Image.open would refuse a large picture before telling its size.
    openers: dict[str, Callable[[Path], ImageFile.ImageFile]] = {
        "TIFF": TiffImagePlugin.TiffImageFile,
        "BMP": BmpImagePlugin.BmpImageFile,
        "PSD": PsdImagePlugin.PsdImageFile,
    }
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with openers[name](path) as picture:
                width, height = picture.size
                orientation = picture.tag_v2.get(ORIENTATION, 1) if name == "TIFF" else 1  # type: ignore[attr-defined]
    except Exception:  # Pillow's header readers raise whatever they meet; all of it means the same here
        return None
    return (height, width) if isinstance(orientation, int) and 5 <= orientation <= 8 else (width, height)

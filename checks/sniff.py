"""What a file really is, told by its first bytes and never by its name.

Names the formats that liaisons really send. For the two families that share one wrapper (OLE2 and ZIP) it looks
one step further, so that a refusal can say "an old .doc" instead of "not a Word file".
"""

from __future__ import annotations

import codecs
import mmap
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from unicodedata import category

from checks.format import Family, Format
from checks.office.compound import open_compound
from checks.office.content_types import ContentTypes
from checks.office.refused import Refused
from checks.office.safe_xml import parse_xml
from checks.office.zip_directory import is_vast
from checks.sniff_video import from_ftyp, stream_name
from domain.findings.file_formats import FileFormat

HEAD_BYTES = 4096

EMPTY = Format(None, Family.EMPTY)
UNKNOWN = Format(None, Family.UNKNOWN)
JPEG = Format(FileFormat.JPEG, Family.IMAGE)
HEIC = Format(FileFormat.HEIC, Family.IMAGE)
AVIF = Format(FileFormat.AVIF, Family.IMAGE)
BMP = Format(FileFormat.BMP, Family.IMAGE)
DNG = Format(FileFormat.DNG, Family.IMAGE)
EPS = Format(FileFormat.EPS, Family.IMAGE)
JPEG_2000 = Format(FileFormat.JPEG_2000, Family.IMAGE)
JPEG_XL = Format(FileFormat.JPEG_XL, Family.IMAGE)
#: What a camera's sensor saw: every maker has formats of its own, people call them all so.
RAW = Format(FileFormat.RAW, Family.IMAGE)
SVG = Format(FileFormat.SVG, Family.IMAGE)
TIFF = Format(FileFormat.TIFF, Family.IMAGE)
MP4 = Format(FileFormat.MP4, Family.VIDEO)
MOV = Format(FileFormat.MOV, Family.VIDEO)
DOCX = Format(FileFormat.DOCX, Family.WORD)
DOCM = Format(FileFormat.DOCM, Family.WORD)
DOC = Format(FileFormat.DOC, Family.WORD)
XLSX = Format(FileFormat.XLSX, Family.SHEET)
XLSM = Format(FileFormat.XLSM, Family.SHEET)
XLS = Format(FileFormat.XLS, Family.SHEET)
XLSB = Format(FileFormat.XLSB, Family.SHEET)
PDF = Format(FileFormat.PDF, Family.PDF)
TEXT = Format(FileFormat.TEXT, Family.TEXT)
ZIP = Format(FileFormat.ZIP, Family.ARCHIVE)
ENCRYPTED = Format(FileFormat.ENCRYPTED, Family.ENCRYPTED)
#: The owner file Word keeps beside an open document (``~$名字.docx``, 162 bytes).
LOCK = Format(FileFormat.WORD_LOCK, Family.UNKNOWN)
#: Excel's owner file: a name of 54 bytes, and again in 110 of UTF-16.
SHEET_LOCK = Format(FileFormat.EXCEL_LOCK, Family.UNKNOWN)
_SHEET_LOCK_BYTES = 165

_MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", Format(FileFormat.PNG, Family.IMAGE)),
    (b"GIF87a", Format(FileFormat.GIF, Family.IMAGE)),
    (b"GIF89a", Format(FileFormat.GIF, Family.IMAGE)),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"II+\0", TIFF),
    (b"MM\0+", TIFF),
    (b"8BPS", Format(FileFormat.PSD, Family.IMAGE)),
    (b"\0\0\0\x0cjP  \r\n\x87\n", JPEG_2000),
    (b"\xff\x4f\xff\x51", JPEG_2000),
    (b"\0\0\0\x0cJXL \r\n\x87\n", JPEG_XL),
    (b"\xff\n", JPEG_XL),
    (b"II\xbc\x01", Format(FileFormat.JPEG_XR, Family.IMAGE)),
    (b"\0\0\x01\0", Format(FileFormat.ICO, Family.IMAGE)),
    (b"\xc5\xd0\xd3\xc6", EPS),
    (b"%!PS-Adobe-", EPS),
    (b"FUJIFILMCCD-RAW", RAW),
    (b"IIU\0", RAW),
    (b"IIRO", RAW),
    (b"IIRS", RAW),
    (b"MMOR", RAW),
    (b"FOVb", RAW),
    (b"\0MRM", RAW),
    (b"\x1aE\xdf\xa3", Format(FileFormat.MKV, Family.VIDEO)),
    (b"FLV\x01", Format(FileFormat.FLV, Family.VIDEO)),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Format(FileFormat.WMV, Family.VIDEO)),
    (b"\0\0\x01\xba", Format(FileFormat.MPG, Family.VIDEO)),
    (b"\0\0\x01\xb3", Format(FileFormat.MPG, Family.VIDEO)),
    (b".RMF", Format(FileFormat.RMVB, Family.VIDEO)),
    (b"ID3", Format(FileFormat.MP3, Family.AUDIO)),
    (b"OggS", Format(FileFormat.OGG, Family.AUDIO)),
    (b"#!AMR", Format(FileFormat.AMR, Family.AUDIO)),
    (b"Rar!\x1a\x07", Format(FileFormat.RAR, Family.ARCHIVE)),
    (b"7z\xbc\xaf\x27\x1c", Format(FileFormat.SEVEN_ZIP, Family.ARCHIVE)),
    (b"\x1f\x8b", Format(FileFormat.GZ, Family.ARCHIVE)),
    (b"\xfd7zXZ\0", Format(FileFormat.XZ, Family.ARCHIVE)),
    (b"{\\rtf", Format(FileFormat.RTF, Family.WORD)),
    # Excel before version 5 wrote without the OLE2 wrapper: the first record of BIFF2, 3 and 4.
    (b"\x09\0\x04\0", XLS),
    (b"\x09\0\x06\0", XLS),
    (b"\x09\x02\x06\0", XLS),
    (b"\x09\x04\x06\0", XLS),
)
_RIFF: dict[bytes, Format] = {
    b"WEBP": Format(FileFormat.WEBP, Family.IMAGE),
    b"AVI ": Format(FileFormat.AVI, Family.VIDEO),
    b"WAVE": Format(FileFormat.WAV, Family.AUDIO),
}
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS: tuple[tuple[str, Format], ...] = (
    ("EncryptedPackage", ENCRYPTED),
    ("WordDocument", DOC),
    ("Workbook", XLS),
    ("Book", XLS),
    ("PowerPoint Document", Format(FileFormat.PPT, Family.SLIDES)),
)
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"mif2", b"mif3", b"msf1"}
_AVIF_BRANDS = {b"avif", b"avis"}
_AUDIO_BRANDS = {b"M4A ", b"M4B ", b"M4P "}
#: The brands of ISO 14496-12/-14 and of the phones and cameras that build on them.
_MP4_BRAND = re.compile(
    rb"iso[0-9m]|mp4[0-9v]|mmp4|M4V.|avc[1-9]|hvc1|hev1|3g[2ghprst].|"
    rb"dash|dsms|msdh|msix|cmf.|MSNV|F4V |f4v |XAVC|CAEP|NDX.|nras"
)
#: Sizes of the headers that BMP has had.
_BMP_HEADERS = {12, 16, 40, 52, 56, 64, 108, 124}
_MARKUP = (b"<svg", b"<?xml", b"<!DOCTYPE svg", b"<!--")
_MARKUP_SPACE = b"\xef\xbb\xbf \t\r\n"
_BOXES_BEFORE_FTYP = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
_OFFICE_PARTS: tuple[tuple[str, Format], ...] = (
    ("word/document.xml", DOCX),
    ("xl/workbook.xml", XLSX),
    ("xl/workbook.bin", XLSB),
    ("ppt/presentation.xml", Format(FileFormat.PPTX, Family.SLIDES)),
)
#: Without the word nothing of the list has to be read.
_MACRO_WORD = b"macroEnabled"
_MACRO = {DOCX: DOCM, XLSX: XLSM}


def sniff(path: Path) -> Format:
    """Tell what the file is. Raises only OSError (the file cannot be read at all)."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        if not head:
            return EMPTY
        return _by_magic(head) or _by_wrapper(path, head, file) or _text_or_unknown(head)


def brands(head: bytes) -> tuple[bytes, ...]:
    """Major brand first, then the compatible ones, of an ISO media file; empty when there is no ``ftyp``."""
    if head[4:8] != b"ftyp":
        return ()
    size = min(int.from_bytes(head[:4], "big"), len(head))
    compatible = head[16:size]
    return (head[8:12], *(compatible[i : i + 4] for i in range(0, len(compatible) - 3, 4)))


def _by_magic(head: bytes) -> Format | None:
    if name := stream_name(head):
        return Format(FileFormat(name), Family.VIDEO)
    for magic, format_ in _MAGIC:
        if head.startswith(magic):
            if format_.file_format is FileFormat.MKV and b"webm" in head[:64]:
                return Format(FileFormat.WEBM, Family.VIDEO)
            return _kind_of_tiff(head) if format_ == TIFF else format_
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12])
    if head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return BMP
    if head[6:14] == b"HEAPCCDR":
        return RAW
    if head.lstrip(_MARKUP_SPACE).startswith(_MARKUP) and b"<svg" in head:
        return SVG
    if b"%PDF-" in head[:1024]:
        return PDF
    if (boxes := from_ftyp(head))[4:8] == b"ftyp":
        return _by_brand(brands(boxes))
    if head[4:8] in _BOXES_BEFORE_FTYP:
        return MOV
    if len(head) == 162 and head[0] < 54 and head[1 + head[0] : 54].strip(b"\0 ") == b"":
        return LOCK
    if len(head) == _SHEET_LOCK_BYTES and 0 < head[0] < 55 and head[55:57] == head[:1] + b"\0":
        return SHEET_LOCK
    return None


def _kind_of_tiff(head: bytes) -> Format:
    if head[8:10] == b"CR":
        return RAW
    dng_version = b"\x12\xc6\x01\0" if head.startswith(b"II") else b"\xc6\x12\0\x01"
    return DNG if dng_version in head else TIFF


def _by_brand(found: tuple[bytes, ...]) -> Format:
    major = found[0] if found else b""
    if major == b"crx ":
        return RAW
    if major in _AVIF_BRANDS or (major in _HEIC_BRANDS and _AVIF_BRANDS & set(found)):
        return AVIF
    if major in _HEIC_BRANDS:
        return HEIC
    if major in _AUDIO_BRANDS:
        return Format(FileFormat.M4A, Family.AUDIO)
    # A QuickTime movie says so in its major brand, whatever it lists as compatible.
    if major == b"qt  " or not any(_MP4_BRAND.fullmatch(brand) for brand in found):
        return MOV
    return MP4


def _by_wrapper(path: Path, head: bytes, file: BinaryIO) -> Format | None:
    if head.startswith(OLE_MAGIC):
        return _inside_ole(path, file)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _inside_zip(head, file)
    return None


def _inside_ole(path: Path, file: BinaryIO) -> Format:
    with open_compound(path) as compound:
        if compound is not None:
            named = (format_ for stream, format_ in _OLE_STREAMS if (stream,) in compound)
            return next(named, Format(FileFormat.OLE, Family.UNKNOWN))
    # What a broken file was meant to be can still be read from the names in it.
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for stream, format_ in _OLE_STREAMS:
            # Names in OLE2 know no capitals either; some writers use nothing else.
            if any(data.find((said + "\0").encode("utf-16-le")) >= 0 for said in (stream, stream.upper())):
                return format_
    return Format(FileFormat.OLE, Family.UNKNOWN)


def _inside_zip(head: bytes, file: BinaryIO) -> Format:
    if is_vast(file):
        return next(_meant(head), ZIP)
    try:
        with zipfile.ZipFile(file) as archive:
            # Part names know no capitals, and some archivers of Windows no slashes.
            names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
            types = _read_start(archive, names.get("[content_types].xml"))
            kind = _read_start(archive, names.get("mimetype"))
    except Exception:
        # zipfile raises whatever a broken archive makes it meet. What this one was meant to be can still be read from
        # its first local headers.
        return next(_meant(head), ZIP)
    for part, format_ in _OFFICE_PARTS:
        if part in names:
            return _MACRO.get(format_, format_) if _is_for_macros(types, names[part]) else format_
    if b"wordprocessingml.document.main+xml" in types:
        return DOCX
    if b"spreadsheetml.sheet.main+xml" in types:
        return XLSX
    if kind.startswith(b"application/vnd.oasis.opendocument."):
        return _opendocument(kind)
    return ZIP


def _is_for_macros(types: bytes, part: str) -> bool:
    try:
        return _MACRO_WORD in types and ContentTypes(parse_xml(types)).is_for_macros(part)
    except Refused:  # which whoever opens the package will say
        return False


def _read_start(archive: zipfile.ZipFile, name: str | None) -> bytes:
    if name is None:
        return b""
    try:
        with archive.open(name) as part:
            return part.read(1 << 20)
    except Exception:  # zlib, lzma and struct errors alike: an unreadable part tells nothing
        return b""


def _meant(head: bytes) -> Iterator[Format]:
    if b"[Content_Types].xml" in head or b"_rels/.rels" in head:
        if b"xl/" in head:
            yield XLSX
        elif b"ppt/" in head:
            yield Format(FileFormat.PPTX, Family.SLIDES)
        yield DOCX


def _opendocument(kind: bytes) -> Format:
    if b".spreadsheet" in kind:
        return Format(FileFormat.ODS, Family.SHEET)
    if b".presentation" in kind:
        return Format(FileFormat.ODP, Family.SLIDES)
    return Format(FileFormat.ODT, Family.WORD)


def _text_or_unknown(head: bytes) -> Format:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return TEXT
    if b"\0" in head:
        return UNKNOWN
    for encoding in ("utf-8", "gb18030"):
        try:
            # The last character may be cut by the window.
            text = codecs.getincrementaldecoder(encoding)().decode(head, final=len(head) < HEAD_BYTES)
        except UnicodeDecodeError:
            continue
        if all(character in "\r\n\t\f\x0b" or category(character) not in ("Cc", "Cn", "Co") for character in text):
            return TEXT
    return UNKNOWN

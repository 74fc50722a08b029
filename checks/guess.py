"""What a file is meant as, when nobody said: by the name first (what the sender thinks it is), else by content."""

from __future__ import annotations

from pathlib import Path, PurePath

from checks.format import Family
from checks.sniff import sniff
from checks.word.press_name import means_press
from domain.findings import Kind

_BY_SUFFIX: dict[str, Kind] = {
    **dict.fromkeys(("jpg", "jpeg", "jpe", "jfif", "png", "gif", "bmp", "tif", "tiff"), Kind.PHOTO),
    **dict.fromkeys(("webp", "heic", "heif", "avif", "mpo", "livp", "psd"), Kind.PHOTO),
    **dict.fromkeys(("dng", "cr2", "cr3", "nef", "arw", "raf", "rw2", "orf"), Kind.PHOTO),
    **dict.fromkeys(("mp4", "m4v", "mov", "avi", "wmv", "mkv", "webm", "flv", "3gp", "mpg", "mpeg"), Kind.VIDEO),
    **dict.fromkeys(("rmvb", "rm", "ts", "mts", "m2ts", "vob", "f4v"), Kind.VIDEO),
    **dict.fromkeys(("docx", "doc", "docm", "wps", "wpt", "rtf", "odt", "pdf", "dotx"), Kind.DOCUMENT),
    **dict.fromkeys(("xlsx", "xls", "xlsm", "et", "csv", "ods"), Kind.STATISTICS),
    "txt": Kind.TEXT,
    "md": Kind.TEXT,
}
_BY_FAMILY: dict[Family, Kind] = {
    Family.IMAGE: Kind.PHOTO,
    Family.VIDEO: Kind.VIDEO,
    Family.AUDIO: Kind.VIDEO,
    Family.SHEET: Kind.STATISTICS,
    Family.TEXT: Kind.TEXT,
    # Nothing that is sent: an archive, a program, whatever.
    Family.ARCHIVE: Kind.ATTACHMENT,
    Family.UNKNOWN: Kind.ATTACHMENT,
}


def guess_kind(path: Path, name: str) -> Kind:
    """The kind of ``path``, called ``name`` by its sender."""
    kind = kind_by_name(name)
    if kind is not None:
        return kind
    told = _BY_FAMILY.get(sniff(path).family, Kind.DOCUMENT)
    return Kind.PRESS if told is Kind.DOCUMENT and means_press(name) else told


def kind_by_name(name: str) -> Kind | None:
    """The kind a file's name claims; None when its ending tells nothing."""
    # A sender's "名字.docx " or "名字.JPG" is still what it says.
    pure = PurePath(name.strip())
    kind = _BY_SUFFIX.get(pure.suffix.lower().removeprefix("."))
    if kind is Kind.DOCUMENT and means_press(name):
        return Kind.PRESS
    return kind

"""What a file was told to be: its format, and what a file of this kind can be used as."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.findings.file_formats import FileFormat
from domain.findings.found import FileIs


class Family(StrEnum):
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    WORD = "word"
    SHEET = "sheet"
    SLIDES = "slides"
    PDF = "pdf"
    TEXT = "text"
    ARCHIVE = "archive"
    #: An office file whose content is encrypted: which kind it is cannot be known.
    ENCRYPTED = "encrypted"
    EMPTY = "empty"
    UNKNOWN = "unknown"


#: What facts call formats that have no name in Latin letters.
_FACTS = {
    FileFormat.TEXT: "文本",
    FileFormat.ENCRYPTED: "加密文档",
    FileFormat.WORD_LOCK: "Word 临时文件",
    FileFormat.EXCEL_LOCK: "Excel 临时文件",
}


@dataclass(frozen=True)
class Format:
    """``file_format``: None of no known one. ``family`` is what it can be used as."""

    file_format: FileFormat | None
    family: Family

    @property
    def name(self) -> str:
        """What facts call it (``JPEG``, ``docx``, ``mov``); empty of no known format."""
        return _FACTS.get(self.file_format, self.file_format.value) if self.file_format else ""

    @property
    def found(self) -> FileIs | None:
        """As findings have it."""
        return FileIs(self.file_format) if self.file_format else None

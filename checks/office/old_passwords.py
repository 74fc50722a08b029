"""Whether an old office file asks for a password when it is opened.

A flag in Word's file information block ([MS-DOC] 2.5.1), a record in Excel's stream ([MS-XLS] 2.4.117), a number or a
stream in PowerPoint's ([MS-PPT] 2.3.2). A workbook whose sheets alone are protected is encrypted as well, with a
password that Excel knows: it opens without asking.
"""

from __future__ import annotations

from pathlib import Path

from msoffcrypto.format.xls97 import Xls97File

from checks.office.compound import Compound

_WORD, _POWERPOINT = ("WordDocument",), ("PowerPoint Document",)
_BOOKS = (("Workbook",), ("Book",))
_LOCKED_SUMMARY, _USER = ("EncryptedSummary",), ("Current User",)
_FIB_FLAGS = 11  # second flag byte of Word's file information block; its lowest bit is fEncrypted
_FILE_PASS, _BOF, _EOF = 0x002F, (0x0009, 0x0209, 0x0409, 0x0809), 0x000A
#: The record stands within the first of a workbook's streams, before any content.
_RECORDS = 200
_HEAD_BYTES = 65_536
_USER_TOKEN = slice(12, 16)
_LOCKED_TOKEN = (0xF3D1C4DF).to_bytes(4, "little")
#: What Excel encrypts with when sheets are protected and no password to open was set ([MS-XLS] 2.2.10).
_KNOWN_TO_EXCEL = "VelvetSweatshop"


def is_locked(compound: Compound, path: Path) -> bool:
    """``compound`` is the file at ``path``, opened."""
    if _WORD in compound:
        flags = compound.read(_WORD, _FIB_FLAGS + 1)[_FIB_FLAGS:]
        return bool(flags) and bool(flags[0] & 1)
    for stream in _BOOKS:
        if stream in compound:
            return is_locked_book(compound.read(stream, _HEAD_BYTES)) and not _excel_opens(path)
    if _POWERPOINT in compound:
        return _LOCKED_SUMMARY in compound or compound.read(_USER, 16)[_USER_TOKEN] == _LOCKED_TOKEN
    return False


def is_locked_book(stream: bytes) -> bool:
    """Whether the first substream of a workbook, which its records make up, has the record of a password."""
    position = 0
    for _ in range(_RECORDS):
        kind = int.from_bytes(stream[position : position + 2], "little")
        size = int.from_bytes(stream[position + 2 : position + 4], "little")
        if position + 4 > len(stream) or kind == _EOF or (position == 0 and kind not in _BOF):
            return False
        if kind == _FILE_PASS:
            return True
        position += 4 + size
    return False


def _excel_opens(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            Xls97File(file).load_key(password=_KNOWN_TO_EXCEL)
    except Exception:  # the library raises whatever a broken or unknown encryption makes it meet
        return False
    return True

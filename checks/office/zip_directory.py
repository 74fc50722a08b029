"""How large a ZIP archive's directory is, read without building it: millions of entries fit into a few megabytes.

APPNOTE 6.3.10: 4.3.16 (end of central directory), 4.3.14 (its ZIP64 form).
"""

from __future__ import annotations

import os
from typing import BinaryIO

#: Ten thousand parts with long names; an office file has a few dozen.
MAX_DIRECTORY_BYTES = 5_000_000
#: The record and the longest comment that may follow it.
_TAIL_BYTES = 22 + 65_535 + 20 + 56
_END, _END64 = b"PK\x05\x06", b"PK\x06\x06"
_IN_ZIP64 = 0xFFFFFFFF


def is_vast(file: BinaryIO) -> bool:
    """Whether the directory's last record claims more than any office file has; no record is for ``zipfile`` to say."""
    file.seek(0, os.SEEK_END)
    file.seek(max(0, file.tell() - _TAIL_BYTES))
    tail = file.read(_TAIL_BYTES)
    end = tail.rfind(_END)
    size = int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else 0
    large = tail.rfind(_END64, 0, end)
    if size == _IN_ZIP64 and large >= 0:
        size = int.from_bytes(tail[large + 40 : large + 48], "little")
    return size > MAX_DIRECTORY_BYTES

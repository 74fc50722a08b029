"""What people typed, as a file of XML can hold it: Word, Excel."""

from __future__ import annotations

import re

#: Control characters, halves of characters, and the two that are none: XML 1.0, section 2.2.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Without what XML has no place for; everything else as it is."""
    return _IMPOSSIBLE.sub("", text)

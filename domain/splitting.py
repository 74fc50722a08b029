"""Cuts a long text into parts a channel takes, at places where a reader would pause.

Platforms count UTF-8 bytes and cut what is too long without a word, in the middle of a character if it falls so.
"""

from __future__ import annotations

import unicodedata

#: Where to cut, best first: the characters a part may end with, and the share of the limit it must fill at least.
_PAUSES = (("\n", 0.25), ("。！？；…!?;", 0.5), ("，、：,:", 0.5), (" \t\u3000", 0.5))
#: A sequence of joined code points is not followed further back than this.
_LONGEST_SEQUENCE = 32
_ZERO_WIDTH_JOINER = "\u200d"


def split_text(text: str, max_bytes: int) -> list[str]:
    """Parts of ``text`` of at most ``max_bytes`` UTF-8 bytes each, in order; none is blank.

    Cuts come after a line end, else after a sentence, else after a comma or space, else between two characters (never
    inside one, nor inside an emoji sequence unless that alone is longer than a part). White space at a cut is dropped;
    nothing else is. A text within the limit comes back as it is. Raises ``ValueError`` for ``max_bytes`` under 4.
    """
    if max_bytes < 4:
        raise ValueError("max_bytes must be at least 4: the longest character takes four bytes")
    parts: list[str] = []
    rest = text
    while _size(rest) > max_bytes:
        cut = _cut(rest, max_bytes)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    parts.append(rest)
    return [part for part in parts if part.strip()]


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _cut(text: str, max_bytes: int) -> int:
    """The index to cut ``text`` at: the first part fits, and the cut lies where a reader would pause."""
    longest = _fitting(text, max_bytes)
    for marks, share in _PAUSES:
        cut = max(text.rfind(mark, 0, longest) for mark in marks) + 1
        if cut and _size(text[:cut]) >= max_bytes * share and not _joined(text, cut):
            return cut
    for cut in range(longest, max(longest - _LONGEST_SEQUENCE, 0), -1):
        if not _joined(text, cut):
            return cut
    return longest


def _fitting(text: str, max_bytes: int) -> int:
    """How many leading characters of ``text`` fit into ``max_bytes``."""
    size = 0
    for index, char in enumerate(text):
        size += _size(char)
        if size > max_bytes:
            return index
    return len(text)


def _joined(text: str, cut: int) -> bool:
    """Whether the characters around ``cut`` are seen as one: a letter and its accent, a family, a flag."""
    before, after = text[cut - 1], text[cut : cut + 1]
    if not after:
        return False
    if _ZERO_WIDTH_JOINER in (before, after) or _extends(after):
        return True
    return _is_flag_half(before) and _is_flag_half(after) and _flag_halves_before(text, cut) % 2 == 1


def _extends(char: str) -> bool:
    is_skin_tone = "\U0001f3fb" <= char <= "\U0001f3ff"
    is_tag = "\U000e0020" <= char <= "\U000e007f"
    return is_skin_tone or is_tag or unicodedata.category(char) in ("Mn", "Me", "Mc")


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flag_halves_before(text: str, cut: int) -> int:
    count = 0
    while count < cut and _is_flag_half(text[cut - 1 - count]):
        count += 1
    return count

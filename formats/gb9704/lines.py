"""Titles in lines that balance, and how wide a text is."""

from __future__ import annotations

import math

from formats.xml_text import clean

#: A line neither begins nor ends with these.
NEVER_FIRST = "，。、；：？！）》〉”’】的"
_NEVER_LAST = "（《〈“‘【"
#: How far a better place may be from the middle, in characters.
_NEAR = 5
#: After these a title is best turned.
_GOOD_LAST = "关于周年日省市县区和与暨）》"


def balanced(text: str, *, width: float, size: float) -> list[str]:
    """As few lines as fit ``width``, none much longer than the others; both in points."""
    text = " ".join(clean(text).split())
    most = max(int(width // size), 1)
    count = max(math.ceil(wide(text) / most), 1)
    lines: list[str] = []
    for left in range(count, 1, -1):
        at = _turn(text, wide(text) / left, most)
        lines.append(text[:at].strip())
        text = text[at:].strip()
    return [*lines, text]


def _turn(text: str, aim: float, most: int) -> int:
    """Where the first line ends: near ``aim`` characters, at a place where a reader would turn."""

    def cost(at: int) -> float:
        before = wide(text[:at])
        bad = text[at] in NEVER_FIRST or text[at - 1] in _NEVER_LAST or _joined(text[at - 1 : at + 1])
        bad = bad or text[:at].count("（") > text[:at].count("）")
        good = text[at - 1] in _GOOD_LAST or text[at - 1 : at + 1].isspace()
        return abs(before - aim) + (100 if bad else 0) + (1000 if before > most else 0) - (1.5 if good else 0)

    places = [at for at in range(1, len(text)) if abs(wide(text[:at]) - aim) <= _NEAR]
    return min(places, key=cost, default=max(len(text) // 2, 1))


def _joined(pair: str) -> bool:
    """Of one word, or of one date."""
    if pair[0] in "年月" and pair[1].isdigit():
        return True
    return pair[0].isdigit() or all(character.isascii() and character.isalnum() for character in pair)


def wide(text: str) -> float:
    """In characters; what is of the Latin half is half as wide."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)

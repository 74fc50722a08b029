"""Numbers that belong to a person: telephones, identity cards, bank cards. What the bot says repeats nobody's."""

from __future__ import annotations

import re

#: Figures that stand together, as people write them in groups.
_NUMBER = re.compile(
    r"(?<!\d)(?:"
    r"[01]\d\d(?:[\s-]?\d{4}){2}"
    r"|0\d{2,3}[\s-]?\d{7,8}"
    r"|\d{17}[\dXx]"
    r"|(?:62|4\d|5[1-5])\d{2}(?:[\s-]?\d{4}){3}(?:[\s-]?\d{1,3})?"
    r")(?!\d)"
)
#: Figures that are left of a number, enough to find it again.
_KEPT = 3


def has_personal_number(text: str) -> bool:
    return _NUMBER.search(text) is not None


def without_personal_numbers(text: str) -> str:
    """The text with each such number cut short: 139…"""
    return _NUMBER.sub(lambda number: f"{number[0][:_KEPT]}…", text)

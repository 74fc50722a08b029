"""What people type where a number is wanted: ``35所``, ``1,200 人``, ``１２``, ``1.2万``, ``八``, ``85%``, ``—``."""

from __future__ import annotations

import re
import unicodedata

_NUMBER = re.compile(r"[约近共计超大过]*\+?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)([万千百]?)[余多]?\D{0,6}")
_SHARE = re.compile(r"[约近达]*(?:百分之)?(\d+(?:\.\d+)?)(%?)(?:左右|以上)?")
_NONE = re.compile(r"[-—–－/\\]+|无|没有|零")
_HAN_NUMBER = re.compile(r"([零〇一二两三四五六七八九十百千万]+)[余多]?([^零〇一二两三四五六七八九十百千万]{0,4})")
_HAN_DIGITS = {
    digit: value for value, digits in enumerate(("零〇", "一", "二两", *"三四五六七八九")) for digit in digits
}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
MAX_COUNT = 1_000_000_000
#: Longer than any number anybody types.
MAX_LENGTH = 40


def plain(text: str) -> str:
    """Full-width forms made plain, spaces of any kind gone."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("，", ",")


def count_of(text: str) -> int | None:
    """A whole number of something, from 0; None when the cell says none."""
    said = plain(text[:MAX_LENGTH])
    if len(text) > MAX_LENGTH:
        return None
    if _NONE.fullmatch(said):
        return 0
    number: float
    if match := _NUMBER.fullmatch(said):
        number = float(match.group(1).replace(",", "")) * _HAN_UNITS.get(match.group(2), 1)
    elif han := _HAN_NUMBER.fullmatch(said):
        number = _han(han.group(1))
    else:
        return None
    whole = round(number)
    return whole if abs(number - whole) < 1e-6 and whole <= MAX_COUNT else None


def share_of(text: str) -> float | None:
    """A share from 0 to 1: ``85%``, ``0.85``, ``85``, ``百分之85``. More than 1 is returned as such; None is no number.

    A bare 1 is all of them: nobody who reaches one in a hundred writes a form about it.
    """
    said = plain(text[:MAX_LENGTH])
    if len(text) > MAX_LENGTH:
        return None
    if _NONE.fullmatch(said):
        return 0.0
    match = _SHARE.fullmatch(said)
    if match is None:
        return None
    value = float(match.group(1))
    of_hundred = bool(match.group(2)) or said.startswith("百分之") or value > 1
    return value / 100 if of_hundred else value


def _han(text: str) -> float:
    """``一千二百`` → 1200, ``十二`` → 12, ``三万五千`` → 35000."""
    total = section = digit = 0
    for character in text:
        if character in _HAN_DIGITS:
            digit = _HAN_DIGITS[character]
        elif character == "万":
            total, section, digit = (total + section + digit) * 10_000, 0, 0
        else:
            section += (digit or 1) * _HAN_UNITS[character]
            digit = 0
    return total + section + digit

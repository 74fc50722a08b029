"""Numbers written in characters: 三十五, 一千二百, 两万, 二〇二一 … No more than what forms hold, below 亿."""

from __future__ import annotations

import re

HAN = "[零〇一二两三四五六七八九十百千万]+"
_DIGITS = {digit: value for value, digits in enumerate(("零〇", "一", "二两", *"三四五六七八九")) for digit in digits}
_ONE = "[一二两三四五六七八九]"
#: Below ten thousand, each place once and in order. A digit at the end without its place (一千二) counts the next one.
_SECTION = re.compile(
    rf"(?:(?P<千>{_ONE})千)?(?:零|(?P<百>{_ONE})百)?(?:零|(?P<十>{_ONE}?)(?P<ten>十))?零?(?P<一>{_ONE})?"
)
_PLACES = {"千": 1000, "百": 100, "十": 10, "一": 1}


def number_of(text: str) -> int | None:
    """The number, or None where it is not well formed: 三五 is three to five, or thirty-five."""
    if re.fullmatch("[零〇]", text):
        return 0
    before, ten_thousand, rest = text.partition("万")
    if not ten_thousand:
        return _section(text)
    high, low = _section(before), _section(rest) if rest else 0
    if high is None or low is None:
        return None
    # 三万五 is 35,000.
    return high * 10_000 + (low * 1000 if rest in _DIGITS and rest not in "零〇" else low)


def _section(text: str) -> int | None:
    match = _SECTION.fullmatch(text)
    if match is None or not text.strip("零"):
        return None
    value = sum(_DIGITS[match[place]] * worth for place, worth in _PLACES.items() if match[place])
    if match["ten"] and not match["十"]:
        value += 10
    last = text[-1]
    if last in _DIGITS and len(text) > 1 and text[-2] in "百千":
        value += _DIGITS[last] * (_PLACES[text[-2]] // 10 - 1)
    return value

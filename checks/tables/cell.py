"""What one cell of a workbook holds, read with the number format it is shown in: a date, a share, a number, a text.

Sources: ECMA-376 part 1, 18.3.1.4 (cells), 18.8.30 (number formats), 18.17.4 (dates of 1900 and of 1904).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from checks.tables.shown import code_shown, day_shown

MAX_TEXT = 2_000
#: What is read where a formula has no result.
FORMULA_WITHOUT_VALUE = "没有结果的公式"
#: Longer than any number an office writes.
_MAX_NUMBER = 40
_LAST_DAY = 2_958_465
_DAY_1900, _DAY_1904 = datetime.fromisoformat("1899-12-30"), datetime.fromisoformat("1904-01-01")
#: Excel believes in 29 February 1900; days before it are one off.
_LEAP_BUG = 60
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_SHARE_FORMATS = frozenset((9, 10))
#: Parts of a format that are shown as they stand, or mean colours and conditions; ``[h]`` is a time.
_LITERAL = re.compile(r'"[^"]*"|[\\_*].|\[(?![hmsHMS]+\])[^\]]*\]')


class Share(float):
    """A number that is shown as per cent: 0.85 is read as 85%."""


class Code(int):
    """A number that is shown as a code: 0007."""

    shown: str


class Moment(datetime):
    """A day with the words it is shown in; empty where the format says nothing that can be read."""

    shown: str = ""


Value = str | int | float | bool | datetime


class Look(Enum):
    PLAIN = 0
    SHARE = 1
    DATE = 2


@dataclass(frozen=True)
class Looks:
    """How the workbook's cell styles show numbers, by index, and from when it counts days.

    ``codes``: the formats themselves, by the same index; empty for the usual one.
    """

    styles: tuple[Look, ...] = ()
    from_1904: bool = False
    codes: tuple[str, ...] = ()

    def of(self, style: str) -> Look:
        index = _index(style)
        return self.styles[index] if index < len(self.styles) else Look.PLAIN

    def code(self, style: str) -> str:
        index = _index(style)
        return self.codes[index] if index < len(self.codes) else ""


def _index(style: str) -> int:
    return int(style) if style.isascii() and style.isdigit() and len(style) <= 7 else 0


def look_of(format_id: int, code: str | None) -> Look:
    """What a number format makes of a number; ``code`` where the workbook defines it itself."""
    if code is None:
        return Look.SHARE if format_id in _SHARE_FORMATS else Look.DATE if format_id in _DATE_FORMATS else Look.PLAIN
    shown = _LITERAL.sub("", code.partition(";")[0])
    if shown.lower() == "general":
        return Look.PLAIN
    if "%" in shown:
        return Look.SHARE
    return Look.DATE if re.search("[ymdhsYMDHS]", shown) else Look.PLAIN


def value_of(kind: str, raw: str, look: Look, *, code: str = "", from_1904: bool = False) -> Value:
    """The value stored as ``raw`` in a cell of type ``kind`` (``t``), other than shared and inline texts.

    ``code``: the number format it is shown in.
    """
    match kind:
        case "b":
            return raw == "1"
        case "n":
            return _shown(_number(raw, look, from_1904), code)
        case "d":
            try:
                return datetime.fromisoformat(raw).replace(tzinfo=None)
            except ValueError:
                return raw[:MAX_TEXT]
    return raw[:MAX_TEXT]


def text_of(value: Value) -> str:
    """The value in words, as it is shown: ``85%``, ``2021-05-22``, ``1200``."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case Code():
            return value.shown
        case Share():
            return f"{_tidy(value * 100)}%"
        case int() | float():
            return _tidy(value)
        case Moment() if value.shown:
            return value.shown
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M" if value.hour or value.minute else "%Y-%m-%d")
    return value


def _shown(value: Value, code: str) -> Value:
    """The value with the words its format shows it in, where they are other than the usual ones."""
    if not code or isinstance(value, bool | str | Share):
        return value
    if isinstance(value, datetime):
        moment = Moment.combine(value.date(), value.time())
        moment.shown = day_shown(value, code) or ""
        return moment
    words = code_shown(int(value), code) if value == int(value) else None
    if words is None:
        return value
    shown = Code(value)
    shown.shown = words
    return shown


def _number(raw: str, look: Look, from_1904: bool) -> Value:
    try:
        value = float(raw) if len(raw) <= _MAX_NUMBER else None
    except ValueError:
        value = None
    if value is None:
        return raw[:MAX_TEXT]
    if look is Look.SHARE:
        return Share(value)
    if look is Look.DATE:
        return _moment(value, from_1904)
    return int(raw) if raw.removeprefix("-").isdigit() and raw.isascii() else value


def _moment(days: float, from_1904: bool) -> Value:
    """A day, or the words of a time of day; a number that is neither stays one."""
    if not 0 <= days < _LAST_DAY:
        return days
    if days < 1:
        return (_DAY_1900 + timedelta(seconds=round(days * 86_400))).strftime("%H:%M:%S")
    start = _DAY_1904 if from_1904 else _DAY_1900 + timedelta(days=days < _LEAP_BUG)
    return start + timedelta(days=int(days), seconds=round(days % 1 * 86_400))


def _tidy(number: int | float) -> str:
    """``0.85`` is stored as ``0.84999999999999998``, ``1200`` sometimes as ``1.2E3``."""
    if isinstance(number, int):
        return str(number)
    return f"{number:.10f}".rstrip("0").rstrip(".") if abs(number) < 1e15 else repr(number)

"""How a number format shows a day or a code: ``3月5日``, ``0007``. Sources: ECMA-376 part 1, 18.8.30 and 18.8.31."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

#: What Excel shows built-in formats of days as, on Chinese Windows.
BUILT_IN = {
    14: "yyyy/m/d",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    **dict.fromkeys((27, 36, 50, 52, 57), "yyyy年m月"),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), "m月d日"),
    31: "yyyy年m月d日",
    32: "h时mm分",
    33: "h时mm分ss秒",
}
_SECTION = re.compile(r'((?:"[^"]*"|\\.|[^;])*)')
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[[^\]]*\]|(?P<code>y+|m+|d+|h+|s+|e+|aaa+)|(?P<other>.)', re.I
)
#: Midnight, where a day alone was meant.
_MIDNIGHT = re.compile(r"\s+0?0:00(:00)?$")
_CODE = re.compile(r'(?P<before>(?:"[^"]*"|\\.|[A-Za-z\u4e00-\u9fff-])*)(?P<zeros>00+)(?P<after>(?:"[^"]*"|\\.)*)')
#: Letters that are no text of a code: a format with them is of a day, or a number's own.
_SPECIAL = re.compile(r"[ymdhseg#?%,.@/]", re.IGNORECASE)


def day_shown(moment: datetime, code: str) -> str | None:
    """The day in the format ``code``; None for what Chinese offices do not write (names of months, of weekdays)."""
    said: list[str] = []
    tokens = list(_TOKEN.finditer(_section(code)))
    codes = [(at, token["code"].lower()) for at, token in enumerate(tokens) if token["code"]]
    for at, token in enumerate(tokens):
        if token["code"] is None:
            said.append(token["quoted"] or token["escaped"] or token["other"] or "")
            continue
        before = next((one for place, one in reversed(codes) if place < at), "")
        after = next((one for place, one in codes if place > at), "")
        part = _part(moment, token["code"].lower(), minutes=before.startswith("h") or after.startswith("s"))
        if part is None:
            return None
        said.append(part)
    return _MIDNIGHT.sub("", "".join(said).replace("@", "").strip()) or None


def _part(moment: datetime, code: str, *, minutes: bool) -> str | None:
    number = {
        "y": moment.year if len(code) > 2 else moment.year % 100,
        "e": moment.year,
        "m": moment.minute if minutes else moment.month,
        "d": moment.day,
        "h": moment.hour,
        "s": moment.second,
    }.get(code[0])
    if number is None or (code[0] in "md" and len(code) > 2):
        return None
    return f"{number:02}" if len(code) == 2 else str(number)


def code_shown(number: int, code: str) -> str | None:
    """The number as a code of so many digits (``0000``), with the letters around it; None of a plain number."""
    parts = _code_parts(code)
    if parts is None or number < 0:
        return None
    before, digits, after = parts
    return f"{before}{number:0{digits}}{after}"


@lru_cache(maxsize=256)
def _code_parts(code: str) -> tuple[str, int, str] | None:
    written = re.sub(r"\[[^\]]*\]|_.|\*.", "", _section(code))
    match = _CODE.fullmatch(written)
    if match is None or _SPECIAL.search(re.sub(r'"[^"]*"|\\.', "", written)):
        return None
    return _literal(match["before"]), len(match["zeros"]), _literal(match["after"])


def _section(code: str) -> str:
    match = _SECTION.match(code)
    return match[1] if match else ""


def _literal(written: str) -> str:
    return re.sub(r'"([^"]*)"|\\(.)', lambda part: part[1] or part[2] or "", written)

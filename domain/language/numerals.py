"""Numbers as people type them: 3, 1-3, 5、6, 2号, 1109-3, 第一张, 图2. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from domain.language.calendar import Calendar
from domain.language.late import Late

#: Most submissions named in one command.
RANGE_LIMIT = 500
_CHINESE = {character: value for value, character in enumerate("零一二三四五六七八九十")} | {"两": 2}
_SEPARATOR = r"\s*(?:、|,|和|及|与|跟|以及|\s|/)\s*"
_THROUGH = r"\s*(?:--?|–|——?|~|至|到)\s*"
_ONE = r"\d{1,9}\s*(?:号|#)?"
NUMBERS = Late(rf"#?\s*{_ONE}(?:(?:{_THROUGH}|{_SEPARATOR}|(?<=号)){_ONE})*(?![\d:])")
RECEIPT = Late(r"(?<!\d)(\d{4})\s*[-–—]\s*(\d{1,6})(?![\d-])")
PLACE = Late(
    r"第\s*(?P<nth>\d{1,2}|[一二三四五六七八九十两]{1,2})\s*(?:张|幅|副|个|条|段|份|件)(?:照片|图片|图)?"
    r"|(?:图片|照片|图|p)\s*(?P<figure>\d{1,2}|[一二三四五六七八九十]{1,2})(?![\d一-鿿])"
    r"|(?:图片|照片|图)\s*(?P<figure_said>[一二三四五六七八九十]{1,2})(?=\s*(?:[:、,是为]|$))",
    re.IGNORECASE,
)
PICK = Late(
    r"(?:我?(?:选择|选|要|回复?))?\s*第?\s*(?P<number>\d{1,2}|[一二三四五六七八九十两]{1,2})\s*"
    r"(?:个|号|项|条|家|所|种)?\s*(?:吧|啊|呢|的|哈|呀|谢谢|老师|[.。!、,\s])*"
)


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """``days``: the same words read as days, empty when they cannot be. ``numbers``: read as submissions."""

    numbers: tuple[int, ...]
    days: tuple[date, ...] = ()


def listed(said: str) -> tuple[int, ...]:
    """3-5、8 → 3, 4, 5, 8; empty when a range is upside down or endless: what was meant is anybody's guess."""
    found: list[int] = []
    said = re.sub(r"[号#]", " ", said)
    for part in re.split(rf"{_SEPARATOR}(?=\d)", re.sub(_THROUGH, "-", said.strip())):
        ends = [int(n) for n in re.findall(r"\d+", part)]
        if len(ends) > 2 or not ends[0] <= ends[-1] < ends[0] + RANGE_LIMIT:
            return ()
        found.extend(range(ends[0], ends[-1] + 1))
    return tuple(dict.fromkeys(found))


def as_days(said: str, calendar: Calendar) -> tuple[date, ...]:
    """9号和10号, 8号到10号, 11-9: as days; empty when some of it is no day."""
    if match := re.fullmatch(r"\s*(\d{1,2})\s*[-–—]\s*(\d{1,2})\s*", said):
        day = calendar.dated(int(match[1]), int(match[2]))
        return (day,) if day else ()
    if "号" not in said:
        return ()
    days = [calendar.of_month(number) for number in listed(said)]
    return tuple(sorted(day for day in days if day)) if all(days) else ()


def counted(said: str) -> int:
    """3, 三, 十二; 0 for anything else."""
    if said.isdecimal():
        return int(said)
    if said.startswith("十"):
        return 10 + _CHINESE.get(said[1:], 0)
    if said.endswith("十"):
        return _CHINESE.get(said[0], 0) * 10
    return _CHINESE.get(said, 0)


def picked(plain: str) -> int | None:
    """The number of a message that is nothing but the answer to a numbered question."""
    match = PICK.regex.fullmatch(plain)
    return counted(match["number"]) or None if match else None


def place(match: re.Match[str]) -> int:
    """Which one a match of ``PLACE`` names."""
    return counted(match["nth"] or match["figure"] or match["figure_said"])

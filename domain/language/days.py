"""Days as people type them: 今天, 11月9日, 11-9, 11.9, 9号, 周一, 第二天, 最后一天. Pure; never raises.

Dates without a year, days of the month and weekdays are looked for among the campaign's own days first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_NUMERAL = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_RELATIVE = {
    "大前天": -3,
    "前天": -2,
    "前日": -2,
    "昨天": -1,
    "昨日": -1,
    "昨儿": -1,
    "今天": 0,
    "今日": 0,
    "今儿": 0,
    "当天": 0,
    "当日": 0,
    "明天": 1,
    "明日": 1,
    "后天": 2,
}
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")}
_WEEKDAYS = {character: value for value, character in enumerate("一二三四五六日")} | {"天": 6, "七": 6}
#: More specific forms first: the first that matches at a place wins.
_DAY = re.compile(
    rf"""
      (?:(?P<year>\d{{4}})\s*年\s*)?(?P<month>{_NUMERAL})\s*月\s*(?P<day>{_NUMERAL})\s*[日号]?
    | (?<![\d.-])(?:(?P<iso_year>\d{{4}})[-./])?(?P<iso_month>\d{{1,2}})[-./](?P<iso_day>\d{{1,2}})(?![\d.-])
    | 第\s*(?P<nth>{_NUMERAL})\s*[天日]
    | (?P<last>最后一[天日]) | (?P<first>首日|头一天)
    | [这本]?(?:周|星期|礼拜)(?P<weekday>[一二三四五六七日天])
    | (?P<relative>{"|".join(_RELATIVE)})
    | (?<!\d)(?P<of_month>{_NUMERAL})\s*[号日](?![一-鿿]*楼)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, kw_only=True)
class SpokenDay:
    """``day`` is None when a day was named that does not exist (13月45日, 第九天). ``start``/``end`` in the text."""

    said: str
    day: date | None
    start: int
    end: int


def find_day(text: str, *, today: date, days: Sequence[date]) -> SpokenDay | None:
    """The first day named in ``text`` (already NFKC), or None when none is named."""
    match = _DAY.search(text)
    if match is None:
        return None
    try:
        day = _resolve(match, today, days)
    except (ValueError, OverflowError):
        day = None
    return SpokenDay(said=match.group().strip(), day=day, start=match.start(), end=match.end())


def _resolve(match: re.Match[str], today: date, days: Sequence[date]) -> date | None:
    said = match.groupdict()
    if month := said["month"] or said["iso_month"]:
        year = said["year"] or said["iso_year"]
        return _dated(int(year) if year else None, _number(month), _number(said["day"] or said["iso_day"]), today, days)
    if said["nth"]:
        number = _number(said["nth"])
        return days[number - 1] if 1 <= number <= len(days) else None
    if said["last"] or said["first"]:
        return (days[-1] if said["last"] else days[0]) if days else None
    if said["weekday"]:
        return _nearest([d for d in days if d.weekday() == _WEEKDAYS[said["weekday"]]], today)
    if said["relative"]:
        return today + timedelta(days=_RELATIVE[said["relative"]])
    number = _number(said["of_month"])
    return _nearest([d for d in days if d.day == number], today) or today.replace(day=number)


def _dated(year: int | None, month: int, day: int, today: date, days: Sequence[date]) -> date:
    if year is None:
        known = [d for d in days if (d.month, d.day) == (month, day)]
        year = known[0].year if known else today.year
    return date(year, month, day)


def _nearest(candidates: Sequence[date], today: date) -> date | None:
    """The latest that has come, else the first to come."""
    return max((d for d in candidates if d <= today), default=min(candidates, default=None))


def _number(said: str) -> int:
    """9, 九, 十一, 二十一. Raises ValueError for anything else."""
    if said.isdecimal():
        return int(said)
    tens, ten, units = said.rpartition("十")
    if any(part and part not in _DIGITS for part in (tens, units)):
        raise ValueError(said)
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(units, 0)

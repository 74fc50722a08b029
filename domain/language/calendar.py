"""Days as people name them, as sets: 今天, 昨儿, 这两天, 本周, 周三到今天, 9号和10号, 11/9, 上周日, 最后一天.

Dates without a year, days of the month and weekdays are looked for among the campaign's own days first. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.language.late import Late

_NUMERAL = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_RELATIVE = {
    -3: "大前天 大前儿",
    -2: "前天 前日 前儿 前儿个",
    -1: "昨天 昨日 昨儿 昨儿个 昨个 昨晚 昨",
    0: "今天 今日 今儿 今儿个 今个 当天 当日 本日 今早 今晚 今天上午 今天下午 今儿早上",
    1: "明天 明日 明儿 明儿个 明早",
    2: "后天 后儿",
    3: "大后天",
}
_BY_WORD = {word: shift for shift, words in _RELATIVE.items() for word in words.split()}
_WORD = "|".join(sorted(_BY_WORD, key=len, reverse=True))
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
_WEEKDAYS = {character: value for value, character in enumerate("一二三四五六日")} | {"天": 6, "七": 6}
#: The days of the campaign up to today.
_SO_FAR = "这一周|本周|这周|这个星期|这星期|本星期|这礼拜|这个礼拜|活动周|这几天|这些天|每天|每日|各天|这几日|整周|全周"
_DAY = Late(
    rf"""
      (?:(?P<year>\d{{4}})\s*年\s*)?(?P<month>{_NUMERAL})\s*月\s*(?:份)?(?P<day>{_NUMERAL})\s*[日号]?
    | (?<![\d.-])(?P<iso_year>\d{{4}})[-./](?P<iso_month>\d{{1,2}})[-./](?P<iso_day>\d{{1,2}})(?![\d.-])
    | (?<![\d/.-])(?P<slash_month>\d{{1,2}})[/.](?P<slash_day>\d{{1,2}})(?![\d/.-])[日号]?
    | 第\s*(?P<nth>{_NUMERAL})\s*[天日]
    | (?P<last>最后一[天日]|末日|末天) | (?P<first>首日|头一天|首天|(?:开幕|启动|开始)(?:那天|当天|日))
    | (?P<recent>(?:这|近|最近|最近这)(?P<recent_number>[两二三四五六七])[天日])
    | (?P<summed>(?P<summed_number>[两二三四五六七])[天日](?=加|一共|总共|都|合计))
    | (?P<before>前(?P<before_number>[两二三])[天日])
    | (?P<last_week>上个?(?:周|星期|礼拜))(?P<last_weekday>[一二三四五六七日天])
    | (?P<next_week>下个?(?:周|星期|礼拜))(?P<next_weekday>[一二三四五六七日天])
    | (?:这个?|本)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六七日天])
    | (?P<relative>{_WORD})(?!年)
    | (?P<so_far>{_SO_FAR})
    | (?P<of_month_said>[一二三四五六七八九十]{{1,3}})[号](?![一-鿿]*楼)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """``today`` and the report days of the campaign, in order."""

    today: date
    days: tuple[date, ...]

    def at(self, text: str, place: int) -> tuple[int, tuple[date, ...]] | None:
        """Where the days named at ``place`` end, and which they are; empty for days that do not exist."""
        match = _DAY.regex.match(text, place)
        if match is None:
            return None
        try:
            return match.end(), self._resolved(match)
        except (ValueError, OverflowError):
            return match.end(), ()

    def of_month(self, number: int) -> date | None:
        """9号: of the campaign if it has one, else of the current month."""
        among = nearest([d for d in self.days if d.day == number], self.today)
        if among is not None:
            return among
        try:
            return self.today.replace(day=number)
        except ValueError:
            return None

    def dated(self, month: int, day: int, year: int | None = None) -> date | None:
        """11-9; None when there is no such day."""
        if year is None:
            known = [d for d in self.days if (d.month, d.day) == (month, day)]
            year = known[0].year if known else self.today.year
        try:
            return date(year, month, day)
        except ValueError:
            return None

    def between(self, first: date, last: date) -> tuple[date, ...]:
        """Both ends included; the campaign's days when any lie between. Empty when upside down or endless."""
        if not first <= last <= first + timedelta(days=60):
            return ()
        return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))

    def _resolved(self, match: re.Match[str]) -> tuple[date, ...]:
        said = match.groupdict()
        if said["so_far"]:
            return tuple(d for d in self.days if d <= self.today) or self.days
        if number := said["recent_number"] or said["summed_number"] or said["before_number"]:
            return self._last_days(_number(number), bool(said["before"]))
        found = self._single(said)
        return (found,) if found else ()

    def _last_days(self, number: int, before: bool) -> tuple[date, ...]:
        end = self.today - timedelta(days=1) if before else self.today
        return tuple(end - timedelta(days=n) for n in reversed(range(number)))

    def _single(self, said: dict[str, str]) -> date | None:
        if month := said["month"] or said["iso_month"] or said["slash_month"]:
            year = said["year"] or said["iso_year"]
            day = said["day"] or said["iso_day"] or said["slash_day"]
            return self.dated(_number(month), _number(day), int(year) if year else None)
        if said["nth"]:
            number = _number(said["nth"])
            return self.days[number - 1] if 1 <= number <= len(self.days) else None
        if said["last"] or said["first"]:
            return (self.days[-1] if said["last"] else self.days[0]) if self.days else None
        if said["last_week"] or said["next_week"]:
            return self._of_week(-1 if said["last_week"] else 1, said["last_weekday"] or said["next_weekday"])
        if said["weekday"]:
            return self._weekday(_WEEKDAYS[said["weekday"]])
        if said["relative"]:
            return self.today + timedelta(days=_BY_WORD[said["relative"]])
        return self.of_month(_number(said["of_month_said"]))

    def _of_week(self, weeks: int, weekday: str) -> date:
        monday = self.today - timedelta(days=self.today.weekday())
        return monday + timedelta(weeks=weeks, days=_WEEKDAYS[weekday])

    def _weekday(self, weekday: int) -> date:
        among = nearest([d for d in self.days if d.weekday() == weekday], self.today)
        return among or self.today + timedelta(days=weekday - self.today.weekday())


def nearest(candidates: Sequence[date], today: date) -> date | None:
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

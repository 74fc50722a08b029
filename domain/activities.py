"""The list of activities (一览表) that units send before the week: whatever its columns are called, as one table; pure.

No notice says the columns, so that a row is kept as it was sent, heads beside values. ``COLUMNS`` are what the merged
table has, unless the campaign file names others (``contents`` of the milestone).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Any

from domain.campaigns.campaign import Campaign, Milestone

#: The code of the milestone that is the list.
ACTIVITIES = "highlights"
#: What the merged table has, by what each is.
COLUMNS = {
    "unit": "单位",
    "name": "活动名称",
    "date": "日期",
    "time": "时间",
    "place": "地点",
    "form": "形式",
    "people": "人数",
    "highlight": "亮点",
    "contact": "联系人",
}
#: First match wins: 活动时间 is asked after 日期, 参与人数 before 单位.
_HEADS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("", re.compile(r"^序号$|备注|^类别$")),
    ("people", re.compile(r"人数|人次|规模")),
    ("contact", re.compile(r"联系|负责人|责任人|电话")),
    ("date", re.compile(r"日期|^日$|哪天")),
    ("time", re.compile(r"时间|时段|几点")),
    ("place", re.compile(r"地点|地址|场所|场地|位置")),
    ("highlight", re.compile(r"亮点|特色|内容|简介|说明")),
    ("form", re.compile(r"形式|方式|类型")),
    ("unit", re.compile(r"单位|学校|院校|主办|承办|部门")),
    ("name", re.compile(r"活动|名称|主题|项目")),
)
_LONGEST_HEAD = 20
#: A header has at least so many columns that are known, the name among them.
_KNOWN = 3
_EVERY_DAY = re.compile(r"每[天日]|全周|整周|活动周(期间|全程)?$|全程")
_DAY = re.compile(
    r"(?:(?P<year>20\d{2})\s*[年./-]\s*)?(?P<month>\d{1,2})\s*[月./-]\s*(?P<day>\d{1,2})\s*[日号]?"
    r"(?:\s*[-–—~～至到]+\s*(?:(?:20\d{2}\s*[年./-]\s*)?(?P<last_month>\d{1,2})\s*[月./]\s*)?(?P<last>\d{1,2})\s*[日号]?)?"
)
_DAY_ALONE = re.compile(r"(?<!\d)(?P<day>\d{1,2})\s*[日号]?(?:\s*[-–—~～至到]+\s*(?P<last>\d{1,2}))?\s*[日号]")
_CLOCK = re.compile(
    r"(?P<half>上午|下午|晚上?|中午)?\s*(?P<hour>\d{1,2})\s*(?:[:：]\s*(?P<minute>\d{2})|[点时]\s*(?P<spoken>半|\d{2})?)"
)
_LONGEST_SPAN = timedelta(days=31)


class ActivityDoubt(StrEnum):
    NO_NAME = "no_name"
    NO_DATE = "no_date"
    ODD_DATE = "odd_date"  # no day can be read in it
    OUTSIDE = "outside"  # of the week
    ODD_NUMBER = "odd_number"  # of people: no number in it
    REPEATED = "repeated"  # the same unit has the same name on the same day before


@dataclass(frozen=True, kw_only=True)
class Activity:
    """One row. ``sender``: the unit whose list it is in, ``number``: that list's; ``values``: by column, as written.

    ``others``: columns that the table has not. ``days``: of the campaign, in order; ``at``: when it begins.
    """

    sender: str
    number: int
    values: Mapping[str, str]
    others: tuple[tuple[str, str], ...] = ()
    days: tuple[date, ...] = ()
    at: time | None = None
    doubts: Mapping[str, ActivityDoubt] = field(default_factory=dict)

    def value(self, what: str, columns: Mapping[str, str]) -> str:
        """Of the first column that is what ``COLUMNS`` calls so."""
        return next((self.values[name] for name, kind in columns.items() if kind == what), "")


def kind_of(head: str) -> str:
    """Which of ``COLUMNS`` a head means; empty for another."""
    plain = re.sub(r"[\s*:：]|[（(].*?[）)]", "", head)
    if not plain or len(plain) > _LONGEST_HEAD:
        return ""
    return next((kind for kind, pattern in _HEADS if pattern.search(plain)), "")


def is_header(cells: Iterable[str]) -> bool:
    kinds = {kind for cell in cells if (kind := kind_of(cell))}
    return len(kinds) >= _KNOWN and "name" in kinds


def list_of(campaign: Campaign) -> Milestone | None:
    """The milestone that is the list."""
    return campaign.milestone(ACTIVITIES)


def columns_of(milestone: Milestone) -> dict[str, str]:
    """Name → what it is (``COLUMNS``), in the order of the merged table; empty for a column of the notice's own."""
    if not milestone.contents:
        return {name: kind for kind, name in COLUMNS.items()}
    kinds: dict[str, str] = {}
    for name in milestone.contents:
        kind = kind_of(name)
        kinds[name] = kind if kind not in kinds.values() else ""
    return kinds


def activities(
    rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str], campaign: Campaign, *, sender: str, number: int
) -> list[Activity]:
    """The rows of one list, as ``checks`` keeps them."""
    return [_activity(row["cells"], columns, campaign, sender, number) for row in rows]


def with_repeats(found: Iterable[Activity], columns: Mapping[str, str]) -> list[Activity]:
    """The same, with what is there twice marked where it comes again."""
    seen: set[tuple[str, str, str]] = set()
    marked = []
    name_column = next((name for name, kind in columns.items() if kind == "name"), "")
    for one in found:
        key = (one.sender, one.value("name", columns), one.value("date", columns))
        if key in seen and key[1]:
            one = replace(one, doubts={**one.doubts, name_column: ActivityDoubt.REPEATED})
        seen.add(key)
        marked.append(one)
    return marked


def _activity(
    cells: Sequence[Sequence[str]], columns: Mapping[str, str], campaign: Campaign, sender: str, number: int
) -> Activity:
    values, others = dict.fromkeys(columns, ""), []
    by_kind = {kind: name for name, kind in columns.items() if kind}
    for head, text in cells:
        name = head if head in columns else by_kind.get(kind_of(head), "")
        if name and not values[name]:
            values[name] = text
        elif text and not re.fullmatch(r"序号", head):
            others.append((head, text))
    said = Activity(sender=sender, number=number, values=values, others=tuple(others))
    # Some write both into one column.
    dated, clocked = said.value("date", columns), said.value("time", columns)
    days = days_in(dated, campaign) or days_in(clocked, campaign)
    at = clock_in(clocked) or clock_in(dated)
    doubts = {by_kind[kind]: doubt for kind, doubt in _doubts(said, columns, days, campaign) if kind in by_kind}
    return replace(said, days=tuple(day for day in days if day in campaign.days), at=at, doubts=doubts)


def _doubts(
    said: Activity, columns: Mapping[str, str], days: Sequence[date], campaign: Campaign
) -> Iterable[tuple[str, ActivityDoubt]]:
    if not said.value("name", columns):
        yield "name", ActivityDoubt.NO_NAME
    if not days:
        written = said.value("date", columns) or said.value("time", columns)
        yield "date", ActivityDoubt.ODD_DATE if written else ActivityDoubt.NO_DATE
    elif any(day not in campaign.days for day in days):
        yield "date", ActivityDoubt.OUTSIDE
    people = said.value("people", columns)
    if people and not re.search(r"\d", people):
        yield "people", ActivityDoubt.ODD_NUMBER


def days_in(text: str, campaign: Campaign) -> list[date]:
    """Every day that the text names, in order; ranges whole."""
    if _EVERY_DAY.search(text):
        return list(campaign.days)
    found: set[date] = set()
    for match in _DAY.finditer(text):
        year = int(match["year"] or campaign.first_day.year)
        month = int(match["month"])
        last_month = int(match["last_month"] or month)
        found |= _span(year, (month, int(match["day"])), (last_month, int(match["last"] or match["day"])))
    if not found:
        month = campaign.first_day.month
        for match in _DAY_ALONE.finditer(text):
            found |= _span(
                campaign.first_day.year, (month, int(match["day"])), (month, int(match["last"] or match["day"]))
            )
    return sorted(found)


def clock_in(text: str) -> time | None:
    """The first time of day that the text names."""
    match = _CLOCK.search(text)
    if match is None:
        return None
    hour, minute = int(match["hour"]), match["minute"] or match["spoken"] or "0"
    if match["half"] in ("下午", "晚", "晚上") and hour < 12:
        hour += 12
    minutes = 30 if minute == "半" else int(minute)
    return time(hour, minutes) if hour < 24 and minutes < 60 else None


def _span(year: int, first: tuple[int, int], last: tuple[int, int]) -> set[date]:
    try:
        begun, ended = date(year, *first), date(year, *last)
    except ValueError:
        return set()
    if not timedelta() <= ended - begun <= _LONGEST_SPAN:
        return {begun}
    return {begun + timedelta(days=n) for n in range((ended - begun).days + 1)}

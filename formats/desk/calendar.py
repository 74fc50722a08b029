"""活动日历 as its template fills it in: the days of the week with what happens on each, and what is due around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from domain.activities import Activity
from domain.campaigns.campaign import Campaign
from formats.desk.words import DAYS_OF_THE_WEEK
from formats.spoken import clock_text, day_text, moment_text
from formats.words import activities as words

#: Events that one day shows; more are counted.
MOST = 120


@dataclass(frozen=True, kw_only=True)
class CalendarEvent:
    """``at``: when it begins, empty where nobody has said. ``number``: of the list that it stands in, 0: the bot's."""

    at: str
    name: str
    unit: str
    place: str
    number: int


@dataclass(frozen=True, kw_only=True)
class CalendarDay:
    """``more``: so many are not shown."""

    day: date
    name: str
    weekday: str
    today: bool
    events: tuple[CalendarEvent, ...]
    number: int
    more: int


@dataclass(frozen=True, kw_only=True)
class CalendarPage:
    """``around``: what is due outside the days, with when. ``undated``: activities without a day of the week.

    ``listed``: the campaign asks for a list of activities.
    """

    campaign: str
    title: str
    days: tuple[CalendarDay, ...]
    around: tuple[tuple[str, str], ...]
    undated: int
    lists: int
    lacking: int
    listed: bool
    at: str


@dataclass(frozen=True, kw_only=True)
class Dated:
    """One thing of one day, for page and file alike. ``at`` None: nobody has said when."""

    day: date
    at: time | None
    name: str
    unit: str = ""
    place: str = ""
    number: int = 0


def dated(activities: Iterable[Activity], columns: Mapping[str, str], campaign: Campaign) -> list[Dated]:
    """Everything that has a day, in order: the bot's own deadlines and digests with the activities."""
    found = [
        Dated(
            day=day,
            at=one.at,
            name=one.value("name", columns) or words.DOUBT[next(iter(one.doubts.values()))],
            unit=one.value("unit", columns) or one.sender,
            place=one.value("place", columns),
            number=one.number,
        )
        for one in activities
        for day in one.days
    ]
    for day in campaign.days:
        due = campaign.due_at(day)
        found.append(Dated(day=day, at=due.timetz().replace(tzinfo=None), name=words.DEADLINE))
        digest = (due + campaign.daily.digest_after).timetz().replace(tzinfo=None)
        found.append(Dated(day=day, at=digest, name=words.DIGEST))
    for milestone in campaign.milestones:
        if milestone.due_on in campaign.days:
            found.append(Dated(day=milestone.due_on, at=None, name=words.MILESTONE.format(name=milestone.name)))
    return sorted(found, key=lambda one: (one.day, one.at is None, one.at or time(), one.number, one.name))


def calendar_page(
    campaign: Campaign,
    events: Iterable[Dated],
    *,
    undated: int,
    lists: int,
    lacking: int,
    listed: bool,
    now: datetime,
) -> CalendarPage:
    by_day: dict[date, list[Dated]] = {day: [] for day in campaign.days}
    for one in events:
        by_day[one.day].append(one)
    today = now.astimezone(campaign.timezone).date()
    around = [
        (milestone.name, moment_text(campaign.milestone_due_at(milestone)))
        for milestone in sorted(campaign.milestones, key=campaign.milestone_due_at)
        if milestone.due_on not in by_day
    ]
    return CalendarPage(
        campaign=campaign.code,
        title=campaign.title,
        days=tuple(_day(day, found, today) for day, found in by_day.items()),
        around=tuple(around),
        undated=undated,
        lists=lists,
        lacking=lacking,
        listed=listed,
        at=clock_text(now),
    )


def _day(day: date, found: list[Dated], today: date) -> CalendarDay:
    shown = [
        CalendarEvent(
            at=f"{one.at:%H:%M}" if one.at else "", name=one.name, unit=one.unit, place=one.place, number=one.number
        )
        for one in found[:MOST]
    ]
    return CalendarDay(
        day=day,
        name=day_text(day),
        weekday=DAYS_OF_THE_WEEK[day.weekday()],
        today=day == today,
        events=tuple(shown),
        number=sum(1 for one in found if one.number),
        more=len(found) - len(shown),
    )

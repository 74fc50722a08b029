"""A campaign: one notice in force — its dates, deadline, receivers, milestones and rules.

Read from a TOML file by ``domain.campaigns.file``; everything a notice says (docs/notices.md) is a field here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.campaigns.evidence import Evidence
from domain.campaigns.rules import Rules
from domain.clock import CHINA
from domain.findings import Kind
from domain.selection import Level
from domain.statistics import COLUMNS

#: The item of an obligation that is owed every day; milestones use their own code.
DAILY = "daily"
#: The code of the milestone that is the statistics form.
_STATISTICS = "statistics"


@dataclass(frozen=True, kw_only=True)
class Line:
    """A reporting line (教育 / 人社): which kinds of organisation report, and to which office."""

    code: str
    name: str
    kinds: tuple[str, ...]
    receiver: str
    #: The office's own system, where the notice names one.
    via: str = ""
    #: Where the best goes on to.
    passes_to: tuple[str, ...] = ()
    #: The office of another line in the same roster that its best goes on to.
    passes_to_office: str = ""
    #: How many units the notice counts on, where it says.
    units: int | None = None


@dataclass(frozen=True, kw_only=True)
class Daily:
    """What is owed every day of the week, and when the clock speaks.

    ``deadline`` is a local time of the report day. A day can still be made good (late) for ``late_for`` after local
    midnight of that day began, 24 h by default: until 24:00. ``required`` kinds must each be there for a day to count
    as reported; empty means that any one accepted submission is a report (no notice asks for more).
    """

    deadline: time = time(10, 0)
    late_for: timedelta = timedelta(hours=24)
    reminders: tuple[time, ...] = (time(8, 37), time(9, 33), time(9, 51))
    digest_after: timedelta = timedelta(minutes=10)
    kinds: tuple[Kind, ...] = (Kind.TEXT, Kind.PHOTO, Kind.VIDEO, Kind.PRESS)
    required: tuple[Kind, ...] = ()
    #: What the notice itself calls the material (典型案例, 稿件 …), for the help and the reminders.
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """One thing owed once: 方案, 网站, 联络员, 一览表, 总结, 统计表.

    ``due_on`` is inclusive: owed by ``due_by`` after its midnight, 24 h by default: the end of that day. ``accepts``
    says what can meet it. ``remind`` lists days before ``due_on`` on which those who have not sent hear of it.
    ``lines`` and ``kinds``: who owes it, by the codes of lines and by kinds of organisation; without them everybody.
    """

    code: str
    name: str
    due_on: date
    due_by: timedelta = timedelta(hours=24)
    accepts: tuple[Evidence, ...]
    #: What people call it in chat and in file names.
    words: tuple[str, ...] = ()
    #: What the notice asks to be inside, for the reminder and the help.
    contents: tuple[str, ...] = ()
    remind: tuple[int, ...] = (1, 0)
    remind_at: time = time(9, 7)
    lines: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """What a file for it is checked as: the statistics form, or whatever an office can open.

        The form is told by its code, or by the form's columns being what it has to contain.
        """
        return Kind.STATISTICS if self.code == _STATISTICS or self.has_columns else Kind.ATTACHMENT

    @property
    def has_columns(self) -> bool:
        """Its contents are the columns of the statistics form."""
        return self.contents == tuple(COLUMNS.values())


@dataclass(frozen=True, kw_only=True)
class Label:
    """What an office sorts items by: a category or a theme, its code and its name."""

    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """One notice in force. Dates are local to ``timezone``; both ends are included."""

    code: str
    title: str
    issued_by: str
    reference: str = ""
    theme: str
    motto: str = ""
    first_day: date
    last_day: date
    timezone: ZoneInfo = CHINA
    lines: tuple[Line, ...]
    daily: Daily = field(default_factory=Daily)
    milestones: tuple[Milestone, ...] = ()
    rules: Rules = field(default_factory=Rules)
    #: Media by name, with the level that they publish at.
    media: Mapping[str, Level] = field(default_factory=dict, hash=False)
    #: How many items an office wants to pass on a day.
    recommend_goal: int | None = None
    #: What offices sort items into; never asked of liaisons.
    categories: tuple[Label, ...] = ()
    themes: tuple[Label, ...] = ()
    #: What returns are mostly for, at most nine; empty: the program's own.
    return_reasons: tuple[str, ...] = ()

    @property
    def days(self) -> tuple[date, ...]:
        count = (self.last_day - self.first_day).days + 1
        return tuple(self.first_day + timedelta(days=n) for n in range(count))

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of organisation that owe something; all others owe nothing."""
        return frozenset(kind for line in self.lines for kind in line.kinds)

    def owing(self, item: str) -> tuple[str, ...]:
        """The kinds that owe it, a day's report or a milestone, in the order of the lines; none for what is unknown."""
        milestone = self.milestone(item)
        if milestone is None and item != DAILY:
            return ()
        lines, kinds = (milestone.lines, milestone.kinds) if milestone else ((), ())
        of_lines = [kind for line in self.lines if not lines or line.code in lines for kind in line.kinds]
        return tuple(kind for kind in of_lines if not kinds or kind in kinds)

    def milestones_of(self, kinds: Collection[str]) -> tuple[Milestone, ...]:
        """Those that organisations of some of these kinds owe, in order of the deadlines."""
        owed = [one for one in self.milestones if not set(self.owing(one.code)).isdisjoint(kinds)]
        return tuple(sorted(owed, key=self.milestone_due_at))

    @property
    def form(self) -> Milestone | None:
        """The milestone that is the statistics form."""
        return next((one for one in self.milestones if one.kind is Kind.STATISTICS), None)

    def milestone(self, code: str) -> Milestone | None:
        return next((m for m in self.milestones if m.code == code), None)

    def at(self, day: date, moment: time) -> datetime:
        return datetime.combine(day, moment, tzinfo=self.timezone)

    def due_at(self, day: date) -> datetime:
        return self.at(day, self.daily.deadline)

    def milestone_due_at(self, milestone: Milestone) -> datetime:
        return self.at(milestone.due_on, time(0, 0)) + milestone.due_by

    def late_until(self, day: date) -> datetime:
        return self.at(day, time(0, 0)) + self.daily.late_for

    def report_day(self, now: datetime) -> date:
        """The day meant when nobody names one: today; before the campaign its first day, after it its last."""
        return min(max(self._today(now), self.first_day), self.last_day)

    def another_day(self, now: datetime) -> date:
        """A report day beside the current one, for examples: the next, after the last the one before it."""
        current = self.report_day(now)
        step = timedelta(days=1 if current < self.last_day else -1)
        return max(current + step, self.first_day)

    def distance(self, now: datetime) -> timedelta:
        """How far ``now`` lies from the days of the campaign; nothing within them."""
        today = self._today(now)
        return max(self.first_day - today, today - self.last_day, timedelta())

    def _today(self, now: datetime) -> date:
        return now.astimezone(self.timezone).date()

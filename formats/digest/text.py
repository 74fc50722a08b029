"""What supervisors read about one day: the missing list, the late list, the six counts, the digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from domain.completeness import Counts
from domain.findings import Kind
from domain.messages import Unreachable
from formats.chat.reached import silent_lines
from formats.spoken import (
    amounts,
    clipped,
    clock_text,
    dated_day,
    day_text,
    due_text,
    local_date,
    moment_text,
)
from formats.words import chat as texts
from formats.words import questions as words
from formats.words import reached

#: A list longer than this gives bare names, several to a line, and no liaisons.
DETAILED = 60
#: Bare names stand together on a line of about this many characters.
LINE = 60


@dataclass(frozen=True, kw_only=True)
class UnitLine:
    """One unit of a list. ``liaisons``: name and telephone; ``bad``: how many of its submissions were refused."""

    code: str
    name: str
    kind: str
    liaisons: tuple[str, ...] = ()
    met_at: datetime | None = None
    bad: int = 0
    #: Its own deadline, where more time was given.
    due_at: datetime | None = None
    #: What the unit has said of the day itself.
    note: str = ""
    #: Messages to its liaisons do not arrive; where they are named, it stands beside them.
    not_reached: bool = False


@dataclass(frozen=True, kw_only=True)
class TitleLine:
    number: int
    title: str
    organisation: str


@dataclass(frozen=True, kw_only=True)
class DayOverview:
    """One day of one campaign over one area. ``item_name`` is None for a report day, else the milestone's name.

    ``kinds``: accepted submissions; ``titles``: the first accepted texts, of ``titled`` altogether.
    """

    campaign: str
    title: str
    day: date
    item_name: str | None
    due_at: datetime
    now: datetime
    counts: Counts
    missing: tuple[UnitLine, ...]
    late: tuple[UnitLine, ...]
    exempt: tuple[UnitLine, ...]
    kinds: tuple[tuple[Kind, int], ...]
    titles: tuple[TitleLine, ...]
    titled: int
    #: Those who were given more time that is not over: neither missing nor there.
    waiting: tuple[UnitLine, ...] = ()
    #: How many liaisons of those who have not reported are not reached, by reason.
    not_reached: Mapping[Unreachable, int] = field(default_factory=dict)

    @property
    def over(self) -> bool:
        """The deadline has passed: who is missing now is missing."""
        return self.now >= self.due_at

    @property
    def named(self) -> str:
        """The day, or the milestone, as a paper names it: for good."""
        return day_text(self.day) if self.item_name is None else self.item_name

    @property
    def said(self) -> str:
        """The day, or the milestone, as a sentence names it."""
        day = dated_day(self.day, local_date(self.now))
        return day if self.item_name is None else f"{self.item_name}（{day_text(self.day)}前）"


def missing_text(view: DayOverview) -> str:
    """Who has not reported: full names, how many were expected, and the day."""
    values = {"day": view.said, "expected": view.counts.expected, "missing": view.counts.missing}
    if not view.counts.expected:
        return texts.NOBODY_OWES.format(day=view.said)
    if not view.counts.missing and not view.counts.waiting:
        return texts.MISSING_NONE.format(**values)
    if view.item_name is None and local_date(view.now) < view.day:
        return texts.MISSING_FUTURE.format(**values, actual=view.counts.actual)
    if view.over:
        head = texts.MISSING_HEAD.format(**values)
    else:
        head = texts.MISSING_HEAD_SOON.format(**values, due=due_text(view.due_at, local_date(view.now)))
    lines = [head, *(named(view.missing) if view.missing else ()), *waiting_lines(view)]
    return "\n".join([*lines, *silent_lines(view.not_reached)])


def more_time_text(view: DayOverview, due_at: datetime, number: int) -> str:
    """Who of the ``number`` that were given until ``due_at`` has not reported, when that is over."""
    missing = [replace(unit, due_at=None) for unit in view.missing if unit.due_at == due_at]
    values = {"day": view.said, "due": due_text(due_at, local_date(view.now)), "number": number}
    if not missing:
        return words.MORE_TIME_NONE.format(**values)
    return "\n".join([words.MORE_TIME_HEAD.format(**values, missing=len(missing)), *named(missing)])


def waiting_lines(view: DayOverview) -> list[str]:
    """Who was given more time that is not over, by their deadlines."""
    lines: list[str] = []
    for due_at in sorted({unit.due_at for unit in view.waiting if unit.due_at is not None}):
        units = [replace(unit, due_at=None) for unit in view.waiting if unit.due_at == due_at]
        due = due_text(due_at, local_date(view.now))
        lines += [words.WAITING_HEAD.format(due=due, count=len(units)), *named(units)]
    return lines


def late_text(view: DayOverview) -> str:
    """Who reported after the deadline, and when."""
    values = {"day": view.said, "expected": view.counts.expected, "late": view.counts.late}
    if not view.counts.expected:
        return texts.NOBODY_OWES.format(day=view.said)
    if not view.counts.late:
        return texts.LATE_NONE.format(**values)
    return "\n".join([texts.LATE_HEAD.format(**values), *named(view.late)])


def counts_text(view: DayOverview) -> str:
    """The six counts, and who is exempt."""
    if not view.counts.expected and not view.counts.exempt:
        return texts.NOBODY_OWES.format(day=view.said)
    lines = [texts.COUNTS_HEAD.format(day=view.said), counts_lines(view.counts)]
    if view.counts.waiting:
        lines.append(words.WAITING_COUNT.format(count=view.counts.waiting))
    if view.counts.missing and not view.over:
        lines.append(texts.COUNTS_SOON.format(due=due_text(view.due_at, local_date(view.now))))
    if view.exempt:
        lines += [texts.EXEMPT_HEAD, *bare(view.exempt)]
    return "\n".join(lines)


def bare_counts_text(view: DayOverview) -> str:
    """The six counts and no name, for whoever may read it."""
    return counts_text(replace(view, exempt=()))


def six(counts: Counts) -> tuple[tuple[str, int], ...]:
    """The six counts with their names, in the order people know."""
    values = (counts.expected, counts.actual, counts.on_time, counts.late, counts.missing, counts.exempt)
    return tuple(zip(texts.COUNT_NAMES, values, strict=True))


def counts_lines(counts: Counts) -> str:
    said = [f"{name} {number}" for name, number in six(counts)]
    return "\n".join(f"{left}　{right}" for left, right in zip(said[::2], said[1::2], strict=True))


def digest_text(view: DayOverview, *, same_list: datetime | None = None) -> str:
    """The scheduled report: counts, who is late or missing, what came in by kind, the texts' titles.

    ``same_list``: when who is missing was listed, where nothing has changed since; it is not listed again.
    """
    head = texts.DIGEST_HEAD.format(title=view.title, day=view.said, moment=moment_text(view.now))
    blocks = ["\n".join([head, counts_lines(view.counts)]), _kinds_line(view)]
    same = same_list is not None and bool(view.missing)
    if same_list is not None and same:
        blocks.append(texts.DIGEST_MISSING_SAME.format(count=len(view.missing), at=clock_text(same_list)))
    for title, units in ((texts.DIGEST_MISSING, view.missing), (texts.DIGEST_LATE, view.late)):
        if units and not (same and title is texts.DIGEST_MISSING):
            blocks.append("\n".join([title.format(count=len(units)), *named(units)]))
    blocks += silent_lines(view.not_reached)
    if view.waiting:
        blocks.append("\n".join(waiting_lines(view)))
    if view.exempt:
        blocks.append("\n".join([texts.EXEMPT_HEAD, *bare(view.exempt)]))
    if view.titles:
        blocks.append("\n".join([texts.DIGEST_TITLES.format(count=view.titled), *title_lines(view)]))
    return "\n\n".join(blocks)


def title_lines(view: DayOverview) -> list[str]:
    lines = [f"{n}. 《{clipped(t.title)}》{t.organisation}" for n, t in enumerate(view.titles, start=1)]
    if view.titled > len(view.titles):
        lines.append(texts.DIGEST_TITLES_MORE.format(count=view.titled))
    return lines


def _kinds_line(view: DayOverview) -> str:
    return texts.DIGEST_KINDS.format(amounts=amounts(view.kinds)) if view.kinds else texts.DIGEST_NOTHING


def named(units: Sequence[UnitLine]) -> list[str]:
    """One unit a line with its time and its liaisons; a very long list as bare names."""
    if len(units) > DETAILED:
        return bare(units)
    return [f"{n}. {unit_line(unit)}" for n, unit in enumerate(units, start=1)]


def unit_line(unit: UnitLine) -> str:
    said = name_and_note(unit)
    if unit.bad:
        said += texts.MISSING_SENT_BAD
    if unit.met_at:
        said += "　" + texts.LATE_AT.format(moment=clock_text(unit.met_at))
    return said + "　" + ("、".join(unit.liaisons) or texts.NO_LIAISON)


def name_and_note(unit: UnitLine) -> str:
    given = words.GIVEN_UNTIL.format(due=clock_text(unit.due_at)) if unit.due_at else ""
    return unit.name + given + (words.NOTED.format(note=clipped(unit.note)) if unit.note else "")


def bare(units: Sequence[UnitLine]) -> list[str]:
    """Names alone, several to a line."""
    lines = [""]
    for unit in units:
        said = name_and_note(unit) + (reached.UNIT_NOT_REACHED if unit.not_reached else "")
        joined = f"{lines[-1]}、{said}" if lines[-1] else said
        if lines[-1] and len(joined) > LINE:
            lines[-1] += "、"
            lines.append(said)
        else:
            lines[-1] = joined
    return lines

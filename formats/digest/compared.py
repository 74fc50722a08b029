"""What supervisors read about more than one day: how a day compares with the one before, who is missing on and on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from formats.digest.text import DayOverview, bare, six
from formats.spoken import dated_day, day_text, due_text, local_date, relative_day
from formats.words import chat as texts
from formats.words import questions as words


@dataclass(frozen=True, kw_only=True)
class Run:
    """A unit that has not reported on these days, which follow one another."""

    name: str
    days: tuple[date, ...]


@dataclass(frozen=True, kw_only=True)
class RunsView:
    """``days``: those looked at, in order; ``named``: they were asked about by name, and a run has all of them."""

    now: datetime
    days: tuple[date, ...]
    named: bool
    runs: tuple[Run, ...]


def compared_text(view: DayOverview, before: DayOverview) -> str:
    """The six counts of two days side by side, and who is missing on both or on one of them."""
    if not view.counts.expected and not before.counts.expected:
        return texts.NOBODY_OWES.format(day=view.said)
    lines = [words.COMPARED_HEAD.format(day=view.said, before=before.said)]
    for (name, now), (_, then) in zip(six(view.counts), six(before.counts), strict=True):
        lines.append(_count(name, now, then, relative_day(before.day, local_date(view.now))))
    if view.counts.waiting:
        lines.append(words.WAITING_COUNT.format(count=view.counts.waiting))
    if view.counts.missing and not view.over:
        lines.append(texts.COUNTS_SOON.format(due=due_text(view.due_at, local_date(view.now))))
    return "\n".join(lines + _missing(view, before))


def runs_text(view: RunsView) -> str:
    """Who has not reported on days that follow one another."""
    if view.named:
        return _named_days(view)
    if len(view.days) < 2:
        return words.RUNNING_TOO_EARLY
    day = dated_day(view.days[-1], local_date(view.now))
    if not view.runs:
        return words.RUNNING_NONE.format(day=day)
    lines = [words.RUNNING_HEAD.format(day=day, count=len(view.runs))]
    for n, run in enumerate(view.runs, start=1):
        first, last = day_text(run.days[0]), day_text(run.days[-1])
        lines.append(f"{n}. " + words.RUNNING_LINE.format(name=run.name, count=len(run.days), first=first, last=last))
    return "\n".join(lines)


def _named_days(view: RunsView) -> str:
    days = "、".join(map(day_text, view.days))
    if not view.runs:
        return words.RUNNING_NAMED_NONE.format(days=days)
    head = words.RUNNING_NAMED_HEAD.format(days=days, count=len(view.runs))
    return "\n".join([head, *(f"{n}. {run.name}" for n, run in enumerate(view.runs, start=1))])


def _count(name: str, now: int, before: int, day: str) -> str:
    values = {"name": name, "now": now, "before": before, "day": day, "difference": abs(now - before)}
    if now == before:
        return words.COMPARED_COUNT.format(**values)
    return (words.COMPARED_COUNT_MORE if now > before else words.COMPARED_COUNT_FEWER).format(**values)


def _missing(view: DayOverview, before: DayOverview) -> list[str]:
    then, now = ({unit.code for unit in day.missing} for day in (before, view))
    said = {"day": view.said, "before": before.said}
    groups = (
        (words.COMPARED_BOTH, [unit for unit in view.missing if unit.code in then]),
        (words.COMPARED_ONLY_NOW, [unit for unit in view.missing if unit.code not in then]),
        (words.COMPARED_ONLY_BEFORE, [unit for unit in before.missing if unit.code not in now]),
    )
    lines: list[str] = []
    for template, units in groups:
        if units:
            lines += [template.format(count=len(units), **said), *bare(units)]
    return lines or [words.COMPARED_SAME]

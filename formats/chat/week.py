"""我这周报了什么: every report day so far of a liaison's units, with the numbers of what came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.findings import Kind
from domain.obligation import Standing
from domain.submission import State
from formats.chat.milestone_lines import MilestoneView, milestone_lines
from formats.spoken import amount, dated_day, due_text, local_date, numbers_text
from formats.words import chat as texts
from formats.words import questions as words

#: What is not accepted and still stands, in the order told.
_OPEN = (State.INCOMPLETE, State.REFUSED, State.RECEIVING)


@dataclass(frozen=True, kw_only=True)
class WeekDay:
    """``submissions``: number, kind and state of each."""

    day: date
    due_at: datetime
    standing: Standing
    submissions: tuple[tuple[int, Kind, State], ...] = ()


@dataclass(frozen=True, kw_only=True)
class WeekUnit:
    organisation: str
    days: tuple[WeekDay, ...]
    milestones: tuple[MilestoneView, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WeekView:
    """``unassigned``: numbers whose unit has not been said yet."""

    now: datetime
    units: tuple[WeekUnit, ...]
    unassigned: tuple[int, ...] = ()


def week_text(view: WeekView) -> str:
    """One block per unit."""
    blocks = ["\n".join(_unit_lines(unit, view.now)) for unit in view.units if unit.days or unit.milestones]
    if view.unassigned:
        blocks.append(texts.STATUS_UNASSIGNED.format(numbers=numbers_text(view.unassigned)))
    return "\n\n".join(blocks) or texts.STATUS_NOTHING_OWED


def _unit_lines(unit: WeekUnit, now: datetime) -> list[str]:
    lines = [unit.organisation]
    for day in unit.days:
        lines += _day_lines(day, now)
    return lines + milestone_lines(unit.milestones, now)


def _day_lines(day: WeekDay, now: datetime) -> list[str]:
    said = dated_day(day.day, local_date(now))
    lines = [words.WEEK_DAY.format(day=said, standing=_standing(day, now))]
    accepted = [
        words.WEEK_ACCEPTED.format(amount=amount(kind, len(numbers)), numbers=numbers_text(numbers))
        for kind in Kind
        if (numbers := [number for number, of, state in day.submissions if of is kind and state is State.ACCEPTED])
    ]
    if accepted:
        lines.append("、".join(accepted))
    for state in _OPEN:
        if numbers := [number for number, _, of in day.submissions if of is state]:
            lines.append(words.WEEK_NUMBERED[state.value].format(numbers=numbers_text(numbers)))
    return lines


def _standing(day: WeekDay, now: datetime) -> str:
    if day.standing is not Standing.MISSING:
        return texts.STATUS_STANDING[day.standing.value]
    if now > day.due_at:
        return texts.STATUS_OVERDUE
    due = texts.STATUS_DUE.format(due=due_text(day.due_at, local_date(now)))
    return f"{texts.STATUS_STANDING['missing']}，{due}"

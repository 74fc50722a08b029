"""几点截止, 联系谁, 怎么撤回: short answers about time, people and how something is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.obligation import Standing
from formats.chat.milestone_lines import MilestoneView
from formats.spoken import dated_day, day_text, due_text, left_text, local_date, moment_text, numbers_text
from formats.words import questions as words


@dataclass(frozen=True, kw_only=True)
class DeadlineDay:
    day: date
    due_at: datetime
    late_until: datetime


@dataclass(frozen=True, kw_only=True)
class Office:
    """An office with its supervisors, each with name and telephone as one says them."""

    name: str
    supervisors: tuple[str, ...]


def deadline_text(days: Sequence[DeadlineDay], now: datetime) -> str:
    return "\n".join(_deadline(day, now) for day in days)


def milestone_deadline_text(milestone: MilestoneView, now: datetime) -> str:
    due = due_text(milestone.due_at, local_date(now))
    if milestone.standing is not Standing.MISSING:
        return words.DEADLINE_MILESTONE_MET.format(item=milestone.name, due=moment_text(milestone.due_at))
    if now > milestone.due_at:
        return words.DEADLINE_MILESTONE_OVER.format(item=milestone.name, due=due)
    return words.DEADLINE_MILESTONE.format(item=milestone.name, due=due, left=left_text(milestone.due_at - now))


def contact_text(offices: Sequence[Office]) -> str:
    if not offices:
        return words.CONTACT_NONE
    lines = [words.CONTACT_LINE.format(office=o.name, names="、".join(o.supervisors)) for o in offices]
    return "\n".join([words.CONTACT_HEAD, *lines])


def how_caption(waiting: Sequence[int], example: int) -> str:
    """``waiting``: numbers of photos that have no caption yet."""
    if not waiting:
        return words.HOW_CAPTION.format(number=example)
    return words.HOW_CAPTION_WAITING.format(numbers=numbers_text(waiting), number=min(waiting))


def how_withdraw(recent: Sequence[int], example: int) -> str:
    """``recent``: numbers that can be withdrawn, of what came last."""
    if not recent:
        return words.HOW_WITHDRAW.format(number=example)
    return words.HOW_WITHDRAW_RECENT.format(numbers=numbers_text(recent), number=max(recent))


def how_move(open_days: Sequence[date], number: int) -> str:
    """``open_days``: those that can be reported for now."""
    if not open_days:
        return words.HOW_MOVE_NONE
    said = words.HOW_MOVE.format(day=day_text(open_days[-1]), number=number)
    return said + "\n" + words.HOW_MOVE_OPEN.format(days="、".join(map(day_text, open_days)))


def how_milestone(names: Sequence[str]) -> str:
    """``names``: what is still owed."""
    if not names:
        return words.HOW_MILESTONE_NONE
    return words.HOW_MILESTONE.format(example=names[0], items="、".join(names))


def how_exempt(unit: str, day: date) -> str:
    """``unit`` may be empty."""
    return words.HOW_EXEMPT.format(unit=unit or words.HOW_EXEMPT_UNIT, day=day_text(day))


def how_bind(name: str) -> str:
    return words.HOW_BIND.format(name=name)


def _deadline(day: DeadlineDay, now: datetime) -> str:
    today = local_date(now)
    said = dated_day(day.day, today)
    due, until = due_text(day.due_at, today), moment_text(day.late_until)
    if now > day.late_until:
        return words.DEADLINE_OVER.format(day=said, until=until)
    if now > day.due_at:
        return words.DEADLINE_LATE.format(day=said, due=due, until=until)
    coming = words.DEADLINE_COMING.format(day=said, due=due, left=left_text(day.due_at - now))
    return coming + (words.DEADLINE_LATE_TIME.format(until=until) if day.late_until > day.due_at else "")

"""状态: what a liaison's units have sent, what is still missing, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.abilities import Abilities
from domain.fate import Fate
from domain.findings import Kind
from domain.obligation import Standing
from formats.chat.milestone_lines import MilestoneView, milestone_lines
from formats.chat.receipt_items import ReceiptItem, numbers_of, refused_lines
from formats.fates import status_lines
from formats.spoken import amounts, dated_day, day_text, due_text, kind_name, local_date, numbers_text
from formats.words import chat as texts


@dataclass(frozen=True, kw_only=True)
class StatusDay:
    """One report day of one unit; the numbers are those of its submissions, what was refused comes with its reasons."""

    day: date
    due_at: datetime
    standing: Standing
    accepted: tuple[tuple[Kind, int], ...] = ()
    missing_kinds: tuple[Kind, ...] = ()
    uncaptioned: tuple[int, ...] = ()
    refused: tuple[ReceiptItem, ...] = ()
    receiving: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class StatusUnit:
    """``day`` is the report day asked about, None when none is owed; ``earlier_missing``: days before it."""

    organisation: str
    day: StatusDay | None
    earlier_missing: tuple[date, ...] = ()
    milestones: tuple[MilestoneView, ...] = ()
    #: What offices made of the items of that day, and of any other that was returned.
    fates: tuple[Fate, ...] = ()


@dataclass(frozen=True, kw_only=True)
class StatusView:
    """``unassigned``: numbers whose unit has not been said yet."""

    now: datetime
    channel: Abilities
    units: tuple[StatusUnit, ...]
    unassigned: tuple[int, ...] = ()


def status_text(view: StatusView) -> str:
    """One block per unit."""
    blocks = ["\n".join(_unit_lines(unit, view)) for unit in view.units if unit.day or unit.milestones]
    if view.unassigned:
        blocks.append(texts.STATUS_UNASSIGNED.format(numbers=numbers_text(view.unassigned)))
    return "\n\n".join(blocks) or texts.STATUS_NOTHING_OWED


def _unit_lines(unit: StatusUnit, view: StatusView) -> list[str]:
    lines = _day_lines(unit.organisation, unit.day, view) if unit.day else [unit.organisation]
    if unit.earlier_missing:
        days = "、".join(day_text(day) for day in unit.earlier_missing)
        lines.append(texts.STATUS_EARLIER_MISSING.format(days=days))
    lines += status_lines(unit.fates)
    return lines + milestone_lines(unit.milestones, view.now)


def _day_lines(organisation: str, day: StatusDay, view: StatusView) -> list[str]:
    now = view.now
    lines = [texts.STATUS_DAY_HEAD.format(organisation=organisation, day=dated_day(day.day, local_date(now)))]
    lines.append(_standing_line(day, now))
    if day.accepted:
        lines.append(texts.STATUS_ACCEPTED.format(amounts=amounts(day.accepted)))
    if day.missing_kinds and day.standing is not Standing.EXEMPT:
        lines.append(texts.STATUS_MISSING_KINDS.format(kinds="、".join(kind_name(k) for k in day.missing_kinds)))
    numbered = ((texts.STATUS_UNCAPTIONED, day.uncaptioned), (texts.STATUS_RECEIVING, day.receiving))
    lines += [template.format(numbers=numbers_text(numbers)) for template, numbers in numbered if numbers]
    if day.refused and day.standing in (Standing.ON_TIME, Standing.LATE):
        # Done all the same: no reasons that nobody has to read any more.
        return [*lines, texts.STATUS_REFUSED.format(numbers=numbers_of(day.refused))]
    return lines + refused_lines(day.refused, view.channel)


def _standing_line(day: StatusDay, now: datetime) -> str:
    if day.standing is not Standing.MISSING:
        return texts.STATUS_STANDING[day.standing.value]
    if now > day.due_at:
        return texts.STATUS_OVERDUE
    due = texts.STATUS_DUE.format(due=due_text(day.due_at, local_date(now)))
    return f"{texts.STATUS_STANDING[day.standing.value]}，{due}"

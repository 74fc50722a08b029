"""What supervisors read about one unit: its days, what it handed in once, its liaisons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.findings import Kind
from domain.obligation import Standing
from formats.chat.milestone_lines import MilestoneView, milestone_lines
from formats.spoken import amounts, clipped, dated_day, day_text, due_text, local_date, second_text
from formats.words import chat as texts


@dataclass(frozen=True, kw_only=True)
class UnitDay:
    """One report day of one unit. ``bad``: refused or without a caption."""

    day: date
    due_at: datetime
    standing: Standing
    met_at: datetime | None = None
    accepted: tuple[tuple[Kind, int], ...] = ()
    bad: tuple[tuple[Kind, int], ...] = ()
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class UnitView:
    """``days``: those asked about. ``week``: how the other days stand, up to now."""

    organisation: str
    now: datetime
    days: tuple[UnitDay, ...]
    week: tuple[tuple[date, Standing], ...] = ()
    milestones: tuple[MilestoneView, ...] = ()
    liaisons: tuple[str, ...] = ()


def unit_text(view: UnitView) -> str:
    """What one unit has sent on one day or several, and what it has handed in."""
    blocks = ["\n".join(_day_lines(view, day)) for day in view.days] or [view.organisation]
    lines = []
    if view.week:
        said = "，".join(f"{day_text(day)}{texts.WEEK_STANDING[standing.value]}" for day, standing in view.week)
        lines.append(texts.UNIT_WEEK.format(days=said))
    lines += milestone_lines(view.milestones, view.now)
    lines.append(texts.UNIT_LIAISON.format(names="、".join(view.liaisons) or texts.NO_LIAISON))
    rest = "\n".join(lines)
    return "\n\n".join([*blocks, rest]) if len(blocks) > 1 else f"{blocks[0]}\n{rest}"


def _day_lines(view: UnitView, day: UnitDay) -> list[str]:
    head = texts.UNIT_HEAD.format(organisation=view.organisation, day=dated_day(day.day, local_date(view.now)))
    lines = [head, _standing(day, view.now)]
    if day.accepted:
        lines.append(texts.UNIT_ACCEPTED.format(amounts=amounts(day.accepted)))
    if day.bad:
        lines.append(texts.UNIT_BAD.format(amounts=amounts(day.bad)))
    if day.titles:
        lines.append(texts.UNIT_TITLES.format(titles="".join(f"《{clipped(t)}》" for t in day.titles)))
    return lines


def _standing(day: UnitDay, now: datetime) -> str:
    if day.standing is Standing.MISSING and now <= day.due_at:
        return texts.UNIT_NOT_YET.format(due=due_text(day.due_at, local_date(now)))
    moment = second_text(day.met_at) if day.met_at else ""
    return texts.UNIT_STANDING[day.standing.value].format(moment=moment)

"""One line on how a unit's day stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.findings import Kind
from formats.spoken import day_text, kind_name
from formats.words import talk as words


@dataclass(frozen=True, kw_only=True)
class DayStanding:
    organisation: str
    day: date
    due_at: datetime
    met: bool
    exempt: bool = False
    missing_kinds: tuple[Kind, ...] = ()


def standing_line(view: DayStanding, now: datetime) -> str:
    """甲校 11月9日现在：已报齐 (or 还缺…, 还没有合格的材料, 缺报, 免报)."""
    return words.STANDING_NOW.format(organisation=view.organisation, day=day_text(view.day), standing=_said(view, now))


def _said(view: DayStanding, now: datetime) -> str:
    if view.exempt:
        return words.STANDING_EXEMPT
    if view.met:
        return words.STANDING_MET
    if view.missing_kinds:
        return words.STANDING_MISSING_KINDS.format(kinds="、".join(kind_name(kind) for kind in view.missing_kinds))
    return words.STANDING_OVERDUE if now > view.due_at else words.STANDING_NOTHING

"""What is owed once, as 状态 and a supervisor's question tell it: what came for it, or until when it is owed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.obligation import Standing
from formats.spoken import clipped, moment_text, numbers_text
from formats.words import chat as texts
from formats.words import questions as words

#: Longest address or contact repeated, in characters.
WHAT_LIMIT = 200


@dataclass(frozen=True, kw_only=True)
class MilestoneView:
    """``numbers``: of what was accepted; ``what``: the address, the contact, or what the newest text or file is called.

    ``refused``: numbers of what was sent for it and refused.
    """

    name: str
    due_at: datetime
    standing: Standing
    met_at: datetime | None = None
    numbers: tuple[int, ...] = ()
    what: str = ""
    refused: tuple[int, ...] = ()


def milestone_lines(milestones: Sequence[MilestoneView], now: datetime) -> list[str]:
    return [milestone_line(milestone, now) for milestone in milestones if milestone.standing is not Standing.EXEMPT]


def milestone_line(milestone: MilestoneView, now: datetime) -> str:
    """方案：已收到（编号 12，11月5日 09:12）　《活动周工作方案》, or until when it is owed."""
    if milestone.standing is not Standing.MISSING:
        said = texts.STATUS_MILESTONE_MET.format(item=milestone.name)
        if milestone.numbers and milestone.met_at:
            numbers, moment = numbers_text(milestone.numbers), moment_text(milestone.met_at)
            said += words.MILESTONE_DETAILS.format(numbers=numbers, moment=moment)
        return f"{said}　{clipped(milestone.what, WHAT_LIMIT)}" if milestone.what else said
    standing = texts.STATUS_OVERDUE if now > milestone.due_at else texts.STATUS_STANDING["missing"]
    due = moment_text(milestone.due_at)
    said = texts.STATUS_MILESTONE.format(item=milestone.name, standing=standing, due=due)
    if milestone.refused:
        said += words.MILESTONE_REFUSED.format(numbers=numbers_text(milestone.refused))
    return said

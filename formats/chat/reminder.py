"""Reminders and nudges: what is missing and how long is left.

Each names its day and time, so that no two to one person are alike. Those to many people are alike where nothing has
to be said of one of them alone, so that one call carries them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.findings import Kind
from formats.spoken import dated_day, due_text, kind_name, left_text, local_date, moment_text, numbers_text
from formats.words import chat as texts


@dataclass(frozen=True, kw_only=True)
class ReminderUnit:
    """One unit that has not met its obligation, with what its people can mend.

    ``only``: its receiver serves no other, so that it need not be named. ``due_at``: its own deadline.
    """

    organisation: str
    due_at: datetime
    only: bool = False
    missing_kinds: tuple[Kind, ...] = ()
    uncaptioned: tuple[int, ...] = ()
    refused: tuple[int, ...] = ()
    unassigned: tuple[int, ...] = ()


def reminder_text(units: Sequence[ReminderUnit], *, day: date, due_at: datetime, now: datetime) -> str:
    """The daily reminder to one liaison, for all their units that are missing."""
    today = local_date(now)
    head = texts.REMINDER_HEAD.format(
        day=dated_day(day, today), due=due_text(due_at, today), left=left_text(due_at - now)
    )
    return "\n".join([head, *_unit_lines(units), texts.REMINDER_TAIL])


def nudge_text(units: Sequence[ReminderUnit], *, day: date, due_at: datetime, now: datetime) -> str:
    """What 催报 sends, before or after the deadline."""
    today = local_date(now)
    if now <= due_at:
        until = texts.NUDGE_DUE.format(due=due_text(due_at, today), left=left_text(due_at - now))
    else:
        until = texts.NUDGE_LATE
    head = texts.NUDGE_HEAD.format(day=dated_day(day, today))
    return "\n".join([head, *_unit_lines(units), until, texts.REMINDER_TAIL])


def milestone_reminder_text(
    units: Sequence[ReminderUnit],
    *,
    item: str,
    due_at: datetime,
    now: datetime,
    word: str,
    contents: Sequence[str] = (),
) -> str:
    """``item`` is the milestone's name, ``word`` what to send to begin, ``contents`` what the notice asks for."""
    lines = [texts.MILESTONE_REMINDER.format(item=item, due=moment_text(due_at), left=left_text(due_at - now))]
    lines += [unit.organisation for unit in units if not unit.only]
    if contents:
        lines.append(texts.MILESTONE_CONTENTS.format(contents="、".join(contents)))
    return "\n".join([*lines, texts.MILESTONE_REMINDER_HOW.format(word=word)])


def milestone_nudge_text(
    units: Sequence[ReminderUnit], *, item: str, due_at: datetime, now: datetime, word: str
) -> str:
    """What 催报 sends of a milestone, before or after its deadline."""
    if now <= due_at:
        until = texts.NUDGE_DUE.format(due=moment_text(due_at), left=left_text(due_at - now))
    else:
        until = texts.NUDGE_LATE
    lines = [texts.MILESTONE_NUDGE.format(item=item), *(unit.organisation for unit in units if not unit.only), until]
    return "\n".join([*lines, texts.MILESTONE_REMINDER_HOW.format(word=word)])


def _unit_lines(units: Iterable[ReminderUnit]) -> list[str]:
    lines = []
    for unit in units:
        details = (
            (texts.REMINDER_DETAIL_CAPTION, unit.uncaptioned),
            (texts.REMINDER_DETAIL_REFUSED, unit.refused),
            (texts.REMINDER_DETAIL_UNASSIGNED, unit.unassigned),
        )
        mending = [template.format(numbers=numbers_text(numbers)) for template, numbers in details if numbers]
        kinds = "、".join(kind_name(kind) for kind in unit.missing_kinds)
        said = texts.REMINDER_KINDS.format(kinds=kinds) if kinds else texts.REMINDER_NOTHING
        alike = unit.only and not mending
        lines.append(said if alike else texts.REMINDER_UNIT.format(organisation=unit.organisation, said=said))
        lines += mending
    return lines

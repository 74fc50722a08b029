"""Exceptions as the desk's pages list them: what was allowed, to whom, by whom and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.allowance import Allowance, AllowanceKind
from formats.spoken import clock_text, day_text
from formats.words import allowing as words

#: What the form proposes: so long after the deadline.
PROPOSED = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class AllowanceLine:
    """``what`` 延时到 11:00; ``to_whom``: all, or an organisation, with how many units; ``own``: may be taken back."""

    id: int
    what: str
    to_whom: str
    reason: str
    by: str
    at: str
    own: bool


def allowance_line(
    given: Allowance, *, office: str, person: str, organisation: str, units: int, own: bool, dated: bool = False
) -> AllowanceLine:
    """``dated``: where lines of several days stand together. What an office above gave names nobody."""
    what = words.WHAT[given.kind].format(due=clock_text(given.due_at) if given.due_at else "")
    named = organisation if own else ""
    to_whom = words.TO_UNITS.format(name=named or words.ALL, units=units) if named or own else ""
    return AllowanceLine(
        id=given.id,
        what=f"{day_text(given.day)}{what}" if dated and given.day else what,
        to_whom=(named if named and units == 1 else to_whom) or words.SO_MANY.format(units=units),
        reason=given.reason,
        by=_by(office, person, own=own),
        at=clock_text(given.at),
        own=own,
    )


def taken_line(given: Allowance, *, office: str, person: str, own: bool) -> AllowanceLine:
    """Of an item."""
    return AllowanceLine(
        id=given.id,
        what=words.WHAT[AllowanceKind.ACCEPT],
        to_whom="",
        reason=given.reason,
        by=_by(office, person, own=own),
        at=clock_text(given.at),
        own=own,
    )


def _by(office: str, person: str, *, own: bool) -> str:
    if not own:
        return words.ABOVE
    return f"{person}（{office}）" if person else office


def proposed(due_at: datetime) -> str:
    """The time that the form proposes."""
    return clock_text(due_at + PROPOSED)


def refused_text(code: str) -> str:
    """Why nothing was done, by the code in the address; empty for what is none."""
    known = {refusal.value: said for refusal, said in words.REFUSED.items()}
    return known.get(code, "")

"""What an office allows by way of exception: more time 延时, exemption 免报, a refused item taken 按合格处理. Pure.

Each has a reason, is in force until it is taken back, and only ever allows more: of several that give more time the
latest deadline holds, and a unit is exempt as long as one of them exempts it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.organisation import Role
from domain.selection import Mark, Refusal, Selected
from domain.submission import State


class AllowanceKind(StrEnum):
    MORE_TIME = "more_time"  # 延时: a later deadline on one day
    EXEMPT = "exempt"  # 免报: nothing is owed on one day
    ACCEPT = "accept"  # 按合格处理: one refused item counts


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """One act of an office: for the units it covered, or for one item.

    ``organisation_id``: the unit, or what stands above all that it is for; None: all of the office's area, or an item.
    ``day`` and ``campaign`` are those of the report day, ``due_at`` its deadline; of an item there are none.
    """

    id: int
    kind: AllowanceKind
    office_id: int
    person_id: int | None
    reason: str
    at: datetime
    campaign: str = ""
    day: date | None = None
    due_at: datetime | None = None
    organisation_id: int | None = None
    submission_id: int | None = None


def refused_for_units(
    kind: AllowanceKind, role: Role, reason: str, *, until: datetime | None, due_at: datetime
) -> Refusal | None:
    """Why an office may not allow units this; ``due_at``: the campaign's own deadline of that day."""
    if role is not Role.SUPERVISOR:
        return Refusal.READER
    if not reason.strip():
        return Refusal.NO_REASON
    if kind is AllowanceKind.MORE_TIME and (until is None or until <= due_at):
        return Refusal.NOT_LATER
    return None


def refused_for_item(selected: Selected, role: Role, reason: str) -> Refusal | None:
    """Why an office may not take a refused item all the same."""
    if role is not Role.SUPERVISOR:
        return Refusal.READER
    if not reason.strip():
        return Refusal.NO_REASON
    if selected.state not in (State.REFUSED, State.INCOMPLETE):
        return Refusal.NOT_REFUSED
    return Refusal.RETURNED if selected.returns else None


def refused_taking_back(selected: Selected | None, role: Role) -> Refusal | None:
    """Why it cannot be taken back: an item that an office has passed on or recorded as published stays accepted."""
    if role is not Role.SUPERVISOR:
        return Refusal.READER
    if selected is None:
        return None
    passed = any(mark.mark is Mark.PASSED for mark in selected.marks)
    return Refusal.BUILT_ON if passed or selected.adoptions else None

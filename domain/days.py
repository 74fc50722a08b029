"""Which report day a submission counts for. Decided here alone.

The obligation whose window (previous deadline, this deadline] holds the time. After a deadline, an organisation that
has not reported is late for that day until the campaign's late time runs out; one that has is early for the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.clock import CHINA
from domain.obligation import Obligation

#: How far the platform's own send time may lie before our receipt and still be believed (its redeliveries take 15 s).
MAX_TRANSIT = timedelta(minutes=10)


class Timing(StrEnum):
    ON_TIME = "on_time"
    LATE = "late"
    #: Sent before its own day began, or after today's deadline by one who has already reported.
    EARLY = "early"
    #: The week is over: kept, but it meets nothing.
    AFTER_END = "after_end"


@dataclass(frozen=True, kw_only=True)
class Choice:
    obligation: Obligation
    timing: Timing


def choose(daily: Sequence[Obligation], at: datetime) -> Choice | None:
    """The daily obligation that material sent at ``at`` counts for; None only when nothing is owed at all."""
    ordered = sorted(daily, key=lambda o: o.due_at)
    past = [o for o in ordered if o.due_at < at]
    coming = [o for o in ordered if o.due_at >= at]
    if past:
        last = past[-1]
        if last.met_at is None and not last.exempt and at <= last.late_until:
            return Choice(obligation=last, timing=Timing.LATE)
    if coming:
        current = coming[0]
        early = at.astimezone(CHINA).date() < current.day
        return Choice(obligation=current, timing=Timing.EARLY if early else Timing.ON_TIME)
    return Choice(obligation=past[-1], timing=Timing.AFTER_END) if past else None


def timing(obligation: Obligation, at: datetime) -> Timing:
    """How material sent at ``at`` stands when it is counted for ``obligation``."""
    if at > obligation.late_until:
        return Timing.AFTER_END
    if at > obligation.due_at:
        return Timing.LATE
    early = obligation.daily and at.astimezone(CHINA).date() < obligation.day
    return Timing.EARLY if early else Timing.ON_TIME


def received_at(sent: datetime, arrived: datetime) -> datetime:
    """The time that counts: the platform's own send time, never after our receipt and never long before it."""
    return max(min(sent, arrived), arrived - MAX_TRANSIT)

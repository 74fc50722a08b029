"""Two times, never mixed.

``now`` is what the bot dates with: receipts, deadlines, reminders; in rehearsal it can be moved and sped up.
``real`` is the machine's own: leases, retries, signatures. Both are aware.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def month_of(moment: datetime) -> datetime:
    """The first moment of its month in China, by which platforms count."""
    return moment.astimezone(CHINA).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


class Clock(Protocol):
    def now(self) -> datetime:
        """The campaign's time."""

    def real(self) -> datetime:
        """The machine's time."""

    def at(self, real: datetime) -> datetime:
        """The campaign's time at a real moment (a platform's send time, say)."""


class RealClock:
    """Both times are the machine's."""

    def now(self) -> datetime:
        return datetime.now(CHINA)

    def real(self) -> datetime:
        return datetime.now(UTC)

    def at(self, real: datetime) -> datetime:
        return real.astimezone(CHINA)


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """A straight line through one point: at ``real`` it was ``rehearsed``, and time runs ``speed`` times as fast."""

    real: datetime
    rehearsed: datetime
    speed: float = 1.0

    def at(self, real: datetime) -> datetime:
        return (self.rehearsed + (real - self.real) * self.speed).astimezone(CHINA)

    def moved(self, to: datetime, real: datetime) -> Rehearsal:
        return replace(self, real=real, rehearsed=to)


class RehearsalClock:
    """A clock that rehearses. Every process reloads ``rehearsal`` from the database, so all agree."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self.rehearsal = rehearsal

    def now(self) -> datetime:
        return self.rehearsal.at(self.real())

    def real(self) -> datetime:
        return datetime.now(UTC)

    def at(self, real: datetime) -> datetime:
        return self.rehearsal.at(real)

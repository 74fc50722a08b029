"""A month's calls of a platform: how many are left, and what that leaves to be said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.clock import month_of

#: From this share of a month's calls on nothing is said that can do without (``Precedence.minor``).
NEARLY_ALL = 0.95
#: A platform whose month is used up is tried with one message so often: more may have been bought.
TRY_EVERY = timedelta(minutes=15)
#: After the turn of the month, as clocks differ.
_AFTER_THE_TURN = timedelta(minutes=1)


class Means(StrEnum):
    """What is left of a month's calls."""

    ENOUGH = "enough"
    #: Only for what matters.
    FEW = "few"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Monthly:
    """What a platform allows in a month: calls, and messages that it brings; 0: as many as one likes."""

    calls: int = 0
    heard: int = 0


@dataclass(frozen=True, kw_only=True)
class Spending:
    """A channel's calls of this month. ``used_up``: the platform has said so. ``tried_at``: since then, real time.

    ``beyond``: it has taken more than we thought that it would, so our number says nothing any more.
    """

    made: int = 0
    used_up: bool = False
    beyond: bool = False
    tried_at: datetime | None = None

    def means(self, monthly: int) -> Means:
        """``monthly``: the calls that the month may have, 0: as many as one likes."""
        if self.used_up:
            return Means.NONE
        if not monthly or self.beyond or self.made < NEARLY_ALL * monthly:
            return Means.ENOUGH
        return Means.FEW if self.made < monthly else Means.NONE

    def may_try(self, now: datetime) -> bool:
        """One message may be handed over at ``now`` (real time), though nothing is left."""
        return self.tried_at is None or not now - TRY_EVERY < self.tried_at <= now


def next_try(now: datetime) -> datetime:
    """When a platform is tried again whose month was found used up at ``now`` (real time): the next month is new."""
    turn = month_of(month_of(now) + timedelta(days=32)) + _AFTER_THE_TURN
    return min(now + TRY_EVERY, turn)

"""Where somebody who walks through a campaign may want to go next: the moments at which the clock speaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from enum import StrEnum

from domain.campaigns.campaign import Campaign

#: When a rehearsed day begins: before the first reminder of any campaign.
MORNING = time(8, 30)


class Stop(StrEnum):
    MINUTE = "minute"
    TEN_MINUTES = "ten_minutes"
    REMINDER = "reminder"
    DEADLINE = "deadline"
    DIGEST = "digest"
    MORNING = "morning"


def next_stop(stop: Stop, campaigns: Iterable[Campaign], now: datetime) -> datetime | None:
    """The first such moment after ``now``; None when the campaigns have no more of them."""
    if stop is Stop.MINUTE:
        return now + timedelta(minutes=1)
    if stop is Stop.TEN_MINUTES:
        return now + timedelta(minutes=10)
    if stop is Stop.MORNING:
        return datetime.combine(now.date() + timedelta(days=1), MORNING, tzinfo=now.tzinfo)
    moments = (moment for campaign in campaigns for moment in _moments(stop, campaign))
    return min((moment for moment in moments if moment > now), default=None)


def _moments(stop: Stop, campaign: Campaign) -> Iterator[datetime]:
    for day in campaign.days:
        if stop is Stop.DEADLINE:
            yield campaign.due_at(day)
        elif stop is Stop.DIGEST:
            yield campaign.due_at(day) + campaign.daily.digest_after
        else:
            yield from (campaign.at(day, moment) for moment in campaign.daily.reminders)
    if stop is Stop.REMINDER:
        for milestone in campaign.milestones:
            for days in milestone.remind:
                yield campaign.at(milestone.due_on - timedelta(days=days), milestone.remind_at)

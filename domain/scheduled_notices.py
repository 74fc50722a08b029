"""When the clock speaks: reminders, the missing list at the deadline, the digest. A plan made from the campaign alone.

A reminder expires with its deadline: it is dropped, never sent late. Lists and digests are caught up after downtime
until the day can no longer be made good. Units that an office gave more time are reminded as long before their own
deadline as the others before theirs, and have a missing list of their own after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.campaigns.campaign import DAILY, Campaign

#: The deadline itself is still in time: the list speaks just after it.
JUST_AFTER = timedelta(seconds=1)
#: What was sent in time may still be on its way through the checks: the list waits for it, but not longer than this.
PATIENCE = timedelta(seconds=60)


class What(StrEnum):
    REMIND = "remind"
    MISSING = "missing"
    DIGEST = "digest"


@dataclass(frozen=True, kw_only=True)
class ScheduledNotice:
    campaign: str
    what: What
    item: str
    day: date
    run_at: datetime
    expires_at: datetime

    @property
    def due_at(self) -> datetime:
        """The deadline of which a reminder or a missing list speaks."""
        return self.run_at - JUST_AFTER if self.what is What.MISSING else self.expires_at


def plan(campaign: Campaign, moved: Iterable[tuple[date, datetime]] = ()) -> Iterator[ScheduledNotice]:
    """Every notice of a campaign. ``moved``: days with deadlines that offices gave some units, each once."""
    for day in campaign.days:
        due_at = campaign.due_at(day)
        for moment in campaign.daily.reminders:
            yield _appointment(campaign, What.REMIND, DAILY, day, campaign.at(day, moment), due_at)
        until = max(campaign.late_until(day), due_at + timedelta(hours=1))
        yield _appointment(campaign, What.MISSING, DAILY, day, due_at + JUST_AFTER, until)
        yield _appointment(campaign, What.DIGEST, DAILY, day, due_at + campaign.daily.digest_after, until)
    for milestone in campaign.milestones:
        due_at = campaign.milestone_due_at(milestone)
        for days_before in milestone.remind:
            day = milestone.due_on - timedelta(days=days_before)
            run_at = campaign.at(day, milestone.remind_at)
            yield _appointment(campaign, What.REMIND, milestone.code, milestone.due_on, run_at, due_at)
    for day, due_at in moved:
        if day in campaign.days and due_at > campaign.due_at(day):
            yield from _moved(campaign, day, due_at)


def _moved(campaign: Campaign, day: date, due_at: datetime) -> Iterator[ScheduledNotice]:
    for moment in campaign.daily.reminders:
        before = campaign.due_at(day) - campaign.at(day, moment)
        yield _appointment(campaign, What.REMIND, DAILY, day, due_at - before, due_at)
    until = max(campaign.late_until(day), due_at + timedelta(hours=1))
    yield _appointment(campaign, What.MISSING, DAILY, day, due_at + JUST_AFTER, until)


def _appointment(
    campaign: Campaign, what: What, item: str, day: date, run_at: datetime, expires_at: datetime
) -> ScheduledNotice:
    return ScheduledNotice(campaign=campaign.code, what=what, item=item, day=day, run_at=run_at, expires_at=expires_at)

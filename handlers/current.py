"""Which campaign and which report day are meant when nobody names one."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from domain.campaign import Campaign
from handlers.context import Context


def campaign(ctx: Context, now: datetime) -> Campaign | None:
    """The campaign in force that is nearest to ``now``; of equally near ones the first of the settings."""
    return min(ctx.campaigns.values(), key=lambda c: _distance(c, now.astimezone(c.timezone).date()), default=None)


def _distance(candidate: Campaign, today: date) -> timedelta:
    return max(candidate.first_day - today, today - candidate.last_day, timedelta())

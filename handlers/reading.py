"""Which campaign is meant when nobody names one."""

from __future__ import annotations

from datetime import datetime

from domain.campaigns.campaign import Campaign
from handlers.context import Context


def campaign(ctx: Context, now: datetime) -> Campaign | None:
    """The campaign in force that is nearest to ``now``; of equally near ones the first of the settings."""
    return min(ctx.campaigns.values(), key=lambda c: c.distance(now), default=None)

"""The scheduled notices of a campaign, as it asks for them and as offices have moved deadlines."""

from __future__ import annotations

from domain import scheduled_notices as planning
from domain.campaigns.campaign import Campaign
from handlers.context import Context
from storage import allowances, scheduled_notices
from storage.engine.database import Connection


async def plan(ctx: Context, connection: Connection, campaign: Campaign) -> None:
    """Bring the rows in line with the campaign and with the deadlines that offices gave. Idempotent."""
    planned = list(planning.plan(campaign, await allowances.deadlines(connection, campaign.code)))
    await scheduled_notices.plan(connection, campaign.code, planned, now=ctx.clock.now(), real=ctx.clock.real())

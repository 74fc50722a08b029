"""设置: what is in force here, to be read by an office without one above it; no secret is among it."""

from __future__ import annotations

from channels import registry
from domain.reach import Reach
from formats.desk.settings import SettingsPage, channel_line
from formats.desk.troubles import rings
from formats.operator.campaign import campaign_text
from handlers.context import Context
from storage import alarms, channel_states


async def settings(ctx: Context, reach: Reach) -> SettingsPage | None:
    """None for an office with one above it, and for readers."""
    if reach.office.parent_id is not None or not reach.acts:
        return None
    resting = {
        state.channel: ctx.clock.at(state.since)
        for state in await channel_states.states(ctx.database, now=ctx.clock.real())
    }
    async with ctx.database.read() as connection:
        ringing = await alarms.standing(connection)
    return SettingsPage(
        campaigns=tuple(campaign_text(campaign) for campaign in ctx.campaigns.values()),
        channels=tuple(channel_line(registry.label(name), resting.get(name)) for name in ctx.channels),
        alarms=tuple(rings(one.said, ctx.clock.at(one.since)) for one in ringing.values()),
    )

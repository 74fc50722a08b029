"""可能不是单位的责任: what of ours, or of a platform, may keep units from reporting; said before anybody is named."""

from __future__ import annotations

from datetime import date

from domain.campaigns.campaign import Campaign
from domain.reach import Reach
from formats.chat.reached import silent_lines
from formats.desk import troubles as words
from handlers.context import Context
from storage import alarms, channel_states
from storage.desk import board


async def troubles(ctx: Context, reach: Reach, campaign: Campaign, day: date) -> tuple[str, ...]:
    """One sentence each; of today alone."""
    now = ctx.clock.now()
    if day != now.date():
        return ()
    resting = await channel_states.states(ctx.database, now=ctx.clock.real())
    async with ctx.database.read() as connection:
        ringing = await alarms.standing(connection)
        lost = await board.lost(connection, reach, campaign.code, day)
        silent = await board.silent(connection, reach, campaign.code, day)
        unheard = await board.not_reached(connection, reach, campaign.code, day)
    return (
        *(words.rests(ctx.label(one.channel), ctx.clock.at(one.since)) for one in resting),
        *(words.rings(one.said, ctx.clock.at(one.since)) for one in ringing.values()),
        *([words.lost(lost)] if lost else ()),
        *([words.not_reached(unheard)] if unheard else ()),
        *silent_lines(silent),
    )

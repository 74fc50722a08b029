"""对比: two units of a reach in one campaign, gathered once."""

from __future__ import annotations

from datetime import datetime

from domain.campaigns.campaign import Campaign
from domain.reach import Reach
from formats.desk import beside as views
from formats.desk.beside import BesidePage, BesideUnit
from formats.spoken import clock_text
from handlers import reading
from handlers.context import Context
from handlers.desk.unit import figures_of, owed_lines
from storage.desk import area
from storage.desk import unit as queries
from storage.engine.database import Connection


async def page(ctx: Context, reach: Reach, code: str, other: str, named: str = "") -> BesidePage | None:
    """``other``: a code, or what names one unit of the reach alone; ``named``: the campaign's code.

    None when there is no unit ``code`` in reach.
    """
    now = ctx.clock.now()
    campaign = ctx.campaigns.get(named) or reading.campaign(ctx, now)
    if campaign is None:
        return None
    async with ctx.database.read() as connection:
        one = await _unit(connection, reach, campaign, code, now)
        if one is None:
            return None
        found = await area.organisation_named(connection, reach, other) if other else None
        two = await _unit(connection, reach, campaign, found.code, now) if found else None
    units = (one, two) if two is not None and two.code != one.code else (one,)
    return BesidePage(
        campaign=campaign.code,
        title=campaign.title,
        units=units,
        owed=views.rows(units),
        figures=views.figures(units),
        at=clock_text(now),
    )


async def _unit(
    connection: Connection, reach: Reach, campaign: Campaign, code: str, now: datetime
) -> BesideUnit | None:
    seen = await queries.find(connection, reach, code)
    if seen is None:
        return None
    owed = await queries.owed(connection, reach, campaign.code, seen.unit)
    days, once = owed_lines(campaign, owed, {}, now)
    sums = await queries.figures(connection, reach, campaign.code, seen.unit)
    return BesideUnit(code=code, name=seen.unit.name, kind=seen.unit.kind, owed=days + once, figures=figures_of(sums))

"""下载 at the picking desk: what is chosen there, as one zip that is made while it is sent."""

from __future__ import annotations

from collections.abc import Collection

from domain.campaigns.campaign import Campaign
from domain.reach import Reach
from formats.planned_zip import ZipPlan
from formats.words.exports import CHOSEN
from handlers.context import Context
from handlers.desk import exporting
from handlers.desk.bundle import ZippedBundle
from storage.desk.exports import ExportFilter

#: Items of one zip: as many as an address can name. More are an export.
MOST = 500


async def made(ctx: Context, reach: Reach, campaign: Campaign, numbers: Collection[int]) -> ZippedBundle | None:
    """What of these counts and is in reach, with list and captions beside it; None when nothing is."""
    asked = ExportFilter(campaign=campaign.code)
    found = await exporting.items(ctx.database, reach, campaign, asked, numbers=numbers)
    there, lost = await exporting.planned(ctx.objects, found, lambda size: None)
    if not found:
        return None
    at = ctx.clock.now().astimezone(campaign.timezone)
    view = exporting.exported(campaign, reach.office.name, at, [item for item, _ in there], lost)
    members = await exporting.members(view, [crc32 for _, crc32 in there])
    name = CHOSEN.format(office=reach.office.name, count=len(found))
    return ZippedBundle(name=name, plan=ZipPlan(tuple(members)))

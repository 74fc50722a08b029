"""The statistics forms of an office's area as one table, with who has sent none."""

from __future__ import annotations

from domain.campaigns.campaign import Campaign
from domain.reach import Reach
from formats.books.merged_statistics import Merged
from formats.spoken import clock_text
from handlers.context import Context
from handlers.submissions.statistics import table
from storage.desk import forms, milestones


async def merged(ctx: Context, reach: Reach, campaign: Campaign) -> Merged | None:
    """None when the campaign asks for no such form."""
    form = campaign.form
    if form is None:
        return None
    async with ctx.database.read() as connection:
        found = await forms.of_reach(connection, reach, campaign.code)
        lacking = await milestones.lacking(connection, reach, campaign.code, form.code)
    return Merged(
        title=form.name,
        rows=tuple(table(found)),
        unread=tuple((one.unit, one.number) for one in found if not one.rows),
        lacking=tuple(lacking),
        at=clock_text(ctx.clock.now()),
    )

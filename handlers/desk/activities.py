"""The lists of activities of an office's area as one table, and the calendar of the week made from it."""

from __future__ import annotations

from dataclasses import dataclass

from domain import activities as reading
from domain.activities import Activity
from domain.campaigns.campaign import Campaign
from domain.reach import Reach
from formats.books.merged_activities import MergedActivities
from formats.calendar_file import calendar_file
from formats.desk import calendar
from formats.desk.calendar import CalendarPage
from formats.spoken import clock_text
from handlers.context import Context
from storage.desk import activities, milestones
from storage.desk.activities import ActivityList


@dataclass(frozen=True, kw_only=True)
class _Found:
    columns: dict[str, str]
    lists: list[ActivityList]
    activities: list[Activity]
    lacking: list[str]


async def merged(ctx: Context, reach: Reach, campaign: Campaign) -> MergedActivities | None:
    """None when the campaign asks for no such list. A reader is told no telephone."""
    milestone = reading.list_of(campaign)
    if milestone is None:
        return None
    found = await _find(ctx, reach, campaign)
    return MergedActivities(
        title=f"{campaign.title} {milestone.name}",
        columns=found.columns,
        activities=tuple(found.activities),
        unread=tuple((one.unit, one.number) for one in found.lists if not one.rows),
        lacking=tuple(found.lacking),
        masked=not reach.acts,
        at=clock_text(ctx.clock.now()),
    )


async def calendar_of(ctx: Context, reach: Reach, campaign: Campaign) -> CalendarPage:
    found = await _find(ctx, reach, campaign)
    return calendar.calendar_page(
        campaign,
        calendar.dated(found.activities, found.columns, campaign),
        undated=sum(not one.days for one in found.activities),
        lists=sum(bool(one.rows) for one in found.lists),
        lacking=len(found.lacking),
        listed=bool(found.columns),
        now=ctx.clock.now(),
    )


async def calendar_to_keep(ctx: Context, reach: Reach, campaign: Campaign) -> bytes:
    """The same as a file."""
    found = await _find(ctx, reach, campaign)
    return calendar_file(campaign, calendar.dated(found.activities, found.columns, campaign), ctx.clock.now())


async def _find(ctx: Context, reach: Reach, campaign: Campaign) -> _Found:
    milestone = reading.list_of(campaign)
    if milestone is None:
        return _Found(columns={}, lists=[], activities=[], lacking=[])
    columns = reading.columns_of(milestone)
    async with ctx.database.read() as connection:
        lists = await activities.lists(connection, reach, campaign.code, milestone.code)
        lacking = await milestones.lacking(connection, reach, campaign.code, milestone.code)
    rows = [
        row
        for one in lists
        for row in reading.activities(one.rows, columns, campaign, sender=one.unit, number=one.number)
    ]
    return _Found(columns=columns, lists=lists, activities=reading.with_repeats(rows, columns), lacking=lacking)

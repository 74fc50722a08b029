"""选材: the queue of items that an office goes through, frozen while it does, and their tiles by the screen."""

from __future__ import annotations

from collections.abc import Sequence

from domain.campaigns.campaign import Campaign
from domain.reach import Reach
from formats.desk import pick
from formats.desk.pick import PickPage, PickTile
from handlers.context import Context
from storage.desk import queue
from storage.desk.queue import QueueFilter, TileRow

#: Tiles of one screen.
SCREEN = 60


async def numbers(ctx: Context, reach: Reach, asked: QueueFilter) -> list[int]:
    async with ctx.database.read() as connection:
        return await queue.numbers(connection, reach, asked)


async def tiles(ctx: Context, reach: Reach, wanted: Sequence[int]) -> tuple[PickTile, ...]:
    """At most ``SCREEN``, in the order wanted."""
    async with ctx.database.read() as connection:
        return tuple(map(_tile, await queue.tiles(connection, reach, wanted[:SCREEN])))


async def page(ctx: Context, reach: Reach, campaign: Campaign, asked: QueueFilter) -> PickPage:
    """The first screen of the queue."""
    async with ctx.database.read() as connection:
        listed = await queue.numbers(connection, reach, asked)
        shown = await queue.tiles(connection, reach, listed[:SCREEN])
    return PickPage(
        campaign=campaign.code,
        title=campaign.title,
        day=asked.day,
        kind=asked.kind.value if asked.kind else "",
        mark=asked.mark.value,
        order=asked.order.value,
        unit=asked.unit,
        total=len(listed),
        tiles=tuple(map(_tile, shown)),
    )


def _tile(row: TileRow) -> PickTile:
    return pick.tile(
        number=row.number,
        kind=row.kind,
        unit=row.unit,
        what=row.caption or row.title,
        text=row.text,
        at=row.at,
        facts=row.facts,
        pictured=row.pictured,
        mark=row.mark,
        stars=row.stars,
        below=row.below,
    )

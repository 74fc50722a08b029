"""选材: the queue of items that an office goes through, frozen while it does, and their tiles by the screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.campaigns.campaign import Campaign
from domain.findings import Code
from domain.reach import Reach
from domain.selection import Mark
from domain.stacks import stacked
from formats.desk import pick
from formats.desk.pick import PickMeter, PickPage, PickTile
from formats.desk.words import RETURN_REASONS
from handlers.context import Context
from storage.desk import queue
from storage.desk.queue import ChosenRow, MarkRow, QueueFilter, QueueRow, TileRow

#: Tiles of one screen.
SCREEN = 60
#: An item counts from when it was sent, but is there only once it has been checked.
CHECKED_WITHIN = timedelta(hours=1)


async def listed(ctx: Context, reach: Reach, asked: QueueFilter) -> list[object]:
    """The whole queue, compact: a number, a list of them where it is a stack.

    Where the office has set something of an item, a string: ``number:mark:stars:category:theme``.
    """
    async with ctx.database.read() as connection:
        return _listed(await queue.rows(connection, reach, asked))


@dataclass(frozen=True, kw_only=True)
class QueueNews:
    """Since a queue was taken: what colleagues have marked, and what counts now, as ``listed`` gives it."""

    marks: tuple[MarkRow, ...]
    listed: list[object]


async def news(ctx: Context, reach: Reach, asked: QueueFilter, *, since: datetime) -> QueueNews:
    """``since``: campaign time."""
    async with ctx.database.read() as connection:
        marked = await queue.marked_since(connection, reach, asked.campaign, since)
        arrived = await queue.rows(connection, reach, asked, since=since - CHECKED_WITHIN)
    return QueueNews(marks=tuple(marked), listed=_listed(arrived))


def _listed(rows: Sequence[QueueRow]) -> list[object]:
    said = {row.repeat.number: _said(row) for row in rows}
    return [
        said[stack[0]] if len(stack) == 1 else [said[number] for number in stack]
        for stack in stacked([row.repeat for row in rows])
    ]


async def tiles(ctx: Context, reach: Reach, campaign: Campaign, wanted: Sequence[int]) -> tuple[PickTile, ...]:
    """At most ``SCREEN``, in the order wanted."""
    async with ctx.database.read() as connection:
        shown = await queue.tiles(connection, reach, wanted[:SCREEN])
    return tuple(_tile(campaign, row) for row in shown)


async def page(ctx: Context, reach: Reach, campaign: Campaign, asked: QueueFilter) -> PickPage:
    """The first screen of the queue, with folded stacks."""
    async with ctx.database.read() as connection:
        rows = await queue.rows(connection, reach, asked)
        first = [stack[0] for stack in stacked([row.repeat for row in rows])]
        shown = await queue.tiles(connection, reach, first[:SCREEN])
        chosen = await queue.chosen(connection, reach, asked)
    return PickPage(
        campaign=campaign.code,
        title=campaign.title,
        day=asked.day,
        kind=asked.kind.value if asked.kind else "",
        mark=asked.mark.value,
        order=asked.order.value,
        unit=asked.unit,
        category=asked.category,
        theme=asked.theme,
        words=asked.words,
        total=len(rows),
        tiles=tuple(_tile(campaign, row) for row in shown),
        meter=_meter(campaign, asked, chosen),
        categories=campaign.categories,
        themes=campaign.themes,
        reasons=campaign.return_reasons or RETURN_REASONS,
        media=tuple(campaign.media),
        today=ctx.clock.now().date(),
        taken_at=ctx.clock.now(),
    )


async def meter(ctx: Context, reach: Reach, campaign: Campaign, asked: QueueFilter) -> PickMeter:
    async with ctx.database.read() as connection:
        return _meter(campaign, asked, await queue.chosen(connection, reach, asked))


def _meter(campaign: Campaign, asked: QueueFilter, rows: Sequence[ChosenRow]) -> PickMeter:
    parts: dict[str, Counter[Mark | None]] = {}
    themes: dict[str, Counter[Mark | None]] = {one.code: Counter() for one in campaign.themes}
    for row in rows:
        parts.setdefault(row.part, Counter())[row.mark] += row.number
        if row.theme in themes:
            themes[row.theme][row.mark] += row.number
    narrowed = asked.kind or asked.unit or asked.category or asked.theme or asked.words
    return pick.meter(
        parts=parts,
        themes={one.name: themes[one.code] for one in campaign.themes},
        goal=None if narrowed else campaign.recommend_goal,
    )


def _said(row: QueueRow) -> int | str:
    number = row.repeat.number
    if row.mark is None and not (row.stars or row.category or row.theme):
        return number
    return f"{number}:{row.mark or ''}:{row.stars}:{row.category}:{row.theme}"


def _tile(campaign: Campaign, row: TileRow) -> PickTile:
    labels = [one for one in campaign.categories if one.code == row.category]
    labels += [one for one in campaign.themes if one.code == row.theme]
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
        category=row.category,
        theme=row.theme,
        labels=tuple(one.name for one in labels),
        repeats=Code.FILE_DUPLICATE in row.advice,
        signs=pick.signs(row.advice, row.facts, below=row.below, late=row.late),
        fate=pick.fate(returned=row.returned, adopted=row.adopted),
    )

"""What a bulletin says, gathered once: for its draft, for its issue, for the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from domain.bulletin import Block, BulletinKind, days_of, highlights_of
from domain.campaigns.campaign import Campaign
from domain.reach import Reach
from formats.bulletin.grids import UnitRow
from formats.bulletin.text import BulletinView, HighlightView, title_of
from formats.spoken import clipped
from formats.words import bulletins as words
from formats.words import desk as desk_words
from storage import bulletins
from storage.desk import bulletins as queries
from storage.desk import items, offices, pictures
from storage.engine.database import Connection

#: Published items that are read, and characters of a text that stand for it.
MOST_PUBLISHED = 1000
_SAID = 120
#: The category of a campaign whose items are counted as 案例.
_CASE = "case"
#: What the next bulletin of an office takes over from its last one.
_KEPT = (Block.HEAD, Block.ISSUER, Block.SEND_TO, Block.COPIES_TO, Block.PRINTED)


@dataclass(frozen=True, kw_only=True)
class BulletinQuestion:
    """Which bulletin, with what people wrote in it. ``number`` None: a draft; ``corrects``: 〔2020〕第3期."""

    kind: BulletinKind
    day: date
    blocks: Mapping[Block, str]
    names_missing: bool = True
    by_kind: bool = True
    number: int | None = None
    corrects: str = ""


async def proposed(
    connection: Connection, reach: Reach, campaign: Campaign, kind: BulletinKind, day: date
) -> dict[Block, str]:
    """What a new one begins with: the office's own words of last time, and a title."""
    last = await bulletins.last_blocks(connection, reach, kind)
    usual = {Block.HEAD: words.HEADS[kind], Block.ISSUER: reach.office.name}
    found = {block: last.get(block, "") or usual.get(block, "") if block in _KEPT else "" for block in Block}
    return found | {Block.TITLE: title_of(kind, day, campaign.title)}


async def gather(
    connection: Connection, reach: Reach, campaign: Campaign, asked: BulletinQuestion, *, now: datetime
) -> BulletinView:
    """With the numbers of ``now``, over the reach of the office and nothing beyond it."""
    days = days_of(campaign, asked.kind, asked.day)
    if len(days) > 1:
        # Days to come owe nothing yet.
        days = tuple(day for day in days if campaign.due_at(day) < now) or days[:1]
    cases = any(one.code == _CASE for one in campaign.categories)
    found = await queries.units(connection, reach, campaign.code, days, now=now, case_category=_CASE if cases else "")
    published = await queries.published(connection, reach, campaign.code, days, limit=MOST_PUBLISHED)
    return BulletinView(
        kind=asked.kind,
        campaign=campaign.title,
        days=days,
        due_at=campaign.due_at(days[-1]),
        now=now,
        year=now.astimezone(campaign.timezone).year,
        number=asked.number,
        blocks={block: asked.blocks.get(block, "") for block in Block},
        names_missing=asked.names_missing and asked.kind is not BulletinKind.PUBLIC,
        by_kind=asked.by_kind,
        has_cases=cases,
        units=tuple(_row(unit) for unit in found),
        published=tuple((one.what, one.unit, one.medium, desk_words.LEVELS[one.level]) for one in published),
        highlights=await highlight_views(connection, reach, asked.blocks.get(Block.HIGHLIGHTS, "")),
        corrects=asked.corrects,
    )


async def highlight_views(connection: Connection, reach: Reach, text: str) -> tuple[HighlightView, ...]:
    highlights = highlights_of(text)
    found = await items.find(connection, reach, [one.number for one in highlights])
    units = {item.submission.organisation_id for item in found.values()}
    names = await offices.names(connection, reach, [unit for unit in units if unit is not None])
    views = []
    for one in highlights:
        item = found.get(one.number)
        if item is None or not item.submission.counts or item.selected.returns:
            views.append(HighlightView(highlight=one, gone=True))
            continue
        sent = item.submission
        kept = await pictures.kept(connection, reach, one.number)
        views.append(
            HighlightView(
                highlight=one,
                title=sent.title or sent.caption or sent.file_name,
                unit=names.get(sent.organisation_id or 0, ""),
                caption=sent.caption or clipped(sent.text, _SAID),
                key=(kept.preview or kept.thumbnail) if kept and one.pictured else "",
                has_picture=bool(kept and kept.thumbnail),
            )
        )
    return tuple(views)


def _row(unit: queries.UnitNumbers) -> UnitRow:
    return UnitRow(
        name=unit.name,
        kind=unit.kind,
        standings=unit.standings,
        kinds=unit.kinds,
        passed=unit.passed,
        cases=unit.cases,
        adopted=unit.adopted,
        met_at=unit.met_at,
    )

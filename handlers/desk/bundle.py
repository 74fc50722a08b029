"""What the units of an office's area handed in for one milestone, as one zip: named by unit, with who has sent none."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from checks.text import count_characters
from domain.campaigns.campaign import Campaign, Milestone
from domain.clock import CHINA
from domain.reach import Reach
from domain.summary import SummaryPart, SummaryPiece, asked_parts, found_in, parts_of
from formats.exports.bundled import Bundle, BundledFile, name_of
from formats.exports.material import ExportedItem
from formats.planned_zip import ZipMember, ZipPlan
from handlers.context import Context
from handlers.desk import exporting
from storage.desk import bundle, milestones
from storage.desk.bundle import BundledRow


@dataclass(frozen=True, kw_only=True)
class ZippedBundle:
    """``name``: of the zip, without its ending."""

    name: str
    plan: ZipPlan


async def made(ctx: Context, reach: Reach, campaign: Campaign, milestone: Milestone) -> ZippedBundle | None:
    """None when nobody of the area owes it and nothing came."""
    async with ctx.database.read() as connection:
        rows = await bundle.rows(connection, reach, campaign.code, milestone.code)
        absent = await milestones.lacking(connection, reach, campaign.code, milestone.code)
    if not rows and not absent:
        return None
    parts = asked_parts(milestone)
    files = [file for _, of_unit in groupby(rows, key=lambda row: row.unit) for file in _files([*of_unit], parts)]
    items = [_item(row) for row in rows]
    there, lost = await exporting.planned(ctx.objects, items, lambda size: None)
    by_number = {file.number: file for file in files}
    named = [
        (name_of(by_number[item.number], place, milestone.name), item, crc32)
        for place, (item, crc32) in enumerate(there, start=1)
    ]
    at = ctx.clock.now().astimezone(campaign.timezone)
    view = Bundle(
        title=campaign.title,
        name=milestone.name,
        office=reach.office.name,
        at=at,
        parts=parts,
        files=tuple((name, by_number[item.number]) for name, item, _ in named),
        lost=tuple(by_number[item.number] for item in lost),
        absent=tuple(absent),
    )
    from formats.exports.bundle import papers

    beside = await asyncio.to_thread(papers, view)
    members = [_paper(name, content, at) for name, content in beside.items()]
    members += [_member(name, item, crc32) for name, item, crc32 in named]
    return ZippedBundle(name=f"{reach.office.name}-{milestone.name}", plan=ZipPlan(tuple(members)))


def _files(rows: Sequence[BundledRow], asked: Sequence[SummaryPart]) -> list[BundledFile]:
    """Of one unit; which parts are seen is said of all that it sent together, on the first of it."""
    pieces = [_piece(row) for row in rows]
    seen = parts_of(pieces)
    return [
        BundledFile(
            number=row.number,
            unit=row.unit,
            short_unit=min(row.aliases, key=len, default=""),
            file_name=row.file_name,
            key=row.key,
            at=row.at,
            late=row.late,
            characters=piece.characters,
            images=piece.images,
            parts={part: seen[part] for part in asked} if place == 0 else {},
        )
        for place, (row, piece) in enumerate(zip(rows, pieces, strict=True))
    ]


def _piece(row: BundledRow) -> SummaryPiece:
    if not row.key:
        return SummaryPiece(characters=count_characters(row.text), images=0, says=tuple(found_in(row.text)))
    return SummaryPiece(
        format=str(row.facts.get("format") or ""),
        characters=row.facts.get("characters"),
        images=row.facts.get("images"),
        says=tuple(row.facts.get("says") or ()),
    )


def _item(row: BundledRow) -> ExportedItem:
    return ExportedItem(
        number=row.number,
        kind=row.kind,
        day=None,
        unit=row.unit,
        short_unit="",
        title=row.title,
        caption="",
        text=row.text,
        file_name=row.file_name,
        key=row.key,
        size=row.size,
        sha256=row.sha256,
        at=row.at.astimezone(CHINA),
        crc32=row.crc32,
    )


def _member(name: str, item: ExportedItem, crc32: int) -> ZipMember:
    content = None if item.key else exporting.content_of(item)
    return ZipMember(name=name, size=item.size, crc32=crc32, at=item.at, key=item.key, content=content)


def _paper(name: str, content: bytes, at: datetime) -> ZipMember:
    return ZipMember(name=name, size=len(content), crc32=zlib.crc32(content), at=at, content=content)

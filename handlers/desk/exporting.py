"""Exports: which items, how their files are called, and their bytes, streamed from the store without a copy on disk."""

from __future__ import annotations

import asyncio
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

from domain.campaigns.campaign import Campaign
from domain.reach import Reach
from domain.selection import Mark
from formats.desk.words import MARKS
from formats.exports.material import Exported, ExportedItem
from formats.exports.names import folder, path_of
from formats.planned_zip import MemberPart, ZipMember, ZipPlan
from formats.spoken import day_text
from formats.words import exports as words
from handlers.submissions.summing import Sums, sums_of
from storage.desk import exports
from storage.desk.exports import ExportFilter, ExportRow, ExportSplit
from storage.engine.database import Database
from storage.engine.objects import ObjectGone, Objects

#: Read at a time of a file.
PIECE_BYTES = 4 * 1024 * 1024
#: Files that the store is asked about at a time.
ASKED_AT_ONCE = 16


class ExportChanged(Exception):
    """The bytes in the store are not those that the export was planned with; it has to be made anew."""


async def items(
    database: Database, reach: Reach, campaign: Campaign, asked: ExportFilter, *, numbers: Collection[int] | None = None
) -> list[ExportedItem]:
    """In the order in which they lie in their folders. ``numbers``: of these alone."""
    async with database.read() as connection:
        rows = await exports.rows(connection, reach, asked, numbers=numbers)
    names = {one.code: one.name for one in campaign.categories}
    several = len({row.day for row in rows}) > 1
    found = [_item(row, names.get(row.category, row.category)) for row in rows]
    return [replace(one, within=_within(asked.split, row, one, several)) for row, one in zip(rows, found, strict=True)]


async def planned(
    objects: Objects, found: Sequence[ExportedItem], done: Callable[[int], None]
) -> tuple[list[tuple[ExportedItem, int]], list[ExportedItem]]:
    """Each item with its CRC-32, and those whose bytes are gone; ``done`` hears of bytes.

    Read is only what has no CRC-32 yet, or another size than was noted. Sizes are those of what is in the store.
    """
    there: list[tuple[ExportedItem, int]] = []
    lost: list[ExportedItem] = []
    for begun in range(0, len(found), ASKED_AT_ONCE):
        batch = found[begun : begun + ASKED_AT_ONCE]
        for item, sums in zip(batch, await asyncio.gather(*(_sums(objects, one) for one in batch)), strict=True):
            if sums is None:
                lost.append(item)
            else:
                there.append((item if item.size == sums.size else replace(item, size=sums.size), sums.crc32))
            done(item.size)
    return there, lost


def named(found: Sequence[ExportedItem]) -> list[str]:
    """The path of each in the export, numbered in its folder."""
    places: Counter[str] = Counter()
    paths = []
    for item in found:
        where = folder(item)
        places[where] += 1
        paths.append(path_of(item, places[where]))
    return paths


def exported(
    campaign: Campaign,
    office: str,
    at: datetime,
    found: Sequence[ExportedItem],
    lost: Sequence[ExportedItem] = (),
    *,
    shrunk: bool = False,
) -> Exported:
    files = tuple(zip(named(found), found, strict=True))
    return Exported(title=campaign.title, office=office, at=at, files=files, lost=tuple(lost), shrunk=shrunk)


async def members(view: Exported, crcs: Sequence[int]) -> list[ZipMember]:
    """The papers, then the files. ``crcs``: of the files, in their order."""
    from formats.exports.papers import papers

    beside = await asyncio.to_thread(papers, view)
    found = [
        ZipMember(name=name, size=len(content), crc32=zlib.crc32(content), at=view.at, content=content)
        for name, content in beside.items()
    ]
    for (path, item), crc32 in zip(view.files, crcs, strict=True):
        content = None if item.key else content_of(item)
        found.append(ZipMember(name=path, size=item.size, crc32=crc32, at=item.at, key=item.key, content=content))
    return found


async def stream(objects: Objects, plan: ZipPlan, start: int = 0, stop: int | None = None) -> AsyncIterator[bytes]:
    """The bytes from ``start`` to before ``stop``. Raises ``ExportChanged`` as soon as that is known."""
    for piece in plan.pieces(start, plan.size if stop is None else stop):
        if isinstance(piece, bytes):
            yield piece
        else:
            async for chunk in part_of_member(objects, piece):
                yield chunk


async def stream_member(objects: Objects, member: ZipMember) -> AsyncIterator[bytes]:
    """The bytes of one file. Raises ``ExportChanged``."""
    if member.content is not None:
        yield member.content
        return
    async for chunk in part_of_member(objects, MemberPart(member=member, start=0, stop=member.size)):
        yield chunk


async def part_of_member(objects: Objects, piece: MemberPart) -> AsyncIterator[bytes]:
    """Raises ``ExportChanged``."""
    member, crc32 = piece.member, 0
    for begun in range(piece.start, piece.stop, PIECE_BYTES):
        end = min(begun + PIECE_BYTES, piece.stop)
        try:
            chunk = await objects.part(member.key, begun, end)
        except ObjectGone as error:
            raise ExportChanged(member.name) from error
        crc32 = zlib.crc32(chunk, crc32)
        whole = piece.start == 0 and end == member.size
        if len(chunk) != end - begun or (whole and crc32 != member.crc32):
            raise ExportChanged(member.name)
        yield chunk


def content_of(item: ExportedItem) -> bytes:
    """Of a text from chat, which is in no file."""
    return item.text.encode("utf-8", "replace")


async def _sums(objects: Objects, item: ExportedItem) -> Sums | None:
    """None: its bytes are gone."""
    if not item.key:
        content = content_of(item)
        return Sums(size=len(content), crc32=zlib.crc32(content))
    try:
        if item.crc32 is not None and await objects.size(item.key) == item.size:
            return Sums(size=item.size, crc32=item.crc32)
        return await sums_of(objects, item.key)
    except ObjectGone:
        return None


def _within(split: ExportSplit, row: ExportRow, item: ExportedItem, several: bool) -> str:
    """``several``: days are in the export."""
    if split is ExportSplit.CITY:
        return row.part or words.NO_PART
    if split is ExportSplit.CATEGORY:
        return item.category or words.NO_CATEGORY
    if split is ExportSplit.DAY or several:
        return day_text(row.day) if row.day else words.ONCE
    return ""


def _item(row: ExportRow, category: str) -> ExportedItem:
    return ExportedItem(
        number=row.number,
        kind=row.kind,
        day=row.day,
        unit=row.unit,
        short_unit=min(row.aliases, key=len, default=""),
        title=row.title,
        caption=row.caption,
        text=row.text,
        file_name=row.file_name,
        key=row.key,
        size=row.size,
        sha256=row.sha256,
        crc32=row.crc32,
        at=row.at,
        mark=MARKS[Mark(row.mark)][0] if row.mark else "",
        category=category,
    )

"""The zips of an export that was made, sent while its list is read a page at a time: nothing grows with its files."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from domain.reach import Reach
from formats.desk import exports as views
from formats.planned_zip import STRIDE, MemberPart, ZipMember, ZipOutline, ZipPlan, ending, entries, offsets, pieces_of
from handlers.context import Context
from handlers.desk import exporting, exports
from handlers.desk.exporting import ExportChanged
from storage import made_exports
from storage.engine.database import Connection
from storage.made_exports import ExportMember, ExportPart, MadeExport


@dataclass(frozen=True, kw_only=True)
class ZipToSend:
    """``name``: what it is called where it is saved; ``first``: the place of its first file in the export's list."""

    export_id: int
    outline: ZipOutline
    name: str
    first: int


async def of_office(ctx: Context, reach: Reach, id_: int, part: int) -> ZipToSend | None:
    """A zip of one of the office's own; None when there is none that can be fetched."""
    async with ctx.database.read() as connection:
        found = await made_exports.find(connection, reach, id_)
        return await zip_of(ctx, connection, found, part) if found else None


async def zip_of(ctx: Context, connection: Connection, export: MadeExport, part: int) -> ZipToSend | None:
    campaign = ctx.campaigns.get(export.asked.campaign)
    if campaign is None or not export.opens(ctx.clock.real()) or not 0 < part <= len(export.parts):
        return None
    first = sum(one.files for one in export.parts[: part - 1])
    return ZipToSend(
        export_id=export.id,
        outline=await _outline(connection, export.id, export.parts[part - 1], first),
        name=views.zip_name(campaign.title, exports.facts_of(ctx, export), part),
        first=first,
    )


async def stream(ctx: Context, found: ZipToSend, start: int = 0, stop: int | None = None) -> AsyncIterator[bytes]:
    """The bytes from ``start`` to before ``stop``. Raises ``ExportChanged`` as soon as that is known."""
    until = found.outline.size if stop is None else stop
    async for piece in _pieces(ctx, found, start, until):
        if isinstance(piece, MemberPart):
            async for chunk in exporting.part_of_member(ctx.objects, piece):
                yield chunk
        else:
            yield piece


async def _pieces(ctx: Context, found: ZipToSend, start: int, stop: int) -> AsyncIterator[bytes | MemberPart]:
    *begins, directory = found.outline.begins
    if start < directory:
        for stride in range(found.outline.stride_at(start), len(begins)):
            if begins[stride] >= stop:
                return
            for piece in pieces_of(await _stride(ctx, found, stride), begins[stride], start, stop):
                yield piece
    if stop > directory:
        async for some in _directory(ctx, found, max(start - directory, 0), stop - directory):
            yield some


async def _directory(ctx: Context, found: ZipToSend, start: int, stop: int) -> AsyncIterator[bytes]:
    """``start`` and ``stop`` are counted from where it begins."""
    *begins, directory = found.outline.begins
    at = 0
    for stride, begun in enumerate(begins):
        some = entries(await _stride(ctx, found, stride), begun)
        yield some[max(start - at, 0) : max(stop - at, 0)]
        at += len(some)
    yield ending(found.outline.files, at, directory)[max(start - at, 0) : max(stop - at, 0)]


async def _stride(ctx: Context, found: ZipToSend, stride: int) -> list[ZipMember]:
    """Its members as they were listed. Raises ``ExportChanged`` when the list has ended, or is another one."""
    begins, first = found.outline.begins, stride * STRIDE
    most = min(STRIDE, found.outline.files - first)
    async with ctx.database.read() as connection:
        listed = await made_exports.members(connection, found.export_id, found.first + first, most)
    members = _members(listed)
    same = len(members) == most and offsets(members, begins[stride])[-1] == begins[stride + 1]
    if not same or not all(map(_true, members)):
        raise ExportChanged(found.name)
    return members


async def _outline(connection: Connection, id_: int, part: ExportPart, first: int) -> ZipOutline:
    if part.begins:
        return ZipOutline(size=part.size, etag=part.etag, files=part.files, begins=part.begins)
    # Made by an earlier version, which noted no outline.
    return ZipPlan(tuple(_members(await made_exports.members(connection, id_, first, part.files)))).outline


def _members(listed: Sequence[ExportMember]) -> list[ZipMember]:
    return [
        ZipMember(name=one.name, size=one.size, crc32=one.crc32, at=one.at, key=one.key, content=_content(one))
        for one in listed
    ]


def _content(one: ExportMember) -> bytes | None:
    """Of a text from chat."""
    return one.text.encode("utf-8", "replace") if not one.key and one.number is not None else None


def _true(member: ZipMember) -> bool:
    """A text that was written anew, or removed, is not what was listed; files are seen to be when they are read."""
    return member.content is None or (len(member.content), zlib.crc32(member.content)) == (member.size, member.crc32)

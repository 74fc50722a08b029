"""Making an export: what it holds is looked up once, checked file by file, and frozen as a list (docs/adr)."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import structlog

from domain.events import EventVerb
from domain.findings import Kind
from domain.organisation import Role
from formats.exports.material import ExportedItem
from formats.planned_zip import ZipMember, parts
from handlers.context import Context
from handlers.desk import enlarging, exporting
from handlers.desk.reach import reach_as
from handlers.setbacks import MOST_ATTEMPTS, reason_of
from storage import events, made_exports, organisations, sums
from storage.appearances import large_key
from storage.engine import claims
from storage.engine.database import DatabaseUnavailable
from storage.engine.objects import ObjectGone, ObjectsUnavailable, campaign_folder
from storage.made_exports import ClaimedExport, ExportMember, ExportPart, MadeExport

log = structlog.get_logger()

#: Held for so long beyond the last sign of life.
LEASE = timedelta(minutes=5)
#: Items after which it says how far it has come.
STEP = 200


async def make_next(ctx: Context) -> bool:
    """Make the oldest export that waits; True when there was one."""
    real = ctx.clock.real()
    claimed = await made_exports.claim_next(ctx.database, real=real, lease=LEASE)
    if claimed is None:
        return False
    try:
        await _make(ctx, claimed)
    except claims.ClaimLost:
        log.warning("claim_lost", export=claimed.export.id)
    except DatabaseUnavailable:
        # No export is at fault: the claim runs out and it is made then.
        raise
    except Exception as error:
        aside = claimed.attempts >= MOST_ATTEMPTS
        log.exception("export_failed", export=claimed.export.id, attempts=claimed.attempts, aside=aside)
        at = claims.next_try(claimed.attempts, real)
        await made_exports.set_back(ctx.database, claimed, at=at, error=reason_of(error), aside=aside)
    return True


async def end_over(ctx: Context) -> None:
    """Lists and papers of exports whose time is over go."""
    async with ctx.database.read() as connection:
        found = await made_exports.over(connection, before=ctx.clock.real())
    for id_, campaign in found:
        try:
            await ctx.objects.delete_folder(_folder(campaign, id_))
        except ObjectsUnavailable as error:
            log.warning("papers_stay", export=id_, reason=type(error).__name__)
            continue
        async with ctx.database.write() as connection:
            await made_exports.end(connection, id_)


async def _make(ctx: Context, claimed: ClaimedExport) -> None:
    export = claimed.export
    campaign = ctx.campaigns[export.asked.campaign]
    async with ctx.database.read() as connection:
        office = await organisations.get(connection, export.office_id)
        if office is None:
            raise LookupError
        reach = await reach_as(ctx.campaigns, connection, export.person_id or 0, office, Role.READER)
    found = await exporting.items(ctx.database, reach, campaign, export.asked)
    there: list[tuple[ExportedItem, int]] = []
    lost: list[ExportedItem] = []
    for begun in range(0, len(found), STEP):
        batch = found[begun : begun + STEP]
        if export.asked.shrunk:
            batch = [await _shrunk(ctx, one) for one in batch]
        some, gone = await exporting.planned(ctx.objects, batch, lambda _: None)
        there, lost = there + some, lost + gone
        await _came_on(ctx, claimed, some, items=len(found), prepared=len(there) + len(lost))
    view = exporting.exported(
        campaign, office.name, export.made_at, [item for item, _ in there], lost, shrunk=export.asked.shrunk
    )
    outlined = await asyncio.to_thread(_parted, await exporting.members(view, [crc32 for _, crc32 in there]), export)
    numbers = {path: item.number for path, item in view.files}
    zips = [(part, [await _kept(ctx, export, member, numbers) for member in members]) for part, members in outlined]
    async with ctx.database.write() as connection:
        await made_exports.finish(connection, claimed, zips, items=len(there), lost=len(lost))
        await events.record(
            connection,
            EventVerb.EXPORTED,
            at=ctx.clock.now(),
            person_id=export.person_id,
            organisation_id=export.office_id,
            details={
                "office": export.office_id,
                "export": export.id,
                "campaign": export.asked.campaign,
                "number": len(there),
                "bytes": sum(part.size for part, _ in zips),
            },
        )
    log.info("exported", export=export.id, items=len(there), lost=len(lost), parts=len(zips))


def _parted(members: Sequence[ZipMember], export: MadeExport) -> list[tuple[ExportPart, Sequence[ZipMember]]]:
    """Each zip with its outline, so that a download begins without reading the whole list."""
    outlines = [(one.outline, one.members) for one in parts(members, export.part_bytes)]
    return [
        (ExportPart(size=one.size, files=one.files, etag=one.etag, begins=one.begins), members)
        for one, members in outlines
    ]


async def _shrunk(ctx: Context, item: ExportedItem) -> ExportedItem:
    """A photo as it is shown large; as it came where there is none larger than its thumbnail, or it cannot be had."""
    if item.kind is not Kind.PHOTO:
        return item
    await enlarging.enlarge(ctx, item.number)
    try:
        picture = await ctx.objects.get(large_key(item.number))
    except ObjectGone:
        return item
    return replace(
        item,
        key=large_key(item.number),
        size=len(picture),
        crc32=zlib.crc32(picture),
        sha256=sha256(picture).hexdigest(),
    )


async def _came_on(
    ctx: Context, claimed: ClaimedExport, some: Sequence[tuple[ExportedItem, int]], *, items: int, prepared: int
) -> None:
    """What had to be read need not be read again."""
    until = ctx.clock.real() + LEASE
    async with ctx.database.write() as connection:
        for item, crc32 in some:
            if item.key and item.crc32 is None:
                await sums.summed(connection, item.number, crc32)
        await made_exports.came_on(connection, claimed, items=items, prepared=prepared, until=until)


async def _kept(ctx: Context, export: MadeExport, member: ZipMember, numbers: dict[str, int]) -> ExportMember:
    """A paper's bytes are put into the store; those of an item are there, or are its text."""
    number, key = numbers.get(member.name), ""
    if number is not None and member.key == large_key(number):
        key = member.key
    if number is None:
        key = f"{_folder(export.asked.campaign, export.id)}/{member.crc32:08x}"
        await ctx.objects.put(key, member.content or b"")
    return ExportMember(name=member.name, size=member.size, crc32=member.crc32, at=member.at, key=key, number=number)


def _folder(campaign: str, id_: int) -> str:
    return f"{campaign_folder(campaign)}/exports/{id_}"

"""对外链接: an address that opens one export to somebody without an account, until its hour or until it is revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from domain.events import EventVerb
from domain.reach import Reach
from formats.desk import exports as views
from formats.desk.exports import SharedPage
from handlers.context import Context
from handlers.desk import export_sending, exports
from handlers.desk.export_sending import ZipToSend
from storage import events, made_exports, organisations, shares
from storage.engine.database import Connection
from storage.made_exports import MadeExport
from storage.shares import Share

#: Hours that a link may last.
HOURS = (24, 72, 168)
#: Links of one export, and files that its outside page lists at a time.
MOST = 50
LISTED = 200


@dataclass(frozen=True, kw_only=True)
class OpenShare:
    """A link that opens something now, with its export."""

    share: Share
    export: MadeExport


async def make(ctx: Context, reach: Reach, export_id: int, *, label: str, hours: int) -> str | None:
    """The address, which is told once; None when the export is not the office's, or over."""
    real = ctx.clock.real()
    async with ctx.database.write() as connection:
        found = await made_exports.find(connection, reach, export_id)
        if found is None or not found.opens(real) or not reach.acts or hours not in HOURS:
            return None
        if len(await shares.of_export(connection, export_id)) >= MOST:
            return None
        # It opens nothing that is over: the page says the earlier hour.
        until = min(real + timedelta(hours=hours), found.expires_at)
        token, id_ = await shares.make(
            connection, export_id=export_id, label=label, person_id=reach.person_id, now=real, expires_at=until
        )
        await _note(ctx, connection, EventVerb.SHARE_MADE, found, id_, reach.person_id)
    return f"{ctx.public_url}/g/{token}"


async def revoke(ctx: Context, reach: Reach, export_id: int, share_id: int) -> bool:
    """False when there is no such link of the office's."""
    async with ctx.database.write() as connection:
        found = await made_exports.find(connection, reach, export_id)
        if found is None or not reach.acts:
            return False
        if not await shares.revoke(connection, export_id, share_id, now=ctx.clock.real()):
            return False
        await _note(ctx, connection, EventVerb.SHARE_REVOKED, found, share_id, reach.person_id)
    return True


async def opened(ctx: Context, token: str) -> OpenShare | None:
    """What a token opens now: asked anew for every page and every part of a download."""
    real = ctx.clock.real()
    async with ctx.database.read() as connection:
        share = await shares.find(connection, token)
        if share is None or not share.opens(real):
            return None
        export = await made_exports.get(connection, share.export_id)
    return OpenShare(share=share, export=export) if export is not None and export.opens(real) else None


async def page(ctx: Context, token: str, number: int) -> SharedPage | None:
    """The page of somebody outside, which counts as an opening; ``number``: of its list's pages, from 1."""
    found = await opened(ctx, token)
    if found is None:
        return None
    export = found.export
    campaign = ctx.campaigns.get(export.asked.campaign)
    if campaign is None:
        return None
    async with ctx.database.write() as connection:
        await shares.count(connection, found.share.id, opened=1)
        await _note(ctx, connection, EventVerb.SHARE_OPENED, export, found.share.id, None)
        office = await organisations.get(connection, export.office_id)
        unit = await organisations.by_code(connection, export.asked.unit) if export.asked.unit else None
        files = await made_exports.names(connection, export.id, most=LISTED, skip=(number - 1) * LISTED)
    return views.shared_page(
        campaign,
        exports.choice_of(export.asked, unit.name if unit else ""),
        exports.facts_of(ctx, export),
        office=office.name if office else "",
        label=found.share.label,
        until=ctx.clock.at(found.share.expires_at),
        files=files,
        number=number,
        each=LISTED,
    )


async def zip_of(ctx: Context, found: OpenShare, part: int) -> ZipToSend | None:
    async with ctx.database.read() as connection:
        return await export_sending.zip_of(ctx, connection, found.export, part)


async def note_download(ctx: Context, found: OpenShare) -> None:
    """A download has begun at its beginning."""
    async with ctx.database.write() as connection:
        await shares.count(connection, found.share.id, downloads=1)
        await _note(ctx, connection, EventVerb.SHARE_FETCHED, found.export, found.share.id, None)


async def _note(
    ctx: Context, connection: Connection, verb: EventVerb, export: MadeExport, share_id: int, person_id: int | None
) -> None:
    await events.record(
        connection,
        verb,
        at=ctx.clock.now(),
        person_id=person_id,
        organisation_id=export.office_id,
        details={
            "office": export.office_id,
            "export": export.id,
            "share": share_id,
            "campaign": export.asked.campaign,
        },
    )

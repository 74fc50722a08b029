"""导出 at the desk: what would be in it, one of it, and the list of those made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from domain.campaigns.campaign import Campaign
from domain.reach import Reach
from formats.desk import exports as views
from formats.desk.exports import ExportChoice, ExportPage, ExportsPage, MadeFacts, ShareLine
from formats.words import exports as words
from handlers.context import Context
from storage import made_exports, people, shares
from storage.desk import area, exports
from storage.desk.exports import ExportFilter
from storage.engine.database import Connection
from storage.made_exports import MadeExport
from storage.states import ExportState

#: It can be fetched for so long.
LIFE = timedelta(days=7)
#: Exports that the page lists.
LISTED = 100
#: That are made at a time for one office: somebody who taps again and again must not fill the tables.
MOST_WAITING = 3


@dataclass(frozen=True, kw_only=True)
class ExportQuestion:
    """``asked.unit``: as it was typed; ``part_bytes``: of one zip."""

    campaign: Campaign
    asked: ExportFilter
    part_bytes: int


async def page(ctx: Context, reach: Reach, question: ExportQuestion, *, problem: str = "") -> ExportsPage:
    """The form with how much it would be, and what was made before."""
    campaign = question.campaign
    async with ctx.database.read() as connection:
        asked = await _in_reach(connection, reach, question.asked)
        number, size = (0, 0) if asked is None else await exports.sums(connection, reach, asked)
        made = await made_exports.listed(connection, reach, campaign.code, most=LISTED)
        names = await people.names(connection, {one.person_id for one in made if one.person_id is not None})
        units = await _units(connection, reach, [one.asked for one in made] + [asked or question.asked])
    return views.exports_page(
        campaign,
        choice_of(question.asked, units.get(asked.unit, "") if asked else "", question.part_bytes),
        number=number,
        size=size,
        unknown_unit=asked is None,
        lines=[
            views.line(
                campaign,
                choice_of(one.asked, units.get(one.asked.unit, "")),
                facts_of(ctx, one),
                names.get(one.person_id or 0, ""),
            )
            for one in made
        ],
        problem=problem,
    )


async def ask(ctx: Context, reach: Reach, question: ExportQuestion) -> int | str:
    """The number of the new export, which a worker makes; else why there is none, as a sentence."""
    real = ctx.clock.real()
    async with ctx.database.write() as connection:
        asked = await _in_reach(connection, reach, question.asked)
        if asked is None:
            return words.NO_UNIT
        if (await exports.sums(connection, reach, asked))[0] == 0:
            return words.NOTHING
        made = await made_exports.listed(connection, reach, asked.campaign, most=LISTED)
        if sum(one.state is ExportState.MAKING for one in made) >= MOST_WAITING:
            return words.TOO_MANY
        return await made_exports.ask(
            connection,
            reach,
            asked,
            part_bytes=question.part_bytes,
            now=ctx.clock.now(),
            real=real,
            expires_at=real + LIFE,
        )


async def one(ctx: Context, reach: Reach, id_: int) -> ExportPage | None:
    """One of the office's own, with its links."""
    async with ctx.database.read() as connection:
        found = await made_exports.find(connection, reach, id_)
        campaign = ctx.campaigns.get(found.asked.campaign) if found else None
        if found is None or campaign is None:
            return None
        since = await made_exports.no_longer_counting(connection, id_)
        links = await shares.of_export(connection, id_)
        ids = {found.person_id, *(link.person_id for link in links)} - {None}
        names = await people.names(connection, {one for one in ids if one is not None})
        units = await _units(connection, reach, [found.asked])
    return views.export_page(
        campaign,
        choice_of(found.asked, units.get(found.asked.unit, "")),
        facts_of(ctx, found),
        who=names.get(found.person_id or 0, ""),
        since=since,
        shares=[_share_line(ctx, link, names) for link in links],
    )


async def note_changed(ctx: Context, id_: int) -> None:
    """A file is not what it was any more: nobody can fetch this export to its end."""
    async with ctx.database.write() as connection:
        await made_exports.changed(connection, id_)


def choice_of(asked: ExportFilter, unit_name: str, part_bytes: int = 0) -> ExportChoice:
    return ExportChoice(
        days=asked.days,
        kinds=asked.kinds,
        mark=asked.mark.value,
        unit=asked.unit,
        unit_name=unit_name,
        category=asked.category,
        split=asked.split.value,
        shrunk=asked.shrunk,
        part_bytes=part_bytes,
    )


def facts_of(ctx: Context, made: MadeExport) -> MadeFacts:
    """Its end as the campaign's clock will show it."""
    return MadeFacts(
        id=made.id,
        state=made.state.value,
        items=made.items,
        prepared=made.prepared,
        lost=made.lost,
        parts=[(part.size, part.files) for part in made.parts],
        made_at=made.made_at,
        expires_at=ctx.clock.at(made.expires_at),
        over=made.expires_at <= ctx.clock.real(),
    )


def _share_line(ctx: Context, link: shares.Share, names: Mapping[int, str]) -> ShareLine:
    return views.share_line(
        id_=link.id,
        label=link.label,
        who=names.get(link.person_id or 0, ""),
        until=ctx.clock.at(link.expires_at),
        opened=link.opened,
        downloads=link.downloads,
        revoked=link.revoked_at is not None,
        over=link.expires_at <= ctx.clock.real(),
    )


async def _in_reach(connection: Connection, reach: Reach, asked: ExportFilter) -> ExportFilter | None:
    """With the code of the unit that was typed; None when there is no such unit, or not in reach."""
    if not asked.unit:
        return asked
    unit = await area.organisation_named(connection, reach, asked.unit)
    return None if unit is None else replace(asked, unit=unit.code)


async def _units(connection: Connection, reach: Reach, asked: Sequence[ExportFilter]) -> dict[str, str]:
    """Code → name of the units that were asked for."""
    found = [await area.organisation(connection, reach, code) for code in {one.unit for one in asked} - {""}]
    return {one.code: one.name for one in found if one is not None}

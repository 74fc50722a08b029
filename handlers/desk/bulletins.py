"""通报: drafted, written block by block, issued once. What pages, chat and tests do with one goes through here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from domain import bulletin as rules
from domain.bulletin import Block, BlockText, Bulletin, BulletinKind, BulletinRefusal
from domain.campaigns.campaign import Campaign
from domain.events import EventVerb
from domain.reach import Reach
from formats.bulletin.text import number_text, written
from formats.bulletin.written import Written
from handlers.context import Context
from handlers.desk import bulletin_papers as papers
from handlers.desk.bulletin_papers import Snapshot
from handlers.desk.bulletin_view import BulletinQuestion, gather, proposed
from storage import bulletins, events, people
from storage.engine.database import Connection

#: So often a number that somebody else has taken meanwhile is tried anew.
_TRIES = 8


@dataclass(frozen=True, kw_only=True)
class OpenBulletin:
    """One bulletin. ``written``: as it is now, or as it was issued; ``snapshot`` None: a draft, which would be issued
    as the ``next_number``th. ``persons``: names by id."""

    bulletin: Bulletin
    campaign: Campaign
    blocks: Mapping[Block, BlockText]
    written: Written
    snapshot: Snapshot | None = None
    corrects: Bulletin | None = None
    corrected_by: Bulletin | None = None
    next_number: str = ""
    persons: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class IssuedBulletin:
    """What became of 签发. ``changed``: somebody changed it meanwhile, and nothing was issued."""

    bulletin: Bulletin | None = None
    refused: BulletinRefusal | None = None
    changed: bool = False


async def draft(
    ctx: Context, connection: Connection, reach: Reach, campaign: Campaign, kind: BulletinKind, day: date
) -> int:
    """A new one, with what it begins with; who may is asked before."""
    blocks = await proposed(connection, reach, campaign, kind, day)
    return await _add(ctx, connection, reach, campaign.code, kind, day, blocks)


async def draft_at_once(
    ctx: Context, reach: Reach, campaign: Campaign, kind: BulletinKind, day: date
) -> int | BulletinRefusal:
    """Its id; the draft of that kind and day that there is already."""
    if not reach.acts:
        return BulletinRefusal.READER
    async with ctx.database.write() as connection:
        newest = await bulletins.newest(connection, reach, campaign.code, kind, _day(kind, day))
        if newest is not None and not newest.issued:
            return newest.id
        return await draft(ctx, connection, reach, campaign, kind, day)


async def correct(ctx: Context, reach: Reach, bulletin_id: int) -> int | BulletinRefusal:
    """更正: a new draft that names the issued one and begins with its words; the one there is already."""
    async with ctx.database.write() as connection:
        old = await bulletins.find(connection, reach, bulletin_id)
        refused = rules.refused_after(reach, old) if old is not None else BulletinRefusal.UNKNOWN
        if refused is not None or old is None:
            return refused or BulletinRefusal.UNKNOWN
        for one in await bulletins.listed(connection, reach, old.campaign):
            if one.corrects == old.id and not one.issued:
                return one.id
        blocks = {block: one.text for block, one in (await bulletins.blocks(connection, reach, old.id)).items()}
        return await _add(ctx, connection, reach, old.campaign, old.kind, old.day, blocks, old)


async def opened(ctx: Context, reach: Reach, bulletin_id: int) -> OpenBulletin | None:
    """None when there is no such bulletin of the office's, or its campaign is in force no more and it was no issue."""
    async with ctx.database.read() as connection:
        found = await bulletins.find(connection, reach, bulletin_id)
        campaign = ctx.campaigns.get(found.campaign) if found is not None else None
        return await _opened(ctx, connection, reach, found, campaign) if found and campaign else None


async def write(
    ctx: Context, reach: Reach, bulletin_id: int, texts: Mapping[Block, str]
) -> Mapping[Block, BlockText] | BulletinRefusal:
    """Save blocks; what all of them are now."""
    if not reach.acts:
        return BulletinRefusal.READER
    if any(len(text) > rules.LONGEST_BLOCK for text in texts.values()):
        return BulletinRefusal.TOO_LONG
    async with ctx.database.write() as connection:
        found = await bulletins.find(connection, reach, bulletin_id)
        now = ctx.clock.now()
        if found is None or not await bulletins.write(connection, reach, bulletin_id, texts, now=now):
            return await why_not(connection, reach, bulletin_id)
        await note(ctx, connection, reach, EventVerb.BULLETIN_WRITTEN, found)
        return await bulletins.blocks(connection, reach, bulletin_id)


async def switch(
    ctx: Context, reach: Reach, bulletin_id: int, *, names_missing: bool, by_kind: bool
) -> BulletinRefusal | None:
    if not reach.acts:
        return BulletinRefusal.READER
    async with ctx.database.write() as connection:
        done = await bulletins.switch(connection, reach, bulletin_id, names_missing=names_missing, by_kind=by_kind)
        return None if done else await why_not(connection, reach, bulletin_id)


async def drop(ctx: Context, reach: Reach, bulletin_id: int) -> BulletinRefusal | None:
    if not reach.acts:
        return BulletinRefusal.READER
    async with ctx.database.write() as connection:
        found = await bulletins.find(connection, reach, bulletin_id)
        if found is None or not await bulletins.drop(connection, reach, bulletin_id):
            return await why_not(connection, reach, bulletin_id)
        await note(ctx, connection, reach, EventVerb.BULLETIN_DROPPED, found)
    return None


async def issue(ctx: Context, reach: Reach, bulletin_id: int, revision: int) -> IssuedBulletin:
    """签发, of what was looked at: ``revision``. Its files are made before it is, so that both say the same number."""
    for _ in range(_TRIES):
        async with ctx.database.read() as connection:
            found = await bulletins.find(connection, reach, bulletin_id)
            campaign = ctx.campaigns.get(found.campaign) if found is not None else None
            if found is None or campaign is None:
                return IssuedBulletin(refused=BulletinRefusal.UNKNOWN)
            now = ctx.clock.now()
            blocks = await bulletins.blocks(connection, reach, bulletin_id)
            title = blocks[Block.TITLE].text if Block.TITLE in blocks else ""
            refused = rules.refused_issue(reach, found, campaign, title, now)
            if refused is not None:
                return IssuedBulletin(bulletin=found, refused=refused)
            if found.revision != revision:
                return IssuedBulletin(bulletin=found, changed=True)
            year = now.astimezone(campaign.timezone).year
            number = await bulletins.next_number(connection, reach, found.kind, year)
            asked = await _question(connection, reach, found, blocks, number)
            view = await gather(connection, reach, campaign, asked, now=now)
        frozen = written(view)
        kept = await papers.keep(ctx.objects, found.id, await papers.papers(ctx.objects, frozen, now))
        snapshot = papers.snapshot_text(frozen, kept)
        async with ctx.database.write() as connection:
            done = await bulletins.issue(
                connection,
                reach,
                found,
                year=year,
                number=number,
                snapshot=snapshot,
                sha256=next(one.sha256 for one in kept if one.ending == papers.DOCX),
                now=now,
            )
            if done:
                await note(ctx, connection, reach, EventVerb.BULLETIN_ISSUED, found, number=number)
                return IssuedBulletin(bulletin=await bulletins.find(connection, reach, bulletin_id))
        for one in kept:
            await ctx.objects.delete(one.key)
    return IssuedBulletin(bulletin=found, changed=True)


async def live(ctx: Context, reach: Reach, campaign: Campaign, asked: BulletinQuestion) -> Written:
    """As it would read now, whether somebody has drafted it or not."""
    async with ctx.database.read() as connection:
        return written(await gather(connection, reach, campaign, asked, now=ctx.clock.now()))


async def _opened(
    ctx: Context, connection: Connection, reach: Reach, found: Bulletin, campaign: Campaign
) -> OpenBulletin:
    blocks = await bulletins.blocks(connection, reach, found.id)
    corrects = await bulletins.find(connection, reach, found.corrects) if found.corrects is not None else None
    who = {found.person_id, *(one.person_id for one in blocks.values())}
    persons = await people.names(connection, {one for one in who if one is not None})
    if found.issued:
        snapshot = papers.snapshot_of(await bulletins.snapshot(connection, reach, found.id))
        return OpenBulletin(
            bulletin=found,
            campaign=campaign,
            blocks=blocks,
            written=snapshot.written,
            snapshot=snapshot,
            corrects=corrects,
            corrected_by=await bulletins.corrected_by(connection, reach, found.id),
            persons=persons,
        )
    asked = await _question(connection, reach, found, blocks, None)
    view = await gather(connection, reach, campaign, asked, now=ctx.clock.now())
    number = await bulletins.next_number(connection, reach, found.kind, view.year)
    return OpenBulletin(
        bulletin=found,
        campaign=campaign,
        blocks=blocks,
        written=written(view),
        corrects=corrects,
        next_number=number_text(view.year, number),
        persons=persons,
    )


async def _question(
    connection: Connection, reach: Reach, found: Bulletin, blocks: Mapping[Block, BlockText], number: int | None
) -> BulletinQuestion:
    corrects = await bulletins.find(connection, reach, found.corrects) if found.corrects is not None else None
    return BulletinQuestion(
        kind=found.kind,
        day=found.day,
        blocks={block: one.text for block, one in blocks.items()},
        names_missing=found.names_those_missing,
        by_kind=found.by_kind,
        number=number,
        corrects=number_text(corrects.year or 0, corrects.number) if corrects else "",
    )


async def _add(
    ctx: Context,
    connection: Connection,
    reach: Reach,
    campaign: str,
    kind: BulletinKind,
    day: date,
    blocks: Mapping[Block, str],
    corrects: Bulletin | None = None,
) -> int:
    now = ctx.clock.now()
    added = await bulletins.add(connection, reach, campaign, kind, day, now=now, corrects=corrects)
    await bulletins.write(connection, reach, added, blocks, now=now)
    found = await bulletins.find(connection, reach, added)
    if found is not None:
        await note(ctx, connection, reach, EventVerb.BULLETIN_DRAFTED, found)
    return added


async def why_not(connection: Connection, reach: Reach, bulletin_id: int) -> BulletinRefusal:
    """Of what turned out to be no draft of the office's."""
    found = await bulletins.find(connection, reach, bulletin_id)
    return BulletinRefusal.UNKNOWN if found is None else BulletinRefusal.ISSUED


async def note(
    ctx: Context, connection: Connection, reach: Reach, verb: EventVerb, found: Bulletin, **more: str | int
) -> None:
    details = {"bulletin": found.id, "kind": found.kind.value, "office": reach.office.id, **more}
    await events.record(
        connection,
        verb,
        at=ctx.clock.now(),
        person_id=reach.person_id or None,
        organisation_id=reach.office.id,
        details=details,
    )


def _day(kind: BulletinKind, day: date) -> date | None:
    """A campaign has one draft of what is about all of its days."""
    return day if kind in (BulletinKind.DAILY, BulletinKind.SPECIAL) else None

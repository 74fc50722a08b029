"""What the desk shows of bulletins: the list of a campaign's, and one of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from domain.bulletin import Block, Bulletin, BulletinKind, BulletinRefusal, days_of, highlights_of, over_at
from domain.campaigns.campaign import Campaign
from domain.reach import Reach
from formats.bulletin.text import number_text
from formats.desk.bulletins import (
    FIELDS,
    BulletinLine,
    BulletinPage,
    BulletinsPage,
    FieldView,
    FileLine,
    HighlightLine,
    SentLine,
    kinds,
    refused_text,
)
from formats.exports.material import size_text
from formats.spoken import clipped, day_text, due_text, local_date, moment_text
from formats.words import bulletins as words
from handlers.context import Context
from handlers.desk import bulletin_papers as papers
from handlers.desk.bulletin_view import highlight_views
from handlers.desk.bulletins import OpenBulletin
from storage import bulletins
from storage.desk import bulletins as queries

#: Passed items that are offered to be told of.
MOST_PASSED = 60


async def listed(ctx: Context, reach: Reach, campaign: Campaign, kind: BulletinKind, day: date) -> BulletinsPage:
    """``kind`` and ``day``: what is proposed to be drafted."""
    async with ctx.database.read() as connection:
        found = await bulletins.listed(connection, reach, campaign.code)
        titles = await bulletins.titles(connection, reach, [one.id for one in found])
    by_id = {one.id: one for one in found}
    return BulletinsPage(
        campaign=campaign.code,
        title=campaign.title,
        lines=tuple(line(one, titles.get(one.id, ""), by_id) for one in found),
        kinds=kinds(),
        days=tuple((one.isoformat(), day_text(one)) for one in campaign.days),
        kind=kind.value,
        day=day.isoformat(),
    )


async def page(ctx: Context, reach: Reach, opened: OpenBulletin) -> BulletinPage:
    found, campaign = opened.bulletin, opened.campaign
    text = opened.blocks[Block.HIGHLIGHTS].text if Block.HIGHLIGHTS in opened.blocks else ""
    async with ctx.database.read() as connection:
        views = await highlight_views(connection, reach, text)
        days = days_of(campaign, found.kind, found.day)
        passed = await queries.passed(connection, reach, campaign.code, days, limit=MOST_PASSED)
    told = {one.number for one in highlights_of(text)}
    now = ctx.clock.now()
    over = over_at(campaign, found.kind, found.day)
    waits = ""
    if over is not None and now <= over:
        waits = refused_text(BulletinRefusal.NOT_OVER, due=due_text(over, local_date(now)))
    said = words.ISSUED_BY if found.issued else words.DRAFTED_BY
    by = said.format(
        at=moment_text(found.issued_at or found.made_at), name=opened.persons.get(found.person_id or 0, "")
    )
    return BulletinPage(
        id=found.id,
        campaign=campaign.code,
        title=campaign.title,
        kind=words.KINDS[found.kind],
        number=number_text(found.year or 0, found.number) if found.issued else words.DRAFT_LINE,
        issued=found.issued,
        public=found.kind is BulletinKind.PUBLIC,
        revision=found.revision,
        names_missing=found.names_those_missing,
        by_kind=found.by_kind,
        written=opened.written,
        fields=tuple(_field(opened, block) for block in FIELDS),
        highlights=tuple(
            HighlightLine(
                number=one.highlight.number,
                title=clipped(one.title),
                unit=one.unit,
                said=one.highlight.said,
                pictured=one.highlight.pictured,
                has_picture=one.has_picture,
                gone=one.gone,
            )
            for one in views
        ),
        passed=tuple(
            (one.number, words.PASSED_ITEM.format(what=clipped(one.what, 24), unit=one.unit))
            for one in passed
            if one.number not in told
        ),
        files=_files(opened),
        sent=(
            SentLine(to="supervisors", name=words.SUPERVISORS, at=_moment(found.told_supervisors_at)),
            SentLine(to="liaisons", name=words.LIAISONS, at=_moment(found.told_liaisons_at)),
        ),
        by=by,
        waits=waits,
        next_number=opened.next_number,
        corrects=line(opened.corrects, "", {}) if opened.corrects else None,
        corrected_by=line(opened.corrected_by, "", {}) if opened.corrected_by else None,
        sha256=found.sha256,
    )


def line(found: Bulletin, title: str, others: Mapping[int, Bulletin]) -> BulletinLine:
    corrects = others.get(found.corrects or 0)
    by = next((one for one in others.values() if one.corrects == found.id and one.issued), None)
    note = words.CORRECTS_LINE.format(number=_number(corrects)) if corrects else ""
    note = words.CORRECTED_LINE.format(number=_number(by)) if by else note
    return BulletinLine(
        id=found.id,
        kind=words.KINDS[found.kind],
        number=_number(found),
        issued=found.issued,
        title=title,
        at=moment_text(found.issued_at or found.made_at),
        note=note,
    )


def _field(opened: OpenBulletin, block: Block) -> FieldView:
    one = opened.blocks.get(block)
    name = opened.persons.get(one.person_id or 0, "") if one else ""
    by = words.SAVED_BY if name else words.SAVED_AT
    return FieldView(
        block=block.value,
        name=words.BLOCKS[block],
        text=one.text if one else "",
        rows=FIELDS[block],
        version=one.version if one else 0,
        by=by.format(at=moment_text(one.at), name=name) if one else "",
    )


def _files(opened: OpenBulletin) -> tuple[FileLine, ...]:
    """Of a draft one picture; how many there are is known once they are made."""
    path = f"/bulletins/{opened.bulletin.id}"
    if opened.snapshot is None:
        return tuple(FileLine(name=name, path=f"{path}.{ending}") for ending, name in words.FILES.items())
    many = sum(one.ending == papers.PNG for one in opened.snapshot.papers) > 1
    return tuple(
        FileLine(
            name=words.FILE_PAGE.format(page=one.page)
            if one.ending == papers.PNG and many
            else words.FILES[one.ending],
            path=f"{path}.{one.ending}",
            page=one.page,
            size=size_text(one.size),
        )
        for one in opened.snapshot.papers
    )


def _number(found: Bulletin | None) -> str:
    if found is None or not found.issued:
        return words.DRAFT_LINE
    return number_text(found.year or 0, found.number)


def _moment(at: datetime | None) -> str:
    return moment_text(at) if at is not None else ""

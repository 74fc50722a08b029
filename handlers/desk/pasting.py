"""Lines pasted into the list of what was published: each looked up and shown before anything is recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain import pasted, selection
from domain.campaigns.campaign import Campaign
from domain.pasted import MOST_LINES, PastedLine
from domain.reach import Reach
from domain.selection import Level, Refusal
from formats.desk import pasted as views
from formats.desk.pasted import PastedPage, PastedRow
from formats.spoken import kind_name
from formats.words import pasted as words
from handlers.context import Context
from handlers.desk.item import refused
from handlers.desk.marking import acting_of
from storage import organisations
from storage.desk import adopted, items, titled
from storage.desk.adopted import AdoptionSumRow
from storage.desk.items import DeskItem


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What the lines are about. ``titled``: title → numbers of all so called; ``units``: names by id.

    ``levels``: medium → its level, by the campaign or as it was recorded, where that was one.
    """

    items: Mapping[int, DeskItem]
    titled: Mapping[str, Sequence[int]]
    units: Mapping[int, str]
    levels: Mapping[str, Level]


async def preview(ctx: Context, reach: Reach, campaign: Campaign, text: str) -> PastedPage:
    """Nothing is written."""
    async with ctx.database.read() as connection:
        recorded = await adopted.sums(connection, reach, campaign.code)
        media = {*campaign.media, *(one.medium for one in recorded)}
        lines = pasted.read(text, media, year=campaign.first_day.year)
        wanted = {line.title for line in lines if line.title and not line.number and line.wrong is None}
        called = await titled.numbers(connection, reach, campaign.code, wanted)
        numbers = {line.number for line in lines if line.number} | {n for some in called.values() for n in some}
        found = await items.find(connection, reach, numbers)
        ids = [item.submission.organisation_id for item in found.values()]
        named = await organisations.names(connection, [id_ for id_ in ids if id_ is not None])
    known = _Known(items=found, titled=called, units=named, levels=_levels(campaign, recorded))
    rows: list[PastedRow] = []
    seen: set[tuple[int, str, str]] = set()
    for line in lines:
        row = _row(reach, known, line)
        same = (row.number, row.medium, row.url)
        if not row.problem and same in seen:
            row = views.row(line, number=row.number, what=row.what, unit=row.unit, problem=words.TWICE)
        seen.add(same)
        rows.append(row)
    return PastedPage(
        campaign=campaign.code,
        title=campaign.title,
        rows=tuple(rows),
        text=text,
        more=sum(bool(line.strip()) for line in text.splitlines()) > MOST_LINES + 1,
    )


def _levels(campaign: Campaign, recorded: Sequence[AdoptionSumRow]) -> dict[str, Level]:
    found: dict[str, set[Level]] = {}
    for one in recorded:
        found.setdefault(one.medium, set()).add(Level(one.level))
    return {medium: next(iter(of)) for medium, of in found.items() if len(of) == 1} | dict(campaign.media)


def _row(reach: Reach, known: _Known, line: PastedLine) -> PastedRow:
    if line.wrong is not None:
        return views.row(line, number=line.number)
    numbers = (line.number,) if line.number else tuple(known.titled.get(line.title, ()))
    if len(numbers) != 1:
        return views.row(line, problem=views.several(numbers) if numbers else words.NOT_FOUND)
    (number,) = numbers
    item = known.items.get(number)
    if item is None:
        return views.row(line, number=number, problem=refused(number, None, Refusal.UNKNOWN))
    submission = item.submission
    what = submission.title or submission.caption or submission.file_name or kind_name(submission.kind)
    unit = known.units.get(submission.organisation_id or 0, "")
    why = selection.refused_adoption(item.selected, acting_of(reach), line.medium)
    same = selection.same_adoption(item.selected, line.medium, line.url)
    problem = refused(number, submission, why) if why is not None else ""
    if not problem and same is not None and (same.url == line.url or not line.url):
        problem = words.KNOWN
    note = "" if line.number else words.BY_TITLE
    if line.number and line.title and line.title not in (submission.title, submission.caption):
        note = views.other_title(line.title)
    level = line.level or known.levels.get(line.medium)
    return views.row(
        line, number=number, what=what, unit=unit, level=level.value if level else "", problem=problem, note=note
    )

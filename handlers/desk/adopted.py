"""采用清单: what media published of an office's reach, gathered once for its page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from domain.campaigns.campaign import Campaign
from domain.file_names import press_parts
from domain.reach import Reach
from domain.selection import Level
from formats.desk import item as views
from formats.desk.adopted import AdoptedLine, AdoptedPage, AdoptedUnit, PressLine
from formats.spoken import clock_text, kind_name, local_date, moment_text
from formats.words import desk as desk_words
from formats.words import item as words
from handlers.context import Context
from storage import people
from storage.desk import adopted, offices
from storage.desk.adopted import AdoptionFilter, AdoptionRow, AdoptionSumRow, PressRow
from storage.engine.database import Connection

#: Lines of one page.
PAGE = 100
#: More units than these are summed up only when they are asked for.
MOST_UNITS = 200
#: Press reports of units that the page lists.
PRESS = 50
#: Lines of a table that leaves the desk: no campaign is published so often.
MOST_LINES = 100_000


async def page(
    ctx: Context, reach: Reach, campaign: Campaign, asked: AdoptionFilter, number: int, *, units: bool = False
) -> AdoptedPage:
    """The ``number``th page from 1; past the last the last. ``units``: with the sums of each, however many."""
    async with ctx.database.read() as connection:
        sums = await adopted.sums(connection, reach, campaign.code)
        total = await adopted.count(connection, reach, asked)
        pages = max(-(-total // PAGE), 1)
        number = min(max(number, 1), pages)
        lines = await _lines(connection, reach, asked, limit=PAGE, skip=(number - 1) * PAGE)
        press, press_count = await adopted.press(connection, reach, campaign.code, limit=PRESS)
    now = ctx.clock.now()
    by_level: Counter[Level] = Counter()
    for one in sums:
        by_level[Level(one.level)] += one.number
    by_unit = _units(sums)
    return AdoptedPage(
        campaign=campaign.code,
        title=campaign.title,
        levels=tuple((level.value, desk_words.LEVELS[level], by_level[level]) for level in Level),
        recorded_media=tuple(sorted({one.medium for one in sums})),
        unit_count=len(by_unit),
        units=by_unit if units or len(by_unit) <= MOST_UNITS else (),
        lines=lines,
        total=total,
        number=number,
        pages=pages,
        level=asked.level.value if asked.level else "",
        medium=asked.medium,
        day=asked.day.isoformat() if asked.day else "",
        order=asked.order.value,
        media=tuple(campaign.media),
        press=tuple(map(_press, press)),
        press_count=press_count,
        today=now.date().isoformat(),
        at=clock_text(now),
    )


async def everything(
    ctx: Context, reach: Reach, campaign: Campaign, asked: AdoptionFilter
) -> tuple[AdoptedPage, tuple[AdoptedLine, ...], str]:
    """The first page with the sums of every unit, all lines of the filter, and as of when."""
    first = await page(ctx, reach, campaign, asked, 1, units=True)
    async with ctx.database.read() as connection:
        lines = await _lines(connection, reach, asked, limit=MOST_LINES)
    return first, lines, moment_text(ctx.clock.now())


async def _lines(
    connection: Connection, reach: Reach, asked: AdoptionFilter, *, limit: int, skip: int = 0
) -> tuple[AdoptedLine, ...]:
    found = await adopted.rows(connection, reach, asked, limit=limit, skip=skip)
    names = await offices.names(connection, reach, {row.office_id for row in found})
    persons = await people.names(connection, {row.person_id for row in found if row.person_id is not None})
    return tuple(_line(reach, row, names, persons) for row in found)


def _units(sums: Sequence[AdoptionSumRow]) -> tuple[AdoptedUnit, ...]:
    """In the order of ``sums``, which is the roster's."""
    found: dict[tuple[str, str], Counter[Level]] = {}
    for one in sums:
        found.setdefault((one.unit_code, one.unit), Counter())[Level(one.level)] += one.number
    return tuple(
        AdoptedUnit(code=code, name=name, numbers=tuple(of[level] for level in Level))
        for (code, name), of in found.items()
    )


def _press(row: PressRow) -> PressLine:
    medium, title = press_parts(row.file_name)
    return PressLine(
        number=row.number,
        medium=medium,
        title=row.title or title,
        unit=row.unit,
        unit_code=row.unit_code,
        day=local_date(row.at).isoformat(),
    )


def _line(reach: Reach, row: AdoptionRow, names: Mapping[int, str], persons: Mapping[int, str]) -> AdoptedLine:
    if row.office_id in names:
        who = views.by_text(persons.get(row.person_id or 0, ""), names[row.office_id])
    else:
        who = words.ABOVE if row.office_id in reach.above else words.ELSEWHERE
    return AdoptedLine(
        id=row.id,
        number=row.number,
        kind=kind_name(row.kind),
        what=row.what,
        unit=row.unit,
        unit_code=row.unit_code,
        pictured=row.pictured,
        level=desk_words.LEVELS[Level(row.level)],
        medium=row.medium,
        url=row.url,
        day=row.on_day.isoformat(),
        who=who,
        own=row.office_id == reach.office.id,
    )

"""One day over an area, gathered once: what questions, digests, the missing list and the command line all read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from domain.campaigns.campaign import DAILY, Campaign
from domain.obligation import Standing
from domain.organisation import Person, area
from formats.digest.text import DETAILED, DayOverview, TitleLine, UnitLine
from storage import overview
from storage.engine.database import Connection, Database
from storage.overview import DayRow, Liaison

#: So many texts are named in a digest; the rest is counted.
TITLES = 30


class Opened(Protocol):
    """A context, or as much of one as the command line needs."""

    @property
    def database(self) -> Database: ...


async def day_overview(
    ctx: Opened,
    campaign: Campaign,
    day: date,
    area: frozenset[int] | None,
    now: datetime,
    *,
    item: str = DAILY,
    material: bool = True,
) -> DayOverview:
    """``area``: organisation ids, None for everybody. ``material=False`` leaves kinds and titles out (a mere list)."""
    milestone = campaign.milestone(item)
    due_at = campaign.milestone_due_at(milestone) if milestone else campaign.due_at(day)
    asked = (campaign.code, item, day, area)
    async with ctx.database.read() as connection:
        counts = await overview.day_counts(connection, *asked)
        lines = await _lines(connection, await overview.day_rows(connection, *asked))
        kinds = await overview.accepted_kinds(connection, *asked) if material else {}
        titles = await overview.titles(connection, *asked, limit=TITLES) if material else []
    return DayOverview(
        campaign=campaign.code,
        title=campaign.title,
        day=day,
        item_name=milestone.name if milestone else None,
        due_at=due_at,
        now=now,
        counts=counts,
        missing=lines[Standing.MISSING],
        late=lines[Standing.LATE],
        exempt=lines[Standing.EXEMPT],
        kinds=tuple(kinds.items()),
        titles=tuple(TitleLine(number=t.number, title=t.title, organisation=t.organisation) for t in titles),
        titled=sum(kinds.get(kind, 0) for kind in overview.TITLED),
    )


async def area_of(connection: Connection, person: Person) -> frozenset[int] | None:
    """What a supervisor sees (``domain.organisation.area``); None stands for everything."""
    if any(top.parent_id is None and not top.line for top in person.supervises):
        return None
    return area(person, await overview.outlines(connection))


def contact(liaison: Liaison) -> str:
    return f"{liaison.name} {liaison.phone}".rstrip()


async def _lines(connection: Connection, rows: Sequence[DayRow]) -> dict[Standing, tuple[UnitLine, ...]]:
    """The units of each list. A very long list gives bare names, so no more is read (``formats.digest.text``)."""
    grouped = {standing: [row for row in rows if row.standing is standing] for standing in Standing}
    told = (Standing.MISSING, Standing.LATE)
    detailed = [row for standing in told if len(grouped[standing]) <= DETAILED for row in grouped[standing]]
    liaisons = await overview.liaisons(connection, [row.organisation_id for row in detailed])
    bad = await overview.bad_submissions(
        connection, [row.obligation_id for row in detailed if row.standing is Standing.MISSING]
    )
    return {standing: tuple(_line(row, bad, liaisons) for row in found) for standing, found in grouped.items()}


def _line(row: DayRow, bad: Mapping[int, int], liaisons: Mapping[int, Sequence[Liaison]]) -> UnitLine:
    known = liaisons.get(row.organisation_id)
    return UnitLine(
        code=row.code,
        name=row.name,
        kind=row.kind,
        liaisons=tuple(map(contact, known)) if known else (),
        met_at=row.met_at,
        bad=bad.get(row.obligation_id, 0),
    )

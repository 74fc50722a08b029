"""One day over an area, gathered once: what questions, digests, the missing list and the command line all read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Protocol

from domain.campaigns.campaign import DAILY, Campaign
from domain.messages import Unreachable
from domain.obligation import Standing
from domain.organisation import Organisation
from formats.chat.reached import liaison_text
from formats.digest.text import DETAILED, DayOverview, TitleLine, UnitLine
from handlers.context import Context
from handlers.directory import sees_everything
from storage import contacts, overview
from storage.contacts import Contact
from storage.engine.database import Connection, Database
from storage.overview import DayRow

#: So many texts are named in a digest; the rest is counted.
TITLES = 30
#: Nothing has come that counts.
_NOT_YET = (Standing.MISSING, Standing.WAITING)
_NO_NOTES: Mapping[int, str] = MappingProxyType({})


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
    phones: bool = True,
) -> DayOverview:
    """``overview_on`` over a connection of its own."""
    async with ctx.database.read() as connection:
        return await overview_on(connection, campaign, day, area, now, item=item, material=material, phones=phones)


async def overview_on(
    connection: Connection,
    campaign: Campaign,
    day: date,
    area: frozenset[int] | None,
    now: datetime,
    *,
    item: str = DAILY,
    material: bool = True,
    phones: bool = True,
    notes: Mapping[int, str] = _NO_NOTES,
) -> DayOverview:
    """``area``: organisation ids, None for everybody. ``material=False`` leaves kinds and titles out (a mere list),
    ``phones=False`` the telephone numbers of liaisons.

    ``notes``: organisation id → what it has said of the day itself.
    """
    milestone = campaign.milestone(item)
    due_at = campaign.milestone_due_at(milestone) if milestone else campaign.due_at(day)
    asked = (campaign.code, item, day, area)
    counts = await overview.day_counts(connection, *asked, now=now)
    lines, not_reached = await _lines(
        connection, await overview.day_rows(connection, *asked, now=now), notes, phones=phones
    )
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
        waiting=lines[Standing.WAITING],
        not_reached=not_reached,
        kinds=tuple(kinds.items()),
        titles=tuple(TitleLine(number=t.number, title=t.title, organisation=t.organisation) for t in titles),
        titled=sum(kinds.get(kind, 0) for kind in overview.TITLED),
    )


async def area_of(ctx: Context, connection: Connection, offices: tuple[Organisation, ...]) -> frozenset[int] | None:
    """What these offices see (``domain.organisation.area``); None stands for everything."""
    return None if sees_everything(offices) else frozenset((await ctx.directory.load(connection)).area(offices))


def contact(somebody: Contact, *, phone: bool) -> str:
    """A liaison's name; ``phone``: with the telephone number."""
    return liaison_text(somebody.name, somebody.phone if phone else "", somebody.unreachable)


def unit_of_row(row: DayRow) -> UnitLine:
    """A unit of a list by its name alone."""
    return UnitLine(code=row.code, name=row.name, kind=row.kind, met_at=row.met_at, due_at=row.due_at)


async def _lines(
    connection: Connection, rows: Sequence[DayRow], notes: Mapping[int, str], *, phones: bool
) -> tuple[dict[Standing, tuple[UnitLine, ...]], Mapping[Unreachable, int]]:
    """The units of each list, and how many liaisons of those who have not reported are not reached, by reason.

    A very long list gives bare names, so no more is read (``formats.digest.text``).
    """
    grouped = {standing: [row for row in rows if row.standing is standing] for standing in Standing}
    told = (Standing.MISSING, Standing.LATE, Standing.WAITING)
    detailed = [row for standing in told if len(grouped[standing]) <= DETAILED for row in grouped[standing]]
    liaisons = await contacts.serving(connection, [row.organisation_id for row in detailed])
    # Where nobody's liaisons are named, those that are not reached are marked at least.
    long = any(len(grouped[standing]) > DETAILED for standing in told)
    not_reached = await contacts.not_reached(connection) if long else _known(liaisons)
    bad = await overview.bad_submissions(
        connection, [row.obligation_id for row in detailed if row.standing in _NOT_YET]
    )
    lines = {
        standing: tuple(
            replace(
                unit_of_row(row),
                liaisons=tuple(contact(one, phone=phones) for one in liaisons.get(row.organisation_id, ())),
                bad=bad.get(row.obligation_id, 0),
                not_reached=long and row.organisation_id in not_reached,
                note=notes.get(row.organisation_id, "") if standing in _NOT_YET else "",
            )
            for row in found
        )
        for standing, found in grouped.items()
    }
    owing = {
        person: reason
        for standing in _NOT_YET
        for row in grouped[standing]
        for person, reason in not_reached.get(row.organisation_id, {}).items()
    }
    return lines, Counter(owing.values())


def _known(liaisons: Mapping[int, Sequence[Contact]]) -> Mapping[int, Mapping[int, Unreachable]]:
    """Of those that are named anyway, who is not reached."""
    return {
        unit: {one.person_id: one.unreachable for one in people if one.unreachable is not None}
        for unit, people in liaisons.items()
    }

"""A unit's page: one campaign of it, gathered once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.campaigns.campaign import Campaign
from domain.fate import Fate
from domain.obligation import Obligation
from domain.reach import Reach
from domain.submission import State
from domain.websites import address_of
from formats.desk import unit as views
from formats.desk.allowing import proposed
from formats.desk.item import by_text
from formats.desk.unit import UnitItemLine, UnitNudgeLine, UnitOwed, UnitPage
from formats.desk.websites import answered
from formats.desk.words import FIGURES
from formats.spoken import clock_text, day_text, moment_text
from formats.words import item as words
from handlers import reading
from handlers.context import Context
from handlers.desk.allowing import allowance_line_of
from handlers.desk.people import line_of
from storage import fates
from storage.desk import allowances, nudges, websites
from storage.desk import offices as desk_offices
from storage.desk import people as people_queries
from storage.desk import unit as queries
from storage.desk.nudges import NudgeRow
from storage.desk.unit import UnitFigures, UnitItem
from storage.people import names as person_names

#: Nudges that the page tells of.
NUDGES = 20


async def page(ctx: Context, reach: Reach, code: str, named: str = "") -> UnitPage | None:
    """``named``: the campaign's code, else the one nearest in time. None when there is no such unit in reach."""
    now = ctx.clock.now()
    campaign = ctx.campaigns.get(named) or reading.campaign(ctx, now)
    if campaign is None:
        return None
    async with ctx.database.read() as connection:
        seen = await queries.find(connection, reach, code)
        if seen is None:
            return None
        owed = await queries.owed(connection, reach, campaign.code, seen.unit)
        items = await queries.items(connection, reach, campaign.code, seen.unit)
        made = await fates.of_items(connection, [item.number for item in items])
        served = await queries.serving(connection, reach, seen.unit)
        people = await people_queries.find(connection, reach, served)
        allowed = await allowances.of_unit(connection, reach, seen.unit.id)
        sums = await queries.figures(connection, reach, campaign.code, seen.unit)
        number, address = website(items, owed)
        answer = await websites.of_item(connection, reach, number) if number else None
        chased = await nudges.of_unit(connection, reach, campaign.code, seen.unit.id, limit=NUDGES)
        offices = await desk_offices.names(connection, reach, {row.office_id for row in chased})
        persons = await person_names(connection, {row.person_id for row in chased if row.person_id is not None})
    lines = _lines(items, made)
    days, once = owed_lines(campaign, owed, lines, now)
    return UnitPage(
        code=code,
        name=seen.unit.name,
        kind=seen.unit.kind,
        line=seen.unit.line,
        above=seen.above,
        listed=seen.listed,
        campaign=campaign.code,
        title=campaign.title,
        campaigns=tuple((one.code, one.title) for one in ctx.campaigns.values() if seen.unit.kind in one.kinds),
        people=tuple(line_of(ctx, one) for one in people),
        days=days,
        once=once,
        allowances=tuple(allowance_line_of(one, dated=True) for one in allowed),
        nudges=tuple(_nudge(reach, campaign, row, offices, persons) for row in chased),
        website=address,
        answered=answered(answer) if answer else "",
        figures=figures_of(sums),
        adopted=views.adopted([line for some in lines.values() for line in some]),
        at=clock_text(now),
    )


def figures_of(sums: UnitFigures) -> tuple[tuple[str, int], ...]:
    """Each with its name."""
    return tuple((label, getattr(sums, name)) for name, label in FIGURES.items())


def website(items: Sequence[UnitItem], owed: Sequence[Obligation]) -> tuple[int, str]:
    """The newest address that was accepted for what is owed once, with its item's number; 0 and nothing without."""
    once = {one.id for one in owed if not one.daily}
    good = (one for one in items if one.obligation_id in once and one.state is State.ACCEPTED and not one.uncounted)
    return next(((one.number, address) for one in good if (address := address_of(one.text))), (0, ""))


def _nudge(
    reach: Reach, campaign: Campaign, row: NudgeRow, offices: Mapping[int, str], persons: Mapping[int, str]
) -> UnitNudgeLine:
    """Of an office that is out of reach only whether it is above."""
    milestone = campaign.milestone(row.item)
    if row.office_id in offices:
        who = by_text(persons.get(row.person_id or 0, ""), offices[row.office_id])
    elif row.office_id:
        who = words.ABOVE if row.office_id in reach.above else words.ELSEWHERE
    else:
        who = ""
    return UnitNudgeLine(at=moment_text(row.at), what=milestone.name if milestone else day_text(row.day), who=who)


def _lines(items: Sequence[UnitItem], made: Mapping[int, Fate]) -> dict[int, list[UnitItemLine]]:
    """Obligation id → its items."""
    found: dict[int, list[UnitItemLine]] = {}
    for item in items:
        line = views.item_line(
            number=item.number,
            kind=item.kind,
            what=item.what,
            at=item.at,
            state=item.state,
            uncounted=item.uncounted,
            findings=item.findings,
            pictured=item.pictured,
            mark=item.mark,
            fate=made.get(item.number),
        )
        found.setdefault(item.obligation_id, []).append(line)
    return found


def owed_lines(
    campaign: Campaign, owed: Sequence[Obligation], items: Mapping[int, list[UnitItemLine]], now: datetime
) -> tuple[tuple[UnitOwed, ...], tuple[UnitOwed, ...]]:
    """Report days, and milestones by their names."""
    names = {milestone.code: milestone.name for milestone in campaign.milestones}
    days = tuple(
        views.owed_day(one, items.get(one.id, ()), now=now, proposed=proposed(campaign.due_at(one.day)))
        for one in owed
        if one.daily
    )
    once = tuple(
        views.owed_once(one, names[one.item], items.get(one.id, ()), now=now) for one in owed if one.item in names
    )
    return days, once

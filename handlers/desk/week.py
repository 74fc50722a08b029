"""全周: a whole campaign over an office's reach, gathered once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, pairwise

from domain.campaigns.campaign import DAILY, Campaign
from domain.obligation import Standing
from domain.reach import Reach
from formats.desk import week as views
from formats.desk.week import Cell, Column, Group, Only, Shown, Tally, UnitRow, Week
from formats.spoken import clock_text
from handlers.context import Context
from storage.desk import week as queries
from storage.desk.week import WeekObligation, WeekUnit

#: More units than these begin folded into the parts of the area.
MOST_OPEN = 200
#: What a unit owes, by the place of its column.
Line = Mapping[int, WeekObligation]


@dataclass(frozen=True, kw_only=True)
class _Found:
    """``owed``: unit id → what it owes; ``amounts``: obligation id → items."""

    units: Sequence[WeekUnit]
    owed: Mapping[int, Line]
    amounts: Mapping[int, int]


async def week(ctx: Context, reach: Reach, campaign: Campaign, shown: Shown) -> Week:
    """In one connection: three statements, whatever the number of units."""
    now = ctx.clock.now()
    columns, found = await _find(ctx, reach, campaign, now)
    units = [unit for unit in found.units if _wanted(unit, found.owed.get(unit.id, {}), columns, shown)]
    everything, folded = views.tally(columns), _folded(units, shown)
    groups = [
        _group(branch, list(some), found, columns, everything, fold=folded)
        for branch, some in groupby(units, key=lambda unit: unit.branch)
    ]
    return Week(
        campaign=campaign.code,
        title=campaign.title,
        columns=columns,
        groups=tuple(groups),
        sums=views.sums(columns, everything),
        number=len(units),
        of=len(found.units),
        shown=shown,
        folded=folded,
        kinds=_choices(unit.kind for unit in found.units),
        lines=_choices(unit.line for unit in found.units),
        parts=tuple(_parts(found)),
        at=clock_text(now),
    )


def _folded(units: Sequence[WeekUnit], shown: Shown) -> bool:
    if shown.fold is not None:
        return shown.fold
    return len(units) > MOST_OPEN and len({unit.branch for unit in units}) > 1


async def _find(ctx: Context, reach: Reach, campaign: Campaign, now: datetime) -> tuple[tuple[Column, ...], _Found]:
    async with ctx.database.read() as connection:
        units = await queries.units(connection, reach, campaign.code)
        columns = _columns(campaign, {unit.kind for unit in units}, now)
        named = [(column.item, column.day) for column in columns]
        return columns, _Found(
            units=units,
            owed=await queries.owed(connection, reach, campaign.code, named, now=now),
            amounts=await queries.amounts(connection, reach, campaign.code),
        )


def _columns(campaign: Campaign, kinds: Collection[str], now: datetime) -> tuple[Column, ...]:
    """The days, and the milestones that units of these kinds owe."""
    today: date = now.astimezone(campaign.timezone).date()
    days = [views.day_column(day, today=today, over=now > campaign.due_at(day)) for day in campaign.days]
    once = [
        views.milestone_column(one.code, one.name, one.due_on, over=now > campaign.milestone_due_at(one))
        for one in campaign.milestones_of(kinds)
    ]
    return (*days, *once)


def _wanted(unit: WeekUnit, line: Line, columns: Sequence[Column], shown: Shown) -> bool:
    if (shown.kind and unit.kind != shown.kind) or (shown.line and unit.line != shown.line):
        return False
    if shown.part is not None and unit.branch != shown.part:
        return False
    if shown.only is Only.ALL:
        return True
    days = [place for place, column in enumerate(columns) if column.item == DAILY]
    if shown.only is Only.LATE:
        return any(place in line and line[place].standing is Standing.LATE for place in days)
    missing = [place in line and columns[place].over and line[place].standing is Standing.MISSING for place in days]
    return any(missing) if shown.only is Only.MISSING else any(first and then for first, then in pairwise(missing))


def _group(
    branch: int | None,
    units: Sequence[WeekUnit],
    found: _Found,
    columns: Sequence[Column],
    everything: Tally,
    *,
    fold: bool,
) -> Group:
    tally, rows = views.tally(columns), []
    for unit in units:
        line = found.owed.get(unit.id, {})
        for place, one in line.items():
            tally[place][one.standing] += 1
        if not fold:
            rows.append(UnitRow(code=unit.code, name=unit.name, cells=_cells(line, columns, found.amounts)))
    for standings, of_all in zip(tally, everything, strict=True):
        of_all.update(standings)
    return Group(
        id=branch, name=units[0].part or "", number=len(units), sums=views.sums(columns, tally), rows=tuple(rows)
    )


_NOTHING = Cell()


def _cells(line: Line, columns: Sequence[Column], amounts: Mapping[int, int]) -> tuple[Cell, ...]:
    cells = []
    for place, column in enumerate(columns):
        one = line.get(place)
        if one is None:
            cells.append(_NOTHING)
            continue
        at = clock_text(one.met_at, column.day) if one.met_at and not column.milestone else ""
        cells.append(views.cell(column, one.standing, at, amounts.get(one.obligation_id, 0)))
    return tuple(cells)


def _choices(found: Iterable[str]) -> tuple[str, ...]:
    """In the order in which the roster names them; one alone is no choice."""
    several = tuple(dict.fromkeys(one for one in found if one))
    return several if len(several) > 1 else ()


def _parts(found: _Found) -> list[tuple[int, str]]:
    parts = {unit.branch: unit.part or "" for unit in found.units}
    return [(part, name) for part, name in parts.items() if part is not None]

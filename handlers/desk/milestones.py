"""What is owed once: units by milestones, gathered once for the page; many units are folded into their parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from domain.campaigns.campaign import Campaign
from domain.obligation import Standing
from domain.personal import without_personal_numbers
from domain.reach import Reach
from domain.websites import address_of
from formats.desk import milestones as views
from formats.desk.milestones import MilestoneCell, MilestoneColumn, MilestonePart, MilestonesPage, MilestoneUnit
from formats.desk.websites import answered
from formats.spoken import clipped, clock_text
from handlers.context import Context
from storage.desk import milestones, week
from storage.desk.milestones import BEGINNING, HandedInRow
from storage.desk.week import WeekObligation, WeekUnit

#: More units than these are shown by part, until one part is asked for.
MOST = 200
#: Characters of what came, in its cell.
SAID = 40


@dataclass(frozen=True, kw_only=True)
class MilestonesQuestion:
    """``only``: the code of a milestone, for the units that lack it; ``part``: of the area, 0: what is in none.

    ``whole``: every unit, however many, and what came at its full length.
    """

    campaign: Campaign
    only: str = ""
    part: int | None = None
    whole: bool = False


@dataclass(frozen=True, kw_only=True)
class _Found:
    columns: Sequence[MilestoneColumn]
    units: Sequence[WeekUnit]
    owed: Mapping[int, Mapping[int, WeekObligation]]
    folded: bool
    handed_in: Mapping[int, HandedInRow] = field(default_factory=dict)
    refused: Mapping[int, int] = field(default_factory=dict)


async def page(ctx: Context, reach: Reach, asked: MilestonesQuestion) -> MilestonesPage:
    now, campaign = ctx.clock.now(), asked.campaign
    found = await _find(ctx, reach, asked, now)
    everything: list[Counter[Standing]] = [Counter() for _ in found.columns]
    parts = [
        _part(reach, found, branch, list(some), asked, everything)
        for branch, some in groupby(found.units, key=lambda unit: unit.branch)
    ]
    return MilestonesPage(
        campaign=campaign.code,
        title=campaign.title,
        columns=tuple(found.columns),
        sums=tuple(map(views.sum_of, everything)),
        parts=tuple(part for part in parts if (part.number if found.folded else part.units)),
        number=len(found.units),
        only=asked.only,
        part=asked.part,
        folded=found.folded,
        at=clock_text(now),
    )


async def _find(ctx: Context, reach: Reach, asked: MilestonesQuestion, now: datetime) -> _Found:
    code = asked.campaign.code
    async with ctx.database.read() as connection:
        units = await week.units(connection, reach, code)
        once = asked.campaign.milestones_of({unit.kind for unit in units})
        blank = asked.campaign.rules.statistics.header
        columns = [views.column(one, asked.campaign.milestone_due_at(one), now=now, blank=blank) for one in once]
        owed = await week.owed(connection, reach, code, [(one.code, one.due_on) for one in once], now=now)
        if asked.part is not None:
            units = [unit for unit in units if (unit.branch or 0) == asked.part]
        folded = asked.part is None and len(units) > MOST and not asked.whole
        if folded:
            return _Found(columns=columns, units=units, owed=owed, folded=True)
        return _Found(
            columns=columns,
            units=units,
            owed=owed,
            folded=False,
            handed_in=await milestones.handed_in(connection, reach, code, branch=asked.part or None),
            refused=await milestones.refused(connection, reach, code, branch=asked.part or None),
        )


def _part(
    reach: Reach,
    found: _Found,
    branch: int | None,
    units: Sequence[WeekUnit],
    asked: MilestonesQuestion,
    everything: Sequence[Counter[Standing]],
) -> MilestonePart:
    place = next((index for index, one in enumerate(found.columns) if one.code == asked.only), None)
    tally: list[Counter[Standing]] = [Counter() for _ in found.columns]
    rows = []
    for unit in units:
        line = found.owed.get(unit.id, {})
        for index, one in line.items():
            tally[index][one.standing] += 1
        if not found.folded and (place is None or _lacks(line, place)):
            longest = BEGINNING if asked.whole else SAID
            cells = tuple(
                _cell(reach, found, column, line.get(index), longest) for index, column in enumerate(found.columns)
            )
            rows.append(MilestoneUnit(code=unit.code, name=unit.name, cells=cells))
    for of_all, of_part in zip(everything, tally, strict=True):
        of_all.update(of_part)
    return MilestonePart(
        id=branch,
        name=units[0].part or reach.office.name,
        number=len(units),
        sums=tuple(map(views.sum_of, tally)),
        units=tuple(rows),
    )


def _lacks(line: Mapping[int, WeekObligation], place: int) -> bool:
    return place in line and line[place].standing in (Standing.MISSING, Standing.WAITING)


def _cell(
    reach: Reach, found: _Found, column: MilestoneColumn, owed: WeekObligation | None, longest: int
) -> MilestoneCell:
    if owed is None:
        return MilestoneCell()
    standing, letter, tone = views.standing_of(owed.standing, over=column.over)
    came = found.handed_in.get(owed.obligation_id)
    said = (came.title or came.text) if came else ""
    return MilestoneCell(
        standing=standing,
        letter=letter,
        tone=tone,
        number=came.number if came else 0,
        what=clipped(said if reach.acts else without_personal_numbers(said), longest),
        url=address_of(said),
        answered=answered(came.website) if came and came.website else "",
        more=came.of - 1 if came else 0,
        refused=0 if came else found.refused.get(owed.obligation_id, 0),
    )

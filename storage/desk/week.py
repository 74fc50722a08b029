"""A whole campaign over an office's reach: every unit with every day and milestone it owes, for the week's grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.obligation import Standing
from domain.reach import Reach
from storage.desk import area
from storage.obligations import counted, counting
from storage.overview import waiting
from storage.tables import obligations, organisations, submissions

_STANDINGS = {standing.value: standing for standing in Standing}


@dataclass(frozen=True, slots=True)
class WeekUnit:
    """One row. ``branch`` and ``part``: id and name of the part of the area that it is of, None for what is in none."""

    id: int
    code: str
    name: str
    kind: str
    line: str
    branch: int | None
    part: str | None


class WeekObligation(NamedTuple):
    """How one unit stands on one day, or with one milestone. A tuple, because a week has tens of thousands."""

    obligation_id: int
    standing: Standing
    met_at: datetime | None


async def units(connection: AsyncConnection, reach: Reach, campaign: str) -> list[WeekUnit]:
    """Those that owe anything in the campaign, in roster order within each part; what is in no part comes first."""
    branches, columns, part = area.branches(reach), organisations.c, organisations.alias()
    owing = select(obligations.c.organisation_id).where(obligations.c.campaign == campaign, counted())
    query = (
        select(columns.id, columns.code, columns.name, columns.kind, columns.line, branches.c.branch)
        .add_columns(part.c.name)
        .outerjoin(branches, branches.c.id == columns.id)
        .outerjoin(part, part.c.id == branches.c.branch)
        .where(area.units(reach, columns.id), columns.id.in_(owing))
        .order_by(func.coalesce(branches.c.branch, 0), columns.id)
    )
    return [WeekUnit(*row) for row in (await connection.execute(query)).all()]


async def owed(
    connection: AsyncConnection, reach: Reach, campaign: str, columns: Sequence[tuple[str, date]], *, now: datetime
) -> dict[int, dict[int, WeekObligation]]:
    """Unit id → place of a column (item and day) → what it owes there; what owes nothing is not in it."""
    table = obligations.c
    # As ``domain.obligation.standing_from`` says, by the database: there are too many for columns of facts.
    standing = case(
        (table.exempt, Standing.EXEMPT.value),
        (table.met_at.is_(None) & waiting(now), Standing.WAITING.value),
        (table.met_at.is_(None), Standing.MISSING.value),
        (table.met_at <= table.due_at, Standing.ON_TIME.value),
        else_=Standing.LATE.value,
    )
    place = case(
        *(((table.item == item) & (table.day == day), index) for index, (item, day) in enumerate(columns)), else_=-1
    )
    query = select(table.organisation_id, place, table.id, standing, table.met_at).where(
        table.campaign == campaign,
        table.item.in_({item for item, _ in columns}),
        counted(),
        area.units(reach, table.organisation_id),
    )
    found: dict[int, dict[int, WeekObligation]] = {}
    for unit, index, id_, stands, met_at in (await connection.execute(query)).all():
        if index >= 0:
            found.setdefault(unit, {})[index] = WeekObligation(id_, _STANDINGS[stands], met_at)
    return found


async def amounts(connection: AsyncConnection, reach: Reach, campaign: str) -> dict[int, int]:
    """Obligation id → how many items count for it; those without any are not in it."""
    query = (
        select(submissions.c.obligation_id, func.count())
        .join(obligations, obligations.c.id == submissions.c.obligation_id)
        .where(obligations.c.campaign == campaign, counting(), area.items(reach))
        .group_by(submissions.c.obligation_id)
    )
    return {obligation_id: number for obligation_id, number in (await connection.execute(query)).all()}

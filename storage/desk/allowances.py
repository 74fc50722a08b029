"""What offices allowed units and items of a reach: whom an act covers, which are in force, whom they concern."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, func, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.allowance import Allowance, AllowanceKind
from domain.campaigns.campaign import DAILY
from domain.obligation import Obligation
from domain.reach import Reach
from storage.allowances import from_row
from storage.desk import area
from storage.obligations import obligation_of
from storage.tables import allowances, allowed_units, obligations, organisations, people

#: Acts of a day that are listed.
LISTED = 50


@dataclass(frozen=True, kw_only=True)
class DayAllowance:
    """An act with the names it is told by. ``units``: how many it covers of the reach; ``own``: may be taken back."""

    allowance: Allowance
    office: str
    person: str
    organisation: str
    units: int
    own: bool


async def cover(
    connection: AsyncConnection, reach: Reach, allowance_id: int, given: Allowance, *, below: bool = True
) -> None:
    """Write which units of the reach it covers: those that owe that day, under its organisation where it has one.

    ``below`` False: that organisation alone.
    """
    which = select(literal(allowance_id, allowances.c.id.type), obligations.c.organisation_id).where(
        obligations.c.campaign == given.campaign,
        obligations.c.item == DAILY,
        obligations.c.day == given.day,
        obligations.c.retired.is_(False),
        area.units(reach, obligations.c.organisation_id),
    )
    if given.organisation_id is not None:
        under = area.with_below(given.organisation_id)
        one = obligations.c.organisation_id == given.organisation_id
        which = which.where(obligations.c.organisation_id.in_(under) if below else one)
    await connection.execute(insert(allowed_units).from_select(["allowance_id", "organisation_id"], which))


async def concerned(connection: AsyncConnection, reach: Reach, given: Allowance) -> list[Obligation]:
    """The obligations of the units that it covers, of those in reach, as they are now."""
    query = (
        select(obligations)
        .join(allowed_units, allowed_units.c.organisation_id == obligations.c.organisation_id)
        .where(
            allowed_units.c.allowance_id == given.id,
            obligations.c.campaign == given.campaign,
            obligations.c.item == DAILY,
            obligations.c.day == given.day,
            obligations.c.retired.is_(False),
            area.units(reach, obligations.c.organisation_id),
        )
        .order_by(obligations.c.organisation_id)
    )
    return [obligation_of(row) for row in (await connection.execute(query)).mappings()]


async def find(connection: AsyncConnection, reach: Reach, allowance_id: int) -> Allowance | None:
    """In force, and given by an office of the reach; of an item only when that is in reach, too."""
    query = select(allowances).where(allowances.c.id == allowance_id, _own(reach), allowances.c.revoked_at.is_(None))
    row = (await connection.execute(query.with_for_update())).mappings().one_or_none()
    return from_row(row) if row is not None else None


async def of_day(connection: AsyncConnection, reach: Reach, campaign: str, day: date) -> list[DayAllowance]:
    """What is in force that day for units of the reach, the newest first, ``LISTED`` at most."""
    which = (allowances.c.campaign == campaign, allowances.c.day == day)
    return [_listed(row) for row in (await connection.execute(_acts(reach).where(*which))).mappings()]


async def of_unit(connection: AsyncConnection, reach: Reach, organisation_id: int) -> list[DayAllowance]:
    """What is in force for one unit of the reach, on whatever day, the newest first."""
    which = allowed_units.c.organisation_id == organisation_id
    return [_listed(row) for row in (await connection.execute(_acts(reach).where(which))).mappings()]


async def of_item(connection: AsyncConnection, reach: Reach, number: int) -> DayAllowance | None:
    """What takes an item of the reach as accepted."""
    office, top = organisations.alias(), organisations.alias()
    query = (
        _named(select(allowances, office.c.name.label("office"), top.c.name.label("organisation")), office, top)
        .add_columns(people.c.name.label("person"), _own(reach).label("own"), literal(1).label("units"))
        .where(
            allowances.c.submission_id == number,
            allowances.c.kind == AllowanceKind.ACCEPT,
            allowances.c.revoked_at.is_(None),
        )
    )
    row = (await connection.execute(query)).mappings().one_or_none()
    return _listed(row) if row is not None else None


def _own(reach: Reach) -> ColumnElement[bool]:
    """Given by the office or by one that it sees: what a higher one gave, it takes back itself."""
    return area.units(reach, allowances.c.office_id)


def _acts(reach: Reach) -> Select[Any]:
    office, top = organisations.alias(), organisations.alias()
    columns = (allowances, office.c.name.label("office"), top.c.name.label("organisation"))
    query = select(*columns, people.c.name.label("person"), _own(reach).label("own"))
    return (
        _named(query.add_columns(func.count().label("units")), office, top)
        .join(allowed_units, allowed_units.c.allowance_id == allowances.c.id)
        .where(allowances.c.revoked_at.is_(None), area.units(reach, allowed_units.c.organisation_id))
        .group_by(allowances.c.id, office.c.name, top.c.name, people.c.name)
        .order_by(allowances.c.id.desc())
        .limit(LISTED)
    )


def _named(query: Select[Any], office: Any, top: Any) -> Select[Any]:
    return (
        query.select_from(allowances)
        .join(office, office.c.id == allowances.c.office_id)
        .outerjoin(top, top.c.id == allowances.c.organisation_id)
        .outerjoin(people, people.c.id == allowances.c.person_id)
    )


def _listed(row: RowMapping) -> DayAllowance:
    return DayAllowance(
        allowance=from_row(row),
        office=row["office"],
        person=row["person"] or "",
        organisation=row["organisation"] or "",
        units=row["units"],
        own=bool(row["own"]),
    )

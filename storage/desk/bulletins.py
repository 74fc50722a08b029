"""What a bulletin says of each unit of an office's area: how it stands, what it sent, what was made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.campaigns.campaign import DAILY
from domain.clock import CHINA
from domain.findings import Kind
from domain.obligation import Standing, standing_from
from domain.organisation import Role
from domain.reach import Reach
from domain.selection import Level, Mark
from storage.desk import area
from storage.obligations import counted, counting
from storage.overview import waiting
from storage.tables import adoptions, duties, marks, obligations, organisations, submissions

_MET = obligations.c.met_at.is_not(None)
_IN_TIME = obligations.c.met_at <= obligations.c.due_at


@dataclass(kw_only=True)
class UnitNumbers:
    """One unit over the days asked about. ``met_at``: when it last reported; ``cases``: items sorted as such."""

    id: int
    name: str
    kind: str
    standings: Counter[Standing] = field(default_factory=Counter)
    met_at: datetime | None = None
    kinds: Counter[Kind] = field(default_factory=Counter)
    passed: int = 0
    cases: int = 0
    adopted: Counter[Level] = field(default_factory=Counter)


@dataclass(frozen=True, kw_only=True)
class PublishedItem:
    """One adoption, as a line of 采用情况."""

    what: str
    unit: str
    medium: str
    level: Level


async def units(
    connection: AsyncConnection,
    reach: Reach,
    campaign: str,
    days: Collection[date],
    *,
    now: datetime,
    case_category: str = "",
) -> list[UnitNumbers]:
    """Those that owe something on one of the days, in roster order. ``case_category``: code of what is a case."""
    found = await _standings(connection, reach, campaign, days, now)
    of_days = (*_of_days(reach, campaign, days), counting())
    joined = submissions.join(obligations, obligations.c.id == submissions.c.obligation_id)
    unit = obligations.c.organisation_id
    kinds = select(unit, submissions.c.kind, func.count()).select_from(joined).where(*of_days)
    for unit_id, kind, number in await connection.execute(kinds.group_by(unit, submissions.c.kind)):
        if unit_id in found:
            found[unit_id].kinds[kind] = number
    own = joined.join(marks, marks.c.submission_id == submissions.c.id)
    sums = [func.sum(case((wanted, 1), else_=0)) for wanted in (marks.c.mark == Mark.PASSED, _is(case_category))]
    chosen = select(unit, *sums).select_from(own).where(*of_days, marks.c.office_id == reach.office.id)
    for unit_id, passed, cases in await connection.execute(chosen.group_by(unit)):
        if unit_id in found:
            found[unit_id].passed, found[unit_id].cases = int(passed or 0), int(cases or 0)
    media = joined.join(adoptions, adoptions.c.submission_id == submissions.c.id)
    levels = select(unit, adoptions.c.level, func.count()).select_from(media)
    levels = levels.where(*of_days, adoptions.c.revoked_at.is_(None)).group_by(unit, adoptions.c.level)
    for unit_id, level, number in await connection.execute(levels):
        if unit_id in found:
            found[unit_id].adopted[level] = number
    return list(found.values())


async def published(
    connection: AsyncConnection, reach: Reach, campaign: str, days: Collection[date], *, limit: int
) -> list[PublishedItem]:
    """What media published of what was sent for these days, in roster order."""
    query = (
        select(
            submissions.c.title,
            submissions.c.caption,
            submissions.c.file_name,
            organisations.c.name,
            adoptions.c.medium,
            adoptions.c.level,
        )
        .join(submissions, submissions.c.id == adoptions.c.submission_id)
        .join(obligations, obligations.c.id == submissions.c.obligation_id)
        .join(organisations, organisations.c.id == obligations.c.organisation_id)
        .where(*_of_days(reach, campaign, days), counting(), adoptions.c.revoked_at.is_(None))
        .order_by(organisations.c.id, submissions.c.id, adoptions.c.id)
        .limit(limit)
    )
    return [
        PublishedItem(what=title or caption or file_name, unit=unit, medium=medium, level=level)
        for title, caption, file_name, unit, medium, level in await connection.execute(query)
    ]


@dataclass(frozen=True, kw_only=True)
class PassedItem:
    """One that the office has passed on, to be told of."""

    number: int
    what: str
    unit: str


async def passed(
    connection: AsyncConnection, reach: Reach, campaign: str, days: Collection[date], *, limit: int
) -> list[PassedItem]:
    """What the office passed on of what was sent for these days, in roster order."""
    query = (
        select(submissions.c.id, submissions.c.title, submissions.c.caption, submissions.c.file_name)
        .add_columns(organisations.c.name)
        .join(marks, (marks.c.submission_id == submissions.c.id) & (marks.c.office_id == reach.office.id))
        .join(obligations, obligations.c.id == submissions.c.obligation_id)
        .join(organisations, organisations.c.id == obligations.c.organisation_id)
        .where(*_of_days(reach, campaign, days), counting(), marks.c.mark == Mark.PASSED)
        .order_by(organisations.c.id, submissions.c.id)
        .limit(limit)
    )
    return [
        PassedItem(number=number, what=title or caption or file_name, unit=unit)
        for number, title, caption, file_name, unit in await connection.execute(query)
    ]


async def receivers(connection: AsyncConnection, reach: Reach, campaign: str, *, liaisons: bool) -> list[int]:
    """Ids of the liaisons of the area's units that owe something, or of those who supervise or read in the area."""
    query = select(duties.c.person_id).distinct().join(organisations, organisations.c.id == duties.c.organisation_id)
    if liaisons:
        owing = select(obligations.c.organisation_id).where(obligations.c.campaign == campaign, counted())
        query = query.where(duties.c.role == Role.LIAISON, duties.c.organisation_id.in_(owing))
    else:
        query = query.where(duties.c.role.in_([Role.SUPERVISOR, Role.READER]))
    own = (organisations.c.id == reach.office.id) | area.units(reach, organisations.c.id)
    return list(await connection.scalars(query.where(own).order_by(duties.c.person_id)))


async def _standings(
    connection: AsyncConnection, reach: Reach, campaign: str, days: Collection[date], now: datetime
) -> dict[int, UnitNumbers]:
    columns, facts = organisations.c, (obligations.c.exempt, _MET, _IN_TIME, waiting(now).label("waiting"))
    query = (
        select(columns.id, columns.name, columns.kind, *facts, func.count(), func.max(obligations.c.met_at))
        .select_from(obligations)
        .join(organisations, columns.id == obligations.c.organisation_id)
        .where(*_of_days(reach, campaign, days))
        .group_by(columns.id, columns.name, columns.kind, *facts[:-1], "waiting")
        .order_by(columns.id)
    )
    found: dict[int, UnitNumbers] = {}
    for id_, name, kind, *of_standing, number, met_at in await connection.execute(query):
        unit = found.setdefault(id_, UnitNumbers(id=id_, name=name, kind=kind))
        unit.standings[standing_from(*of_standing)] += number
        if met_at is not None:
            met = met_at.astimezone(CHINA)
            unit.met_at = met if unit.met_at is None else max(unit.met_at, met)
    return found


def _is(category: str) -> ColumnElement[bool]:
    return (marks.c.category == category) & (marks.c.category != "")


def _of_days(reach: Reach, campaign: str, days: Collection[date]) -> tuple[ColumnElement[bool], ...]:
    return (
        obligations.c.campaign == campaign,
        obligations.c.item == DAILY,
        obligations.c.day.in_(list(days)),
        counted(),
        area.units(reach, obligations.c.organisation_id),
    )

"""One day over an office's reach, for the board: how units stand, by parts of the area; who is missing; what came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.campaigns.campaign import DAILY
from domain.clock import CHINA
from domain.findings import Kind
from domain.messages import Unreachable
from domain.obligation import Standing, standing_from
from domain.organisation import Role
from domain.reach import Reach
from domain.submission import State
from storage.desk import area
from storage.obligations import counted, counting
from storage.overview import BAD, waiting
from storage.tables import (
    appearances,
    duties,
    identities,
    obligations,
    organisations,
    submissions,
    unreachable_accounts,
)
from storage.unreachable import of_identity, of_person

_MET = obligations.c.met_at.is_not(None)
_IN_TIME = obligations.c.met_at <= obligations.c.due_at


def _facts(standing: Standing, now: datetime) -> ColumnElement[bool]:
    """What the facts of an obligation must be for it to stand so (``domain.obligation.standing_from``)."""
    owes = ~obligations.c.exempt
    return {
        Standing.EXEMPT: obligations.c.exempt,
        Standing.MISSING: owes & ~_MET & ~waiting(now),
        Standing.WAITING: owes & ~_MET & waiting(now),
        Standing.LATE: owes & _MET & ~_IN_TIME,
        Standing.ON_TIME: owes & _MET & _IN_TIME,
    }[standing]


@dataclass(frozen=True, kw_only=True)
class PartStanding:
    """So many units of one part of the area stand so. ``branch`` None: the office's own obligations."""

    branch: int | None
    name: str
    code: str
    standing: Standing
    number: int


@dataclass(frozen=True, kw_only=True)
class BoardUnit:
    """One unit of a list. ``bad``: how many refused or captionless items it has sent."""

    id: int
    code: str
    name: str
    branch: int | None
    obligation_id: int
    met_at: datetime | None
    #: Its own deadline, where more time was given.
    due_at: datetime | None
    bad: int


@dataclass(frozen=True, kw_only=True)
class NewItem:
    """One accepted item of the unit of this ``code``; ``pictured``: it has a small picture."""

    number: int
    kind: Kind
    code: str
    unit: str
    title: str
    caption: str
    at: datetime
    pictured: bool


async def standings(
    connection: AsyncConnection, reach: Reach, campaign: str, day: date, *, now: datetime, item: str = DAILY
) -> list[PartStanding]:
    """How many units of each part stand how; their sum is the day's six counts, or those of a milestone."""
    branches, part = area.branches(reach), organisations.alias()
    facts = (obligations.c.exempt, _MET, _IN_TIME)
    query: Select[Any] = (
        select(branches.c.branch, part.c.name, part.c.code, *facts, waiting(now).label("waiting"), func.count())
        .select_from(obligations)
        .outerjoin(branches, branches.c.id == obligations.c.organisation_id)
        .outerjoin(part, part.c.id == branches.c.branch)
        .where(*_of_day(reach, campaign, day, item))
        .group_by(branches.c.branch, part.c.name, part.c.code, *facts, "waiting")
        .order_by(branches.c.branch)
    )
    return [
        PartStanding(branch=branch, name=name or "", code=code or "", standing=standing_from(*found), number=number)
        for branch, name, code, *found, number in await connection.execute(query)
    ]


async def units(
    connection: AsyncConnection,
    reach: Reach,
    campaign: str,
    day: date,
    standing: Standing,
    *,
    now: datetime,
    branch: int | None = None,
    each: int,
) -> list[BoardUnit]:
    """Those that stand so, in roster order; of each part ``each`` at most. ``branch``: of that part alone."""
    branches = area.branches(reach)
    place = func.row_number().over(partition_by=branches.c.branch, order_by=organisations.c.id).label("place")
    found = (
        select(
            organisations.c.id,
            organisations.c.code,
            organisations.c.name,
            branches.c.branch,
            obligations.c.id.label("obligation_id"),
            obligations.c.met_at,
            case((obligations.c.extended, obligations.c.due_at)).label("due_at"),
            place,
        )
        .join(organisations, organisations.c.id == obligations.c.organisation_id)
        .outerjoin(branches, branches.c.id == obligations.c.organisation_id)
        .where(*_of_day(reach, campaign, day), _facts(standing, now))
    )
    if branch is not None:
        found = found.where(branches.c.branch == branch)
    listed = found.subquery()
    bad = (
        select(func.count())
        .where(submissions.c.obligation_id == listed.c.obligation_id, submissions.c.state.in_(BAD))
        .scalar_subquery()
    )
    query = select(listed, bad.label("bad")).where(listed.c.place <= each).order_by(listed.c.branch, listed.c.id)
    names = ("id", "code", "name", "branch", "obligation_id", "met_at", "due_at", "bad")
    return [BoardUnit(**{name: row[name] for name in names}) for row in (await connection.execute(query)).mappings()]


async def not_reached(connection: AsyncConnection, reach: Reach, campaign: str, day: date) -> int:
    """How many units that have not reported have a liaison to whom nothing sent arrives."""
    query = (
        select(func.count(obligations.c.organisation_id.distinct()))
        .join(duties, duties.c.organisation_id == obligations.c.organisation_id)
        .join(identities, identities.c.person_id == duties.c.person_id)
        .join(unreachable_accounts, of_identity())
        .where(
            *_of_day(reach, campaign, day),
            ~obligations.c.exempt,
            ~_MET,
            duties.c.role == Role.LIAISON,
            of_person(duties.c.person_id).is_not(None),
        )
    )
    return int((await connection.execute(query)).scalar_one())


async def silent(connection: AsyncConnection, reach: Reach, campaign: str, day: date) -> Mapping[Unreachable, int]:
    """Reason → how many liaisons of units that have not reported are not reached for it."""
    reason = of_person(duties.c.person_id)
    query = (
        select(duties.c.person_id, reason)
        .distinct()
        .join(obligations, obligations.c.organisation_id == duties.c.organisation_id)
        .where(
            *_of_day(reach, campaign, day),
            ~obligations.c.exempt,
            ~_MET,
            duties.c.role == Role.LIAISON,
            reason.is_not(None),
        )
    )
    return Counter(why for _, why in await connection.execute(query))


async def lost(connection: AsyncConnection, reach: Reach, campaign: str, day: date) -> list[str]:
    """The names of the units that have not reported, and whose files their platform no longer had."""
    files = submissions.c.obligation_id.in_(
        select(obligations.c.id).where(*_of_day(reach, campaign, day), ~obligations.c.exempt, ~_MET)
    )
    gone = select(submissions.c.organisation_id).where(files, submissions.c.state == State.LOST)
    query = select(organisations.c.name).where(organisations.c.id.in_(gone)).order_by(organisations.c.id)
    return list(await connection.scalars(query))


async def arrivals(
    connection: AsyncConnection, reach: Reach, campaign: str, days: Sequence[date]
) -> dict[date, list[datetime]]:
    """Day → when each unit that has reported it had done so, in order."""
    query = (
        select(obligations.c.day, obligations.c.met_at)
        .where(
            obligations.c.campaign == campaign,
            obligations.c.item == DAILY,
            obligations.c.day.in_(days),
            counted(),
            _MET,
            area.units(reach, obligations.c.organisation_id),
        )
        .order_by(obligations.c.met_at)
    )
    found: dict[date, list[datetime]] = {day: [] for day in days}
    for day, met_at in await connection.execute(query):
        found[day].append(met_at.astimezone(CHINA))
    return found


async def newest(connection: AsyncConnection, reach: Reach, campaign: str, day: date, *, limit: int) -> list[NewItem]:
    """What came in last and is accepted, the newest first."""
    query = (
        select(
            submissions.c.id,
            submissions.c.kind,
            organisations.c.code,
            organisations.c.name,
            submissions.c.title,
            submissions.c.file_name,
            submissions.c.caption,
            submissions.c.sent_at,
            appearances.c.submission_id,
        )
        .join(obligations, obligations.c.id == submissions.c.obligation_id)
        .join(organisations, organisations.c.id == submissions.c.organisation_id)
        .outerjoin(appearances, appearances.c.submission_id == submissions.c.id)
        .where(
            obligations.c.campaign == campaign,
            obligations.c.item == DAILY,
            obligations.c.day == day,
            counting(),
            area.items(reach),
        )
        .order_by(submissions.c.id.desc())
        .limit(limit)
    )
    return [
        NewItem(
            number=number,
            kind=kind,
            code=code,
            unit=unit,
            title=title or file_name,
            caption=caption,
            at=at.astimezone(CHINA),
            pictured=pictured is not None,
        )
        for number, kind, code, unit, title, file_name, caption, at, pictured in await connection.execute(query)
    ]


def _of_day(reach: Reach, campaign: str, day: date, item: str = DAILY) -> tuple[ColumnElement[bool], ...]:
    return (
        obligations.c.campaign == campaign,
        obligations.c.item == item,
        obligations.c.day == day,
        counted(),
        area.units(reach, obligations.c.organisation_id),
    )

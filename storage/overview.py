"""What supervisors ask about: one day (or one milestone) over many organisations, in few and narrow queries.

Only the columns an answer needs are read, whatever the number of organisations; the six counts are left to
``domain.completeness``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, case, false, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.campaigns.campaign import DAILY
from domain.completeness import Counts, counts_of
from domain.findings import Kind
from domain.obligation import Standing, standing_from
from domain.submission import State
from storage.engine.many import among
from storage.engine.schema import Instant
from storage.obligations import counted, counting
from storage.tables import obligations, organisations, submissions

#: What there is of a unit that has not reported, though something came.
BAD = (State.REFUSED, State.INCOMPLETE)
#: What a text's own title is asked of.
TITLED = (Kind.TEXT, Kind.DOCUMENT, Kind.PRESS)
#: The facts that a standing is made of (``domain.obligation.standing_from``).
_MET = obligations.c.met_at.is_not(None)
_IN_TIME = obligations.c.met_at <= obligations.c.due_at


def waiting(now: datetime) -> ColumnElement[bool]:
    """More time was given, and it is not over ``now``."""
    return obligations.c.extended & (obligations.c.due_at >= literal(now, Instant()))


class DayRow(NamedTuple):
    """One organisation that is missing, late or exempt."""

    organisation_id: int
    code: str
    name: str
    kind: str
    obligation_id: int
    met_at: datetime | None
    #: Its own deadline, where more time was given.
    due_at: datetime | None
    standing: Standing


class MissingDay(NamedTuple):
    """One report day that one organisation has not reported."""

    organisation_id: int
    name: str
    day: date


@dataclass(frozen=True, slots=True)
class Titled:
    """An accepted text: ``number`` is its submission's."""

    number: int
    title: str
    organisation: str
    kind: Kind


async def day_counts(
    connection: AsyncConnection,
    campaign: str,
    item: str,
    day: date,
    organisation_ids: Collection[int] | None,
    *,
    now: datetime,
) -> Counts:
    """The six counts of the area (None = everybody): the database sorts the facts, ``domain`` says what they mean."""
    facts = (obligations.c.exempt, _MET, _IN_TIME, waiting(now).label("waiting"))
    of_area = (*_day(campaign, item, day), *_within(connection, organisation_ids))
    query = select(*facts, func.count()).where(*of_area).group_by(*facts[:-1], "waiting")
    standings: Counter[Standing] = Counter()
    for *found, number in (await connection.execute(query)).all():
        standings[standing_from(*found)] += number
    return counts_of(standings)


async def day_rows(
    connection: AsyncConnection,
    campaign: str,
    item: str,
    day: date,
    organisation_ids: Collection[int] | None,
    *,
    now: datetime,
) -> list[DayRow]:
    """Everybody of the area (None = everybody) who is not on time, in roster order."""
    which = (*_day(campaign, item, day), or_(obligations.c.exempt, ~_MET, ~_IN_TIME))
    return await _rows(connection, which, organisation_ids, waiting(now))


async def reported_rows(
    connection: AsyncConnection, campaign: str, item: str, day: date, organisation_ids: Collection[int] | None
) -> list[DayRow]:
    """Everybody of the area (None = everybody) who has reported, on time or late, in roster order."""
    which = (*_day(campaign, item, day), ~obligations.c.exempt, _MET)
    return await _rows(connection, which, organisation_ids, false())


async def missing_days(
    connection: AsyncConnection,
    campaign: str,
    days: Collection[date],
    organisation_ids: Collection[int] | None,
    *,
    now: datetime,
) -> list[MissingDay]:
    """Each report day among ``days`` that somebody of the area (None = everybody) has not reported, in roster order."""
    query = (
        select(obligations.c.organisation_id, organisations.c.name, obligations.c.day)
        .join(organisations, organisations.c.id == obligations.c.organisation_id)
        .where(
            obligations.c.campaign == campaign,
            obligations.c.item == DAILY,
            obligations.c.day.in_(list(days)),
            obligations.c.retired.is_(False),
            *_within(connection, organisation_ids),
            ~obligations.c.exempt,
            ~_MET,
            ~waiting(now),
        )
        .order_by(obligations.c.organisation_id, obligations.c.day)
    )
    return [MissingDay(*row) for row in await connection.execute(query)]


async def _rows(
    connection: AsyncConnection,
    which: Sequence[ColumnElement[bool]],
    organisation_ids: Collection[int] | None,
    given: ColumnElement[bool],
) -> list[DayRow]:
    table = organisations.c
    own = case((obligations.c.extended, obligations.c.due_at))
    query = (
        select(table.id, table.code, table.name, table.kind, obligations.c.id, obligations.c.met_at, own)
        .add_columns(obligations.c.exempt, _MET, _IN_TIME, given)
        .join(organisations, table.id == obligations.c.organisation_id)
        .where(*which, *_within(connection, organisation_ids))
        .order_by(table.id)
    )
    rows = (await connection.execute(query)).all()
    return [DayRow(row[0], row[1], row[2], row[3], row[4], row[5], row[6], standing_from(*row[7:])) for row in rows]


async def given_time(
    connection: AsyncConnection,
    campaign: str,
    item: str,
    day: date,
    organisation_ids: Collection[int] | None,
    *,
    due_at: datetime,
) -> int:
    """How many of the area (None = everybody), exempt ones apart, were given until ``due_at``."""
    own = (obligations.c.extended, obligations.c.due_at == due_at, ~obligations.c.exempt)
    of_area = (*_day(campaign, item, day), *_within(connection, organisation_ids))
    return await connection.scalar(select(func.count()).where(*of_area, *own)) or 0


async def accepted_kinds(
    connection: AsyncConnection, campaign: str, item: str, day: date, organisation_ids: Collection[int] | None
) -> dict[Kind, int]:
    """How many accepted submissions of each kind the area has for ``day``, in the order of ``Kind``."""
    query = (
        select(submissions.c.kind, func.count())
        .join(obligations, submissions.c.obligation_id == obligations.c.id)
        .where(*_day(campaign, item, day), *_within(connection, organisation_ids), counting())
        .group_by(submissions.c.kind)
    )
    found = {kind: number for kind, number in await connection.execute(query)}
    return {kind: found[kind] for kind in Kind if kind in found}


async def bad_submissions(connection: AsyncConnection, obligation_ids: Collection[int]) -> dict[int, int]:
    """Obligation id → how many refused and captionless submissions it has."""
    if not obligation_ids:
        return {}
    query = (
        select(submissions.c.obligation_id, func.count())
        .where(
            among(connection, submissions.c.obligation_id, obligation_ids),
            submissions.c.state.in_(BAD),
        )
        .group_by(submissions.c.obligation_id)
    )
    return {row[0]: row[1] for row in await connection.execute(query)}


async def titles(
    connection: AsyncConnection,
    campaign: str,
    item: str,
    day: date,
    organisation_ids: Collection[int] | None,
    *,
    limit: int,
) -> list[Titled]:
    """The accepted texts of ``day``, oldest first, ``limit`` at most. Untitled ones go by their file's name."""
    query = (
        select(
            submissions.c.id,
            submissions.c.title,
            submissions.c.file_name,
            submissions.c.kind,
            organisations.c.name,
        )
        .join(obligations, submissions.c.obligation_id == obligations.c.id)
        .join(organisations, organisations.c.id == obligations.c.organisation_id)
        .where(
            *_day(campaign, item, day),
            *_within(connection, organisation_ids),
            counting(),
            submissions.c.kind.in_(TITLED),
        )
        .order_by(submissions.c.id)
    )
    rows = await connection.execute(query.limit(limit))
    return [
        Titled(number=number, title=title or file_name, organisation=name, kind=kind)
        for number, title, file_name, kind, name in rows
    ]


def _day(campaign: str, item: str, day: date) -> tuple[ColumnElement[bool], ...]:
    return (
        obligations.c.campaign == campaign,
        obligations.c.item == item,
        obligations.c.day == day,
        counted(),
    )


def _within(connection: AsyncConnection, organisation_ids: Collection[int] | None) -> tuple[ColumnElement[bool], ...]:
    if organisation_ids is None:
        return ()
    return (among(connection, obligations.c.organisation_id, organisation_ids),)

"""What supervisors ask about: one day (or one milestone) over many organisations, in few and narrow queries.

Only the columns an answer needs are read, whatever the number of organisations; the six counts are left to
``domain.completeness``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.findings import Kind
from domain.obligation import Standing, standing_of
from domain.organisation import Organisation, Role
from domain.submission import State
from storage.tables import duties, obligations, organisations, people, submissions

#: What there is of a unit that has not reported, though something came.
BAD = (State.REFUSED, State.INCOMPLETE)
#: What a text's own title is asked of.
TITLED = (Kind.TEXT, Kind.DOCUMENT, Kind.PRESS)
#: Past this many organisations their ids are not listed in a statement: all rows are read and the others left out.
MANY = 500


@dataclass(frozen=True, slots=True)
class DayRow:
    """One organisation and how it stands on one day. ``met_at`` and ``due_at`` as in ``Obligation``."""

    organisation_id: int
    code: str
    name: str
    kind: str
    obligation_id: int
    due_at: datetime
    met_at: datetime | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class Liaison:
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Titled:
    """An accepted text: ``number`` is its submission's."""

    number: int
    title: str
    organisation: str
    kind: Kind


async def day_rows(
    connection: AsyncConnection, campaign: str, item: str, day: date, organisation_ids: Collection[int] | None
) -> list[DayRow]:
    """Everybody of the area (None = everybody) who owes ``item`` on ``day``, exempt ones too, in roster order."""
    query = (
        select(
            organisations.c.id,
            organisations.c.code,
            organisations.c.name,
            organisations.c.kind,
            obligations.c.id,
            obligations.c.due_at,
            obligations.c.met_at,
            obligations.c.exempt,
        )
        .join(organisations, organisations.c.id == obligations.c.organisation_id)
        .where(*_day(campaign, item, day), *_listed(organisation_ids))
        .order_by(organisations.c.id)
    )
    return [
        DayRow(*row[:5], due_at=row[5], met_at=row[6], standing=standing_of(row[7], row[6], row[5]))
        for row in await connection.execute(query)
        if organisation_ids is None or row[0] in organisation_ids
    ]


async def accepted_kinds(
    connection: AsyncConnection, campaign: str, item: str, day: date, organisation_ids: Collection[int] | None
) -> dict[Kind, int]:
    """How many accepted submissions of each kind the area has for ``day``, in the order of ``Kind``."""
    accepted = submissions.c.state == State.ACCEPTED.value
    found = await _kinds(connection, campaign, item, day, organisation_ids, accepted)
    return {kind: found[kind] for kind in Kind if found[kind]}


async def bad_submissions(
    connection: AsyncConnection, campaign: str, item: str, day: date, organisation_ids: Collection[int] | None
) -> dict[int, int]:
    """Organisation id → refused and captionless submissions, of those only who have not met the obligation."""
    query = (
        select(obligations.c.organisation_id, func.count())
        .join(submissions, submissions.c.obligation_id == obligations.c.id)
        .where(
            *_day(campaign, item, day),
            *_listed(organisation_ids),
            obligations.c.met_at.is_(None),
            submissions.c.state.in_([state.value for state in BAD]),
        )
        .group_by(obligations.c.organisation_id)
    )
    rows = await connection.execute(query)
    return {row[0]: row[1] for row in rows if organisation_ids is None or row[0] in organisation_ids}


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
            organisations.c.id,
        )
        .join(obligations, submissions.c.obligation_id == obligations.c.id)
        .join(organisations, organisations.c.id == obligations.c.organisation_id)
        .where(
            *_day(campaign, item, day),
            *_listed(organisation_ids),
            submissions.c.state == State.ACCEPTED.value,
            submissions.c.kind.in_([kind.value for kind in TITLED]),
        )
        .order_by(submissions.c.id)
    )
    if organisation_ids is None or len(organisation_ids) <= MANY:
        query = query.limit(limit)
    found: list[Titled] = []
    for number, title, file_name, kind, name, organisation_id in await connection.execute(query):
        if len(found) == limit:
            break
        if organisation_ids is None or organisation_id in organisation_ids:
            found.append(Titled(number=number, title=title or file_name, organisation=name, kind=Kind(kind)))
    return found


async def liaisons(connection: AsyncConnection, organisation_ids: Collection[int]) -> dict[int, list[Liaison]]:
    """Organisation id → its liaisons' names and telephones. For at most ``MANY`` organisations at once."""
    query = (
        select(duties.c.organisation_id, people.c.name, people.c.phone)
        .join(people, people.c.id == duties.c.person_id)
        .where(duties.c.role == Role.LIAISON.value, duties.c.organisation_id.in_(list(organisation_ids)))
        .order_by(duties.c.organisation_id, people.c.id)
    )
    found: dict[int, list[Liaison]] = {}
    for organisation_id, name, phone in await connection.execute(query):
        found.setdefault(organisation_id, []).append(Liaison(name=name, phone=phone))
    return found


async def outlines(connection: AsyncConnection) -> list[Organisation]:
    """All organisations as far as areas and lines go: without their aliases."""
    columns = (
        organisations.c.id,
        organisations.c.code,
        organisations.c.name,
        organisations.c.kind,
        organisations.c.line,
        organisations.c.parent_id,
    )
    rows = await connection.execute(select(*columns).order_by(organisations.c.id))
    return [Organisation(id=i, code=c, name=n, kind=k, line=li, parent_id=p) for i, c, n, k, li, p in rows]


def _day(campaign: str, item: str, day: date) -> tuple[ColumnElement[bool], ...]:
    return (
        obligations.c.campaign == campaign,
        obligations.c.item == item,
        obligations.c.day == day,
        obligations.c.retired.is_(False),
    )


def _listed(organisation_ids: Collection[int] | None) -> tuple[ColumnElement[bool], ...]:
    if organisation_ids is None or len(organisation_ids) > MANY:
        return ()
    return (obligations.c.organisation_id.in_(list(organisation_ids)),)


async def _kinds(
    connection: AsyncConnection,
    campaign: str,
    item: str,
    day: date,
    organisation_ids: Collection[int] | None,
    which: ColumnElement[bool],
) -> Counter[Kind]:
    apart = organisation_ids is not None and len(organisation_ids) > MANY
    columns: tuple[Any, ...] = (submissions.c.kind, obligations.c.organisation_id) if apart else (submissions.c.kind,)
    query: Select[Any] = (
        select(func.count(), *columns)
        .join(obligations, submissions.c.obligation_id == obligations.c.id)
        .where(*_day(campaign, item, day), *_listed(organisation_ids), which)
        .group_by(*columns)
    )
    found: Counter[Kind] = Counter()
    for number, kind, *organisation in await connection.execute(query):
        if not organisation or organisation_ids is None or organisation[0] in organisation_ids:
            found[Kind(kind)] += number
    return found

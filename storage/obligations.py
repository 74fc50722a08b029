"""Obligations: derived from campaign × roster, and met by submissions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Label,
    RowMapping,
    ScalarSelect,
    Select,
    and_,
    case,
    delete,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.allowance import AllowanceKind
from domain.campaigns.campaign import DAILY, Campaign
from domain.findings import Kind
from domain.obligation import Asked, Contribution, Obligation, asked, met_at
from domain.submission import State
from storage import allowances
from storage.engine.database import upsert
from storage.engine.prepared import prepared
from storage.engine.schema import Instant
from storage.organisations import STAGED
from storage.tables import allowances as allowed
from storage.tables import exemptions, obligations, submissions
from storage.tables import organisations as organisations_table

#: Databases take only so many values in one statement.
_AT_ONCE = 5000
_UNIQUE = ["campaign", "organisation_id", "item", "day"]
_TIMES = ("opens_at", "due_at", "late_until")
#: The columns that an ``Obligation`` is made of.
_FIELDS = tuple(field.name for field in fields(Obligation))
#: It is excused.
_FREE = (exemptions.c.organisation_id == obligations.c.organisation_id) & (exemptions.c.day == obligations.c.day)
#: Something was sent for it.
_USED = select(submissions.c.id).where(submissions.c.obligation_id == obligations.c.id).exists()


async def rederive(connection: AsyncConnection, campaign: Campaign, of: ColumnElement[bool] | None = None) -> None:
    """Bring the obligations of ``campaign`` in line with the roster and the campaign file. Idempotent.

    ``of``: a condition on ``organisations``, to look at some of them alone. What is no longer asked for goes, unless
    material was sent for it: then it is kept, and counted only when a unit that has left the roster had met it
    (``counted``).
    """
    everything = list(asked(campaign))
    await _retire(connection, campaign, everything, of)
    moved: list[int] = []
    for one in everything:
        units = _those(_owing(campaign, one), of)
        moved += await _move(connection, one, units)
        await add(connection, one, units)
    for day in await allowances.days(connection, campaign.code):
        moved += await extend(connection, campaign, day)
    required = campaign.daily.required
    await recount(connection, moved, lambda owed: required if owed.daily else ())
    await exempt(connection, campaign.code, of)


async def in_line(connection: AsyncConnection, campaign: Campaign) -> bool:
    """``rederive`` would change nothing: each is there with its times, and no other counts."""
    counted_ = obligations.c.retired.is_(False)
    rights = wanted = 0
    for one in asked(campaign):
        owing = _those(_owing(campaign, one), None)
        wanted += await connection.scalar(select(func.count()).select_from(owing.subquery())) or 0
        times = and_(*(obligations.c[name] == getattr(one, name) for name in _TIMES))
        right = _is(one) & counted_ & or_(obligations.c.extended, times)
        query = select(func.count()).where(right, obligations.c.organisation_id.in_(owing))
        rights += await connection.scalar(query) or 0
    every = select(func.count()).where(obligations.c.campaign == campaign.code, counted_)
    return rights == wanted == await connection.scalar(every)


def _owing(campaign: Campaign, one: Asked) -> ColumnElement[bool]:
    return organisations_table.c.listed & organisations_table.c.kind.in_(campaign.owing(one.item))


def _those(which: ColumnElement[bool], of: ColumnElement[bool] | None) -> Select[int]:
    query = select(organisations_table.c.id).where(which)
    return query if of is None else query.where(of)


async def add(connection: AsyncConnection, one: Asked, units: Select[int], *, retired: bool = False) -> None:
    """These units (their ids) owe it, where they do not yet. ``retired``: it does not count before it is moved."""
    values = {**vars(one), "retired": retired}
    same = (obligations.c.organisation_id == organisations_table.c.id) & _is(one)
    query = units.where(~select(obligations.c.id).where(same).exists()).order_by(organisations_table.c.id)
    columns = [literal(value, obligations.c[name].type) for name, value in values.items()]
    statement = upsert(connection, obligations).from_select(["organisation_id", *values], query.add_columns(*columns))
    await connection.execute(statement.on_conflict_do_nothing(index_elements=_UNIQUE))


async def _move(connection: AsyncConnection, one: Asked, units: Select[int]) -> list[int]:
    """What these units owe has the times that are asked for, and counts. Ids of what something was sent for."""
    times = {name: getattr(one, name) for name in _TIMES}
    # The time that an office gave is brought in line by ``extend``.
    own = ~obligations.c.extended & or_(*(obligations.c[name] != at for name, at in times.items()))
    differs = or_(obligations.c.retired, own)
    moving = _is(one) & obligations.c.organisation_id.in_(units) & differs
    moved = list(await connection.scalars(select(obligations.c.id).where(moving, _USED)))
    await connection.execute(update(obligations).where(moving).values(**times, retired=False))
    return moved


async def _retire(
    connection: AsyncConnection, campaign: Campaign, everything: Sequence[Asked], of: ColumnElement[bool] | None
) -> None:
    by_kinds: dict[tuple[str, ...], list[tuple[str, date]]] = {}
    for one in everything:
        by_kinds.setdefault(campaign.owing(one.item), []).append((one.item, one.day))
    there = or_(organisations_table.c.listed, STAGED)
    owed = [
        tuple_(obligations.c.item, obligations.c.day).in_(these)
        & obligations.c.organisation_id.in_(_those(organisations_table.c.kind.in_(kinds), there))
        for kinds, these in by_kinds.items()
    ]
    gone = (obligations.c.campaign == campaign.code) & ~or_(*owed)
    if of is not None:
        gone &= obligations.c.organisation_id.in_(_those(true(), of))
    await connection.execute(delete(obligations).where(gone, ~_USED))
    await connection.execute(update(obligations).where(gone, obligations.c.retired.is_(False)).values(retired=True))


def _is(one: Asked) -> ColumnElement[bool]:
    return and_(*(obligations.c[name] == getattr(one, name) for name in ("campaign", "item", "day")))


async def exempt(connection: AsyncConnection, campaign: str, of: ColumnElement[bool] | None = None) -> None:
    """Write the exemptions into the daily obligations of ``campaign``, also where there is none any more."""
    await excuse(connection, campaign)
    excused = (obligations.c.campaign == campaign) & (obligations.c.item == DAILY) & obligations.c.exempt
    if of is not None:
        excused &= obligations.c.organisation_id.in_(_those(true(), of))
    none = ~or_(
        select(exemptions.c.day).where(_FREE).exists(), allowances.of_unit(AllowanceKind.EXEMPT, allowed.c.id).exists()
    )
    await connection.execute(update(obligations).where(excused, none).values(exempt=False))


async def excuse(connection: AsyncConnection, campaign: str) -> None:
    """Write new exemptions into the daily obligations of ``campaign``."""
    owing = (obligations.c.campaign == campaign) & (obligations.c.item == DAILY) & obligations.c.exempt.is_(False)
    listed = select(obligations.c.id).join(exemptions, _FREE).where(owing)
    by_office = allowances.covered(AllowanceKind.EXEMPT).where(owing)
    for these in (listed, by_office):
        await connection.execute(update(obligations).where(obligations.c.id.in_(these)).values(exempt=True))


async def extend(connection: AsyncConnection, campaign: Campaign, day: date) -> list[int]:
    """Write the deadlines that offices gave for ``day``; the ids of those whose late time has moved with them."""
    due_at, late_until = (literal(moment, Instant()) for moment in (campaign.due_at(day), campaign.late_until(day)))
    given = allowances.of_unit(AllowanceKind.MORE_TIME, func.max(allowed.c.due_at))
    later = given.where(allowed.c.due_at > due_at).scalar_subquery()
    due, late = func.coalesce(later, due_at), case((later > late_until, later), else_=late_until)
    of_day = (obligations.c.campaign == campaign.code) & (obligations.c.item == DAILY) & (obligations.c.day == day)
    moved = list(await connection.scalars(select(obligations.c.id).where(of_day, obligations.c.late_until != late)))
    values = {"due_at": due, "late_until": late, "extended": later.is_not(None)}
    changed = or_(obligations.c.due_at != due, obligations.c.extended != later.is_not(None))
    await connection.execute(update(obligations).where(of_day, changed).values(values))
    return moved


#: The kinds that must be there for an obligation to count as met.
Required = Callable[[Obligation], Sequence[Kind]]


async def recount(connection: AsyncConnection, obligation_ids: Collection[int], required: Required) -> None:
    """Compute again whether and when each was met, after any change to its accepted submissions."""
    ids = sorted(obligation_ids)
    for start in range(0, len(ids), _AT_ONCE):
        for obligation, contributions in (await _counting(connection, ids[start : start + _AT_ONCE])).items():
            met = met_at(required(obligation), contributions, obligation.late_until)
            if met != obligation.met_at:
                this = obligations.c.id == obligation.id
                await connection.execute(update(obligations).where(this).values(met_at=met))


async def met_without(
    connection: AsyncConnection, obligation_ids: Collection[int], required: Required, *, without: Collection[int]
) -> dict[int, bool]:
    """Obligation id → whether it would be met if these submissions counted no more. Nothing is written."""
    found = await _counting(connection, sorted(obligation_ids), without=without)
    return {
        obligation.id: met_at(required(obligation), contributions, obligation.late_until) is not None
        for obligation, contributions in found.items()
    }


async def find(connection: AsyncConnection, obligation_ids: Collection[int]) -> dict[int, Obligation]:
    """By id, also those that are no longer asked for."""
    if not obligation_ids:
        return {}
    query = select(obligations).where(obligations.c.id.in_(obligation_ids))
    return {row["id"]: obligation_of(row) for row in (await connection.execute(query)).mappings()}


async def get(connection: AsyncConnection, obligation_id: int) -> Obligation:
    row = (await connection.execute(select(obligations).where(obligations.c.id == obligation_id))).mappings().one()
    return obligation_of(row)


def counted() -> ColumnElement[bool]:
    """What is asked for, and what a unit that has left the roster since had handed in: superiors go on seeing it."""
    gone = select(organisations_table.c.id).where(organisations_table.c.listed.is_(False))
    handed_in = obligations.c.met_at.is_not(None) & obligations.c.organisation_id.in_(gone)
    return or_(obligations.c.retired.is_(False), handed_in)


def first_day_open(now: datetime) -> ScalarSelect[date]:
    """Of the unit and campaign of ``obligations``, which is a report day: the first other one open (``open_at``)."""
    other = obligations.alias("other")
    same = [other.c[name] == obligations.c[name] for name in ("organisation_id", "campaign", "item")]
    open_ = (other.c.opens_at < now) & (other.c.late_until >= now) & other.c.retired.is_(False)
    first = select(func.min(other.c.day)).where(
        *same, other.c.id != obligations.c.id, obligations.c.item == DAILY, open_
    )
    return first.scalar_subquery()


async def of_organisations(
    connection: AsyncConnection, organisation_ids: Collection[int], campaigns: Collection[str]
) -> list[Obligation]:
    """Everything these organisations owe, in order of the deadlines."""
    statement = _of_organisations(organisation_ids=list(organisation_ids), campaigns=list(campaigns))
    return [obligation_of(row) for row in (await connection.execute(*statement)).mappings()]


@prepared
def _of_organisations(*, organisation_ids: Any, campaigns: Any) -> Executable:
    return (
        select(obligations)
        .where(
            obligations.c.organisation_id.in_(organisation_ids),
            obligations.c.campaign.in_(campaigns),
            counted(),
        )
        .order_by(obligations.c.due_at)
    )


async def of_organisation(
    connection: AsyncConnection, organisation_id: int, campaigns: Collection[str]
) -> list[Obligation]:
    """Everything one organisation owes, in order of the deadlines."""
    return await of_organisations(connection, [organisation_id], campaigns)


async def unmet(connection: AsyncConnection, campaign: str, item: str, day: date) -> list[Obligation]:
    """Those of one day (or one milestone) that nobody has met and nobody is exempt from."""
    query = select(obligations).where(
        obligations.c.campaign == campaign,
        obligations.c.item == item,
        obligations.c.day == day,
        obligations.c.met_at.is_(None),
        obligations.c.exempt.is_(False),
        obligations.c.retired.is_(False),
    )
    return [obligation_of(row) for row in (await connection.execute(query)).mappings()]


def owed_columns() -> list[Label[Any]]:
    """An obligation's columns for a query that reads it beside something else; ``owed_by`` reads them."""
    return [column.label(f"owed_{column.name}") for column in obligations.c]


def owed_by(row: RowMapping) -> Obligation | None:
    if row["owed_id"] is None:
        return None
    return obligation_of({column.name: row[f"owed_{column.name}"] for column in obligations.c})


def obligation_of(row: RowMapping | Mapping[str, Any]) -> Obligation:
    return Obligation(**{name: row[name] for name in _FIELDS})


def counting() -> ColumnElement[bool]:
    """A submission counts: it is accepted, and no office has taken it out (``Submission.counts``)."""
    return (submissions.c.state == State.ACCEPTED) & submissions.c.uncounted.is_(False)


async def _counting(
    connection: AsyncConnection, obligation_ids: Sequence[int], *, without: Collection[int] = ()
) -> dict[Obligation, list[Contribution]]:
    """Each obligation as it is now, with its accepted submissions but those ``without``."""
    accepted = (submissions.c.obligation_id == obligations.c.id) & counting()
    if without:
        accepted &= submissions.c.id.not_in(without)
    query = (
        select(obligations, submissions.c.kind, submissions.c.counted_at)
        .outerjoin(submissions, accepted)
        .where(obligations.c.id.in_(obligation_ids))
    )
    found: dict[Obligation, list[Contribution]] = {}
    for row in (await connection.execute(query)).mappings():
        contributions = found.setdefault(obligation_of(row), [])
        if row["kind"] is not None:
            contributions.append(Contribution(kind=row["kind"], counted_at=row["counted_at"]))
    return found

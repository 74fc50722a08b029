"""Obligations: derived from campaign × roster, and met by submissions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Label,
    RowMapping,
    bindparam,
    case,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.allowance import AllowanceKind
from domain.campaigns.campaign import DAILY, Campaign
from domain.findings import Kind
from domain.obligation import Contribution, Obligation, Planned, derive, met_at, with_more_time
from domain.organisation import Organisation
from domain.submission import State
from storage import allowances
from storage.engine.database import insert_new
from storage.engine.prepared import prepared
from storage.engine.schema import Instant
from storage.tables import allowances as allowed
from storage.tables import exemptions, obligations, submissions
from storage.tables import organisations as organisations_table

#: Databases take only so many values in one statement.
_AT_ONCE = 5000
_UNIQUE = ["campaign", "organisation_id", "item", "day"]


async def rederive(connection: AsyncConnection, campaign: Campaign, organisations: Sequence[Organisation]) -> None:
    """Bring the obligations of ``campaign`` in line with the roster and the campaign file. Harmless to repeat.

    What is no longer asked for goes, unless material was sent for it: then it is kept, and counted only when a unit
    that has left the roster had met it (``counted``).
    """
    given = await allowances.due_times(connection, campaign.code)
    planned = {_identity(plan): _as_given(plan, given) for plan in derive(campaign, organisations)}
    query = select(obligations).where(obligations.c.campaign == campaign.code)
    known = {_row_identity(row): row for row in (await connection.execute(query)).mappings()}
    await _retire(connection, [row["id"] for key, row in known.items() if key not in planned])
    await insert_new(connection, obligations, [_values(p) for key, p in planned.items() if key not in known], _UNIQUE)
    moved = [(known[key], plan) for key, plan in planned.items() if key in known and _moved(known[key], plan)]
    for row, plan in moved:
        values = {**_values(plan), "retired": False}
        await connection.execute(update(obligations).where(obligations.c.id == row["id"]).values(values))
    required = campaign.daily.required
    await recount(connection, [row["id"] for row, _ in moved], lambda owed: required if owed.daily else ())
    await exempt(connection, campaign.code)


async def exempt(connection: AsyncConnection, campaign: str) -> None:
    """Write the exemptions into the daily obligations of ``campaign``."""
    listed = (
        select(exemptions.c.day)
        .where(exemptions.c.organisation_id == obligations.c.organisation_id, exemptions.c.day == obligations.c.day)
        .exists()
    )
    free = or_(listed, allowances.of_unit(AllowanceKind.EXEMPT, allowed.c.id).exists())
    daily = (obligations.c.campaign == campaign) & (obligations.c.item == DAILY)
    await connection.execute(update(obligations).where(daily, obligations.c.exempt != free).values(exempt=free))


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
    return Obligation(
        id=row["id"],
        campaign=row["campaign"],
        organisation_id=row["organisation_id"],
        item=row["item"],
        day=row["day"],
        opens_at=row["opens_at"],
        due_at=row["due_at"],
        late_until=row["late_until"],
        extended=row["extended"],
        met_at=row["met_at"],
        exempt=row["exempt"],
    )


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


async def _retire(connection: AsyncConnection, ids: Iterable[int]) -> None:
    gone = [{"gone": obligation_id} for obligation_id in ids]
    if not gone:
        return
    used = select(submissions.c.id).where(submissions.c.obligation_id == obligations.c.id).exists()
    this = obligations.c.id == bindparam("gone")
    await connection.execute(delete(obligations).where(this, ~used), gone)
    await connection.execute(update(obligations).where(this).values(retired=True), gone)


def _as_given(plan: Planned, given: Mapping[tuple[int, date], datetime]) -> Planned:
    return with_more_time(plan, given.get((plan.organisation_id, plan.day)) if plan.item == DAILY else None)


def _identity(plan: Planned) -> tuple[int, str, date]:
    return plan.organisation_id, plan.item, plan.day


def _row_identity(row: RowMapping) -> tuple[int, str, date]:
    return row["organisation_id"], row["item"], row["day"]


def _moved(row: RowMapping, plan: Planned) -> bool:
    times: tuple[datetime, ...] = (row["opens_at"], row["due_at"], row["late_until"])
    now = (plan.opens_at, plan.due_at, plan.late_until)
    return row["retired"] or times != now or row["extended"] is not plan.extended


def _values(plan: Planned) -> dict[str, Any]:
    return {
        "campaign": plan.campaign,
        "organisation_id": plan.organisation_id,
        "item": plan.item,
        "day": plan.day,
        "opens_at": plan.opens_at,
        "due_at": plan.due_at,
        "late_until": plan.late_until,
        "extended": plan.extended,
    }

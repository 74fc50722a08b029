"""Obligations: derived from campaign × roster, and met by submissions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.campaigns.campaign import DAILY, Campaign
from domain.findings import Kind
from domain.obligation import Contribution, Obligation, Planned, derive, met_at
from domain.organisation import Organisation
from domain.submission import State
from storage.engine.database import insert_new
from storage.tables import exemptions, obligations, submissions

_UNIQUE = ["campaign", "organisation_id", "item", "day"]


async def rederive(connection: AsyncConnection, campaign: Campaign, organisations: Sequence[Organisation]) -> None:
    """Bring the obligations of ``campaign`` in line with the roster and the campaign file. Harmless to repeat.

    What is no longer asked for goes, unless material was sent for it: then it is kept but never counted.
    """
    planned = {_identity(plan): plan for plan in derive(campaign, organisations)}
    query = select(obligations).where(obligations.c.campaign == campaign.code)
    known = {_row_identity(row): row for row in (await connection.execute(query)).mappings()}
    await _retire(connection, [row["id"] for key, row in known.items() if key not in planned])
    await insert_new(connection, obligations, [_values(p) for key, p in planned.items() if key not in known], _UNIQUE)
    moved = [(known[key], plan) for key, plan in planned.items() if key in known and _moved(known[key], plan)]
    for row, plan in moved:
        values = {**_values(plan), "retired": False}
        await connection.execute(update(obligations).where(obligations.c.id == row["id"]).values(values))
        required = campaign.daily.required if plan.item == DAILY else ()
        await recount(connection, await get(connection, row["id"]), required)
    await exempt(connection, campaign.code)


async def exempt(connection: AsyncConnection, campaign: str) -> None:
    """Write the exemptions into the daily obligations of ``campaign``."""
    free = (
        select(exemptions.c.day)
        .where(exemptions.c.organisation_id == obligations.c.organisation_id, exemptions.c.day == obligations.c.day)
        .exists()
    )
    daily = (obligations.c.campaign == campaign) & (obligations.c.item == DAILY)
    await connection.execute(update(obligations).where(daily, obligations.c.exempt != free).values(exempt=free))


async def recount(connection: AsyncConnection, obligation: Obligation, required: Sequence[Kind]) -> Obligation:
    """Compute again whether and when the obligation was met, after any change to its submissions."""
    query = select(submissions.c.kind, submissions.c.counted_at).where(
        submissions.c.obligation_id == obligation.id, submissions.c.state == State.ACCEPTED
    )
    accepted = [
        Contribution(kind=row["kind"], counted_at=row["counted_at"])
        for row in (await connection.execute(query)).mappings()
    ]
    met = met_at(required, accepted, obligation.late_until)
    if met != obligation.met_at:
        await connection.execute(update(obligations).where(obligations.c.id == obligation.id).values(met_at=met))
    return replace(obligation, met_at=met)


async def get(connection: AsyncConnection, obligation_id: int) -> Obligation:
    row = (await connection.execute(select(obligations).where(obligations.c.id == obligation_id))).mappings().one()
    return obligation_of(row)


async def of_organisation(
    connection: AsyncConnection, organisation_id: int, campaigns: Collection[str]
) -> list[Obligation]:
    """Everything one organisation owes, in order of the deadlines."""
    query = (
        select(obligations)
        .where(
            obligations.c.organisation_id == organisation_id,
            obligations.c.campaign.in_(campaigns),
            obligations.c.retired.is_(False),
        )
        .order_by(obligations.c.due_at)
    )
    return [obligation_of(row) for row in (await connection.execute(query)).mappings()]


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
        met_at=row["met_at"],
        exempt=row["exempt"],
    )


async def _retire(connection: AsyncConnection, ids: Iterable[int]) -> None:
    gone = [{"gone": obligation_id} for obligation_id in ids]
    if not gone:
        return
    used = select(submissions.c.id).where(submissions.c.obligation_id == obligations.c.id).exists()
    this = obligations.c.id == bindparam("gone")
    await connection.execute(delete(obligations).where(this, ~used), gone)
    await connection.execute(update(obligations).where(this).values(retired=True), gone)


def _identity(plan: Planned) -> tuple[int, str, date]:
    return plan.organisation_id, plan.item, plan.day


def _row_identity(row: RowMapping) -> tuple[int, str, date]:
    return row["organisation_id"], row["item"], row["day"]


def _moved(row: RowMapping, plan: Planned) -> bool:
    times: tuple[datetime, ...] = (row["opens_at"], row["due_at"], row["late_until"])
    return row["retired"] or times != (plan.opens_at, plan.due_at, plan.late_until)


def _values(plan: Planned) -> dict[str, Any]:
    return {
        "campaign": plan.campaign,
        "organisation_id": plan.organisation_id,
        "item": plan.item,
        "day": plan.day,
        "opens_at": plan.opens_at,
        "due_at": plan.due_at,
        "late_until": plan.late_until,
    }

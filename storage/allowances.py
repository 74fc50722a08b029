"""What offices allow by way of exception, and which units each covers; all of it as long as it is not taken back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.allowance import Allowance, AllowanceKind
from domain.clock import CHINA
from storage.tables import allowances as table
from storage.tables import allowed_units, obligations


async def add(connection: AsyncConnection, given: Allowance) -> int:
    """Its id; ``given.id`` is ignored. Whom it covers is written by ``storage.desk.allowances.cover``."""
    statement = insert(table).values(
        kind=given.kind,
        office_id=given.office_id,
        person_id=given.person_id,
        reason=given.reason,
        at=given.at,
        campaign=given.campaign,
        day=given.day,
        due_at=given.due_at,
        organisation_id=given.organisation_id,
        submission_id=given.submission_id,
    )
    return int((await connection.execute(statement.returning(table.c.id))).scalar_one())


async def drop(connection: AsyncConnection, allowance_id: int) -> None:
    """It covers nobody: as if it had not been given."""
    await connection.execute(delete(table).where(table.c.id == allowance_id))


async def revoke(connection: AsyncConnection, allowance_id: int, *, by: int, now: datetime) -> None:
    this = table.c.id == allowance_id
    await connection.execute(update(table).where(this).values(revoked_at=now, revoked_by=by))


async def days(connection: AsyncConnection, campaign: str) -> list[date]:
    """For which somebody was given more time, though it may have been taken back since."""
    query = select(table.c.day).where(table.c.kind == AllowanceKind.MORE_TIME, table.c.campaign == campaign)
    return list(await connection.scalars(query.distinct().order_by(table.c.day)))


async def deadlines(connection: AsyncConnection, campaign: str) -> list[tuple[date, datetime]]:
    """Each day with each deadline that somebody was given for it."""
    query = (
        select(table.c.day, table.c.due_at)
        .where(_in_force(AllowanceKind.MORE_TIME), table.c.campaign == campaign)
        .distinct()
        .order_by(table.c.day, table.c.due_at)
    )
    return [(day, due_at.astimezone(CHINA)) for day, due_at in await connection.execute(query)]


def of_unit(kind: AllowanceKind, column: ColumnElement[Any]) -> Select[Any]:
    """``column`` of what a row of ``obligations`` was allowed, for its organisation and day."""
    return (
        select(column)
        .select_from(table.join(allowed_units, allowed_units.c.allowance_id == table.c.id))
        .where(
            _in_force(kind),
            table.c.campaign == obligations.c.campaign,
            table.c.day == obligations.c.day,
            allowed_units.c.organisation_id == obligations.c.organisation_id,
        )
        .correlate(obligations)
    )


def covered(kind: AllowanceKind) -> Select[int]:
    """The ids of the obligations that something of this kind covers."""
    same = (obligations.c.organisation_id == allowed_units.c.organisation_id) & (obligations.c.day == table.c.day)
    return (
        select(obligations.c.id)
        .select_from(table)
        .join(allowed_units, allowed_units.c.allowance_id == table.c.id)
        .join(obligations, same & (obligations.c.campaign == table.c.campaign))
        .where(_in_force(kind))
    )


async def exempts(connection: AsyncConnection, organisation_id: int, day: date) -> bool:
    """An office has exempted the unit on ``day``."""
    return (await connection.execute(_exempting(organisation_id, day).limit(1))).first() is not None


async def uncover(connection: AsyncConnection, organisation_id: int, day: date) -> bool:
    """No exemption of that day covers the unit any more; the others that it covered stay. False when none did."""
    these = allowed_units.c.allowance_id.in_(_exempting(organisation_id, day))
    gone = delete(allowed_units).where(allowed_units.c.organisation_id == organisation_id, these)
    return bool((await connection.execute(gone)).rowcount)


async def of_items(connection: AsyncConnection, numbers: Collection[int]) -> dict[int, Allowance]:
    """Submission id → what takes it as accepted."""
    if not numbers:
        return {}
    query = select(table).where(_in_force(AllowanceKind.ACCEPT), table.c.submission_id.in_(numbers))
    return {row["submission_id"]: from_row(row) for row in (await connection.execute(query)).mappings()}


def from_row(row: RowMapping) -> Allowance:
    return Allowance(
        id=row["id"],
        kind=row["kind"],
        office_id=row["office_id"],
        person_id=row["person_id"],
        reason=row["reason"],
        at=row["at"].astimezone(CHINA),
        campaign=row["campaign"],
        day=row["day"],
        due_at=row["due_at"].astimezone(CHINA) if row["due_at"] else None,
        organisation_id=row["organisation_id"],
        submission_id=row["submission_id"],
    )


def _exempting(organisation_id: int, day: date) -> Select[Any]:
    return (
        select(table.c.id)
        .join(allowed_units, allowed_units.c.allowance_id == table.c.id)
        .where(_in_force(AllowanceKind.EXEMPT), table.c.day == day, allowed_units.c.organisation_id == organisation_id)
    )


def _in_force(kind: AllowanceKind) -> ColumnElement[bool]:
    return (table.c.kind == kind) & table.c.revoked_at.is_(None)

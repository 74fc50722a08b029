"""What media published of an office's reach: the list, by the page, and how much of what there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.clock import CHINA
from domain.findings import Kind
from domain.reach import Reach
from domain.selection import Level
from storage.desk import area
from storage.obligations import counting
from storage.tables import adoptions, appearances, obligations, organisations, submissions


class AdoptionOrder(StrEnum):
    """By the roster, then as they came in; or the latest publication first. Nothing is ordered by merit."""

    ROSTER = "roster"
    TIME = "time"


@dataclass(frozen=True, kw_only=True)
class AdoptionFilter:
    """``medium`` and ``unit`` (its code) empty, ``level`` and ``day`` None: all of them."""

    campaign: str
    level: Level | None = None
    medium: str = ""
    day: date | None = None
    unit: str = ""
    order: AdoptionOrder = AdoptionOrder.ROSTER


@dataclass(frozen=True, kw_only=True)
class AdoptionRow:
    """``id``: the adoption's; ``number``: its item's; ``office_id``: who recorded it."""

    id: int
    number: int
    kind: Kind
    what: str
    unit: str
    unit_code: str
    pictured: bool
    level: Level
    medium: str
    url: str
    on_day: date
    office_id: int
    person_id: int | None


@dataclass(frozen=True, kw_only=True)
class AdoptionSumRow:
    """So many of one unit, one level and one medium."""

    unit: str
    unit_code: str
    level: Level
    medium: str
    number: int


async def sums(connection: AsyncConnection, reach: Reach, campaign: str) -> list[AdoptionSumRow]:
    """Of the whole campaign, in roster order."""
    groups = (organisations.c.id, organisations.c.code, organisations.c.name, adoptions.c.level, adoptions.c.medium)
    query = _joined(select(*groups, func.count())).where(*_in_force(reach, campaign)).group_by(*groups)
    rows = await connection.execute(query.order_by(organisations.c.id, adoptions.c.medium))
    return [
        AdoptionSumRow(unit=name, unit_code=code, level=level, medium=medium, number=number)
        for _, code, name, level, medium, number in rows
    ]


async def count(connection: AsyncConnection, reach: Reach, asked: AdoptionFilter) -> int:
    query = _joined(select(func.count())).where(*_wanted(reach, asked))
    return int(await connection.scalar(query) or 0)


async def rows(
    connection: AsyncConnection, reach: Reach, asked: AdoptionFilter, *, limit: int, skip: int = 0
) -> list[AdoptionRow]:
    """Those in force of items in reach."""
    query = _joined(
        select(
            adoptions,
            submissions.c.kind,
            submissions.c.title,
            submissions.c.caption,
            submissions.c.file_name,
            organisations.c.name.label("unit"),
            organisations.c.code.label("unit_code"),
            appearances.c.submission_id.label("pictured"),
        )
    ).outerjoin(appearances, appearances.c.submission_id == submissions.c.id)
    query = query.where(*_wanted(reach, asked)).order_by(*_order(asked.order)).limit(limit).offset(skip)
    return [
        AdoptionRow(
            id=row["id"],
            number=row["submission_id"],
            kind=row["kind"],
            what=row["title"] or row["caption"] or row["file_name"],
            unit=row["unit"],
            unit_code=row["unit_code"],
            pictured=row["pictured"] is not None,
            level=row["level"],
            medium=row["medium"],
            url=row["url"],
            on_day=row["on_day"],
            office_id=row["office_id"],
            person_id=row["person_id"],
        )
        for row in (await connection.execute(query)).mappings()
    ]


@dataclass(frozen=True, kw_only=True)
class PressRow:
    """A press report that a unit has sent, and that no medium's adoption is recorded of."""

    number: int
    file_name: str
    title: str
    unit: str
    unit_code: str
    at: datetime


async def press(connection: AsyncConnection, reach: Reach, campaign: str, *, limit: int) -> tuple[list[PressRow], int]:
    """Accepted ones, the newest first, and how many there are."""
    known = select(adoptions.c.id).where(
        adoptions.c.submission_id == submissions.c.id, adoptions.c.revoked_at.is_(None)
    )
    these = (
        obligations.c.campaign == campaign,
        submissions.c.kind == Kind.PRESS,
        counting(),
        area.items(reach),
        ~known.exists(),
    )
    joined = submissions.join(obligations, obligations.c.id == submissions.c.obligation_id).join(
        organisations, organisations.c.id == submissions.c.organisation_id
    )
    number = await connection.scalar(select(func.count()).select_from(joined).where(*these))
    columns = (submissions.c.id, submissions.c.file_name, submissions.c.title, submissions.c.sent_at)
    query = select(*columns, organisations.c.name, organisations.c.code).select_from(joined).where(*these)
    rows = await connection.execute(query.order_by(submissions.c.id.desc()).limit(limit))
    found = [
        PressRow(number=id_, file_name=file_name, title=title, unit=unit, unit_code=code, at=at.astimezone(CHINA))
        for id_, file_name, title, at, unit, code in rows
    ]
    return found, int(number or 0)


def _joined(query: Select[Any]) -> Select[Any]:
    return (
        query.select_from(adoptions)
        .join(submissions, submissions.c.id == adoptions.c.submission_id)
        .join(organisations, organisations.c.id == submissions.c.organisation_id)
        .join(obligations, obligations.c.id == submissions.c.obligation_id)
    )


def _in_force(reach: Reach, campaign: str) -> tuple[ColumnElement[bool], ...]:
    return obligations.c.campaign == campaign, adoptions.c.revoked_at.is_(None), area.items(reach)


def _wanted(reach: Reach, asked: AdoptionFilter) -> list[ColumnElement[bool]]:
    wanted = [*_in_force(reach, asked.campaign)]
    if asked.level is not None:
        wanted.append(adoptions.c.level == asked.level)
    if asked.medium:
        wanted.append(adoptions.c.medium == asked.medium)
    if asked.day is not None:
        wanted.append(adoptions.c.on_day == asked.day)
    if asked.unit:
        wanted.append(organisations.c.code == asked.unit)
    return wanted


def _order(order: AdoptionOrder) -> tuple[ColumnElement[Any], ...]:
    if order is AdoptionOrder.TIME:
        return adoptions.c.on_day.desc(), adoptions.c.id.desc()
    return organisations.c.id.asc(), submissions.c.id.asc(), adoptions.c.id.asc()

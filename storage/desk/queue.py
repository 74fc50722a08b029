"""The picking desk's queue: which items an office still has to look at, in which order, and what their tiles show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, literal, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.campaigns.campaign import DAILY
from domain.clock import CHINA
from domain.findings import Fact, Kind
from domain.reach import Reach
from domain.selection import Mark
from storage.desk import area
from storage.obligations import counting
from storage.tables import appearances, marks, obligations, organisations, submissions


class QueueOrder(StrEnum):
    """FAIR: every unit's best first, then every unit's second; the best are those without advice, then the sharpest."""

    FAIR = "fair"
    TIME = "time"
    UNIT = "unit"
    SHARPNESS = "sharp"


class QueueMark(StrEnum):
    """What the office has made of an item. BELOW: a level below, or another line, passed it on."""

    UNSEEN = "unseen"
    PICKED = "picked"
    PASSED = "passed"
    SEEN = "seen"
    BELOW = "below"
    ALL = "all"


@dataclass(frozen=True, kw_only=True)
class QueueFilter:
    """``unit``: the code of an organisation, which stands for all under it, too; empty: all of the area."""

    campaign: str
    day: date
    kind: Kind | None = None
    mark: QueueMark = QueueMark.UNSEEN
    unit: str = ""
    order: QueueOrder = QueueOrder.FAIR


@dataclass(frozen=True, kw_only=True)
class TileRow:
    """``mark`` and ``stars``: the office's own; ``below``: it was passed on to the office."""

    number: int
    kind: Kind
    unit: str
    title: str
    caption: str
    text: str
    at: datetime
    facts: Mapping[str, Fact]
    pictured: bool
    mark: Mark | None
    stars: int
    below: bool


async def numbers(connection: AsyncConnection, reach: Reach, asked: QueueFilter) -> list[int]:
    """Accepted items of the day in reach; what was passed on to the office comes first."""
    below = _below(reach)
    query = (
        select(submissions.c.id)
        .join(obligations, obligations.c.id == submissions.c.obligation_id)
        .join(organisations, organisations.c.id == submissions.c.organisation_id)
        .outerjoin(appearances, appearances.c.submission_id == submissions.c.id)
        .outerjoin(marks, _own(reach))
        .where(
            obligations.c.campaign == asked.campaign,
            obligations.c.item == DAILY,
            obligations.c.day == asked.day,
            counting(),
            area.items(reach),
            _marked(asked.mark, below),
        )
    )
    if asked.kind is not None:
        query = query.where(submissions.c.kind == asked.kind)
    if asked.unit:
        # One above the office has all of its area below it, and yet is not there.
        in_area = (organisations.c.code == asked.unit, area.units(reach, organisations.c.id))
        unit = select(organisations.c.id).where(*in_area).scalar_subquery()
        query = query.where(submissions.c.organisation_id.in_(area.with_below(unit)))
    first = case((below, 0), else_=1)
    return list((await connection.execute(query.order_by(first, *_order(asked.order)))).scalars())


async def tiles(connection: AsyncConnection, reach: Reach, wanted: Sequence[int]) -> list[TileRow]:
    """In the order wanted; what is not in reach is left out."""
    if not wanted:
        return []
    query = (
        select(
            submissions,
            organisations.c.name.label("unit"),
            appearances.c.submission_id.label("pictured"),
            marks.c.mark,
            marks.c.stars,
            _below(reach, few=True).label("below"),
        )
        .join(organisations, organisations.c.id == submissions.c.organisation_id)
        .outerjoin(appearances, appearances.c.submission_id == submissions.c.id)
        .outerjoin(marks, _own(reach))
        .where(submissions.c.id.in_(wanted), area.items(reach, few=True))
    )
    found = {row.id: _tile(row) for row in await connection.execute(query)}
    return [found[number] for number in dict.fromkeys(wanted) if number in found]


def _own(reach: Reach) -> ColumnElement[bool]:
    return and_(marks.c.submission_id == submissions.c.id, marks.c.office_id == reach.office.id)


def _below(reach: Reach, *, few: bool = False) -> ColumnElement[bool]:
    """A level below, or an office of another line that hands its items on, passed it. ``few`` as in ``area.items``."""
    other = marks.alias()
    theirs = (area.units_of_few if few else area.units)(reach, other.c.office_id)
    if reach.passed_by:
        theirs = or_(theirs, other.c.office_id.in_(reach.passed_by))
    passed = select(literal(1)).where(
        other.c.submission_id == submissions.c.id,
        other.c.mark == Mark.PASSED,
        other.c.office_id != reach.office.id,
        other.c.office_id.not_in(reach.above),
        theirs,
    )
    return passed.exists()


def _marked(wanted: QueueMark, below: ColumnElement[bool]) -> ColumnElement[bool]:
    if wanted is QueueMark.ALL:
        return true()
    if wanted is QueueMark.BELOW:
        return below
    return marks.c.mark.is_(None) if wanted is QueueMark.UNSEEN else marks.c.mark == Mark(wanted.value)


def _order(order: QueueOrder) -> tuple[ColumnElement[Any], ...]:
    sharpness = func.coalesce(appearances.c.sharpness, 0.0).desc()
    if order is QueueOrder.TIME:
        return (submissions.c.sent_at, submissions.c.id)
    if order is QueueOrder.SHARPNESS:
        return (sharpness, submissions.c.id)
    advice = case((func.json_array_length(submissions.c.findings) > 0, 1), else_=0)
    best = (advice, sharpness, submissions.c.sent_at, submissions.c.id)
    if order is QueueOrder.UNIT:
        return (submissions.c.organisation_id, *best)
    place = func.row_number().over(partition_by=submissions.c.organisation_id, order_by=best)
    return (place, submissions.c.organisation_id)


def _tile(row: Row[Any]) -> TileRow:
    return TileRow(
        number=row.id,
        kind=row.kind,
        unit=row.unit,
        title=row.title or row.file_name,
        caption=row.caption,
        text=row.text,
        at=row.sent_at.astimezone(CHINA),
        facts=row.facts,
        pictured=row.pictured is not None,
        mark=row.mark,
        stars=row.stars or 0,
        below=bool(row.below),
    )

"""Which items an export holds, with all that its names and lists say of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.campaigns.campaign import DAILY
from domain.clock import CHINA
from domain.findings import Kind
from domain.reach import Reach
from domain.selection import Mark
from storage.desk import area
from storage.obligations import counting
from storage.tables import adoptions, marks, obligations, organisations, submissions


class ExportMark(StrEnum):
    """What an office has made of an item; ADOPTED: a medium published it, whoever recorded that."""

    ALL = "all"
    PICKED = "picked"
    PASSED = "passed"
    ADOPTED = "adopted"


class ExportSplit(StrEnum):
    """By what its folders are; KIND: by kind alone, and by day where there are several days."""

    KIND = "kind"
    DAY = "day"
    CITY = "city"
    CATEGORY = "category"


@dataclass(frozen=True, kw_only=True)
class ExportFilter:
    """Of a campaign's accepted items; what is empty asks for all. ``days``: of what is owed daily alone.

    ``unit``: the code of an organisation, which stands for all under it, too; ``category``: a code of the campaign's.
    ``shrunk``: photos as they are shown large, not as they came.
    """

    campaign: str
    days: frozenset[date] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    mark: ExportMark = ExportMark.ALL
    unit: str = ""
    category: str = ""
    split: ExportSplit = ExportSplit.KIND
    shrunk: bool = False


@dataclass(frozen=True, kw_only=True)
class ExportRow:
    """One item. ``day`` None: owed once; ``mark`` and ``category`` are the office's own. ``part``: of the area, by its
    name; empty where it is in none, or nobody splits by it."""

    number: int
    kind: Kind
    day: date | None
    unit: str
    aliases: Collection[str]
    title: str
    caption: str
    text: str
    file_name: str
    key: str
    size: int
    sha256: str
    crc32: int | None
    at: datetime
    mark: Mark | None
    category: str
    part: str = ""


async def rows(
    connection: AsyncConnection, reach: Reach, asked: ExportFilter, *, numbers: Collection[int] | None = None
) -> list[ExportRow]:
    """By day, then in roster order; what is owed once comes last. ``numbers``: of these alone."""
    own = and_(marks.c.submission_id == submissions.c.id, marks.c.office_id == reach.office.id)
    columns: list[Any] = [
        *(submissions, obligations.c.day, organisations.c.name.label("unit"), organisations.c.aliases),
        *(marks.c.mark, marks.c.category),
    ]
    found = select(*columns)
    if asked.split is ExportSplit.CITY:
        parts, top = area.branches(reach), organisations.alias()
        found = found.add_columns(top.c.name.label("part"))
        found = found.outerjoin(parts, parts.c.id == submissions.c.organisation_id)
        found = found.outerjoin(top, top.c.id == parts.c.branch)
    query = (
        found.join(obligations, obligations.c.id == submissions.c.obligation_id)
        .join(organisations, organisations.c.id == submissions.c.organisation_id)
        .outerjoin(marks, own)
        .where(*_wanted(reach, asked))
        .order_by(obligations.c.item != DAILY, obligations.c.day, organisations.c.id, submissions.c.id)
    )
    if numbers is not None:
        query = query.where(submissions.c.id.in_(numbers))
    return [
        ExportRow(
            number=row["id"],
            kind=row["kind"],
            day=row["day"] if row["item"] == DAILY else None,
            unit=row["unit"],
            aliases=row["aliases"],
            title=row["title"],
            caption=row["caption"],
            text=row["text"],
            file_name=row["file_name"],
            key=row["key"],
            size=row["size"],
            sha256=row["sha256"],
            crc32=row["crc32"],
            at=row["sent_at"].astimezone(CHINA),
            mark=row["mark"],
            category=row["category"] or "",
            part=row.get("part") or "",
        )
        for row in (await connection.execute(query)).mappings()
    ]


async def sums(connection: AsyncConnection, reach: Reach, asked: ExportFilter) -> tuple[int, int]:
    """How many items, and their bytes as they came."""
    own = and_(marks.c.submission_id == submissions.c.id, marks.c.office_id == reach.office.id)
    query = (
        select(func.count(), func.coalesce(func.sum(submissions.c.size), 0))
        .select_from(submissions)
        .join(obligations, obligations.c.id == submissions.c.obligation_id)
        .join(organisations, organisations.c.id == submissions.c.organisation_id)
        .outerjoin(marks, own)
        .where(*_wanted(reach, asked))
    )
    number, size = (await connection.execute(query)).one()
    return number, int(size)


def _wanted(reach: Reach, asked: ExportFilter) -> list[ColumnElement[bool]]:
    wanted = [obligations.c.campaign == asked.campaign, counting(), area.items(reach)]
    if asked.days:
        wanted += [obligations.c.item == DAILY, obligations.c.day.in_(asked.days)]
    if asked.kinds:
        wanted.append(submissions.c.kind.in_(asked.kinds))
    if asked.unit:
        # One above the office has all of its area below it, and yet is not there.
        in_area = (organisations.c.code == asked.unit, area.units(reach, organisations.c.id))
        unit = select(organisations.c.id).where(*in_area).correlate(None).scalar_subquery()
        wanted.append(submissions.c.organisation_id.in_(area.with_below(unit)))
    if asked.mark is ExportMark.ADOPTED:
        standing = (adoptions.c.submission_id == submissions.c.id, adoptions.c.revoked_at.is_(None))
        wanted.append(select(literal(1)).where(*standing).exists())
    elif asked.mark is not ExportMark.ALL:
        wanted.append(marks.c.mark == Mark(asked.mark.value))
    wanted += [marks.c.category == asked.category] if asked.category else []
    return wanted

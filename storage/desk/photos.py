"""How many photos of a day there are to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.campaigns.campaign import DAILY
from domain.findings import Kind
from domain.reach import Reach
from storage.desk import area
from storage.obligations import counting
from storage.tables import obligations, submissions


@dataclass(frozen=True, kw_only=True)
class PhotosQuestion:
    """``unit_id``: an organisation with all below it, None: the whole area."""

    campaign: str
    day: date
    unit_id: int | None = None


async def count(connection: AsyncConnection, reach: Reach, asked: PhotosQuestion) -> int:
    """Those that count, in reach."""
    query = (
        select(func.count())
        .select_from(submissions.join(obligations, obligations.c.id == submissions.c.obligation_id))
        .where(
            obligations.c.campaign == asked.campaign,
            obligations.c.item == DAILY,
            obligations.c.day == asked.day,
            submissions.c.kind == Kind.PHOTO,
            counting(),
            area.items(reach),
        )
    )
    if asked.unit_id is not None:
        query = query.where(submissions.c.organisation_id.in_(area.with_below(asked.unit_id)))
    return int(await connection.scalar(query) or 0)

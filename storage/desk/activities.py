"""The lists of activities that units of a reach handed in: the last one that rows could be read in, of each unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.reach import Reach
from storage.desk import area
from storage.obligations import counted, counting
from storage.tables import obligations, organisations, submissions


@dataclass(frozen=True, kw_only=True)
class ActivityList:
    """``rows``: as ``checks`` keeps them; empty: what came, the submission ``number``, is no list that can be read."""

    unit: str
    unit_code: str
    number: int
    rows: tuple[Mapping[str, Any], ...]


async def lists(connection: AsyncConnection, reach: Reach, campaign: str, item: str) -> list[ActivityList]:
    """In roster order."""
    query = (
        select(organisations.c.id, organisations.c.code, organisations.c.name, submissions.c.id, submissions.c.form)
        .select_from(submissions)
        .join(obligations, obligations.c.id == submissions.c.obligation_id)
        .join(organisations, organisations.c.id == obligations.c.organisation_id)
        .where(
            obligations.c.campaign == campaign,
            obligations.c.item == item,
            area.units(reach, obligations.c.organisation_id),
            counted(),
            counting(),
        )
        .order_by(organisations.c.id, submissions.c.id)
    )
    last: dict[int, ActivityList] = {}
    for unit_id, code, name, number, form in await connection.execute(query):
        # What a purge has left of a row says nothing.
        rows = tuple(row for row in form or () if any(text for _, text in row.get("cells", ())))
        if rows or unit_id not in last or not last[unit_id].rows:
            last[unit_id] = ActivityList(unit=name, unit_code=code, number=number, rows=rows)
    return list(last.values())

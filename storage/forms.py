"""Statistics forms that were accepted, as rows: the last one of each organisation counts."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.findings import Kind
from domain.statistics import StatisticsRow, row_of
from storage.obligations import counting
from storage.tables import obligations, organisations, submissions


async def of_campaign(connection: AsyncConnection, campaign: str) -> list[tuple[str, list[StatisticsRow]]]:
    """Each organisation's name with its rows, in the roster's order."""
    query = (
        select(organisations.c.id, organisations.c.name, submissions.c.form)
        .join(obligations, obligations.c.id == submissions.c.obligation_id)
        .join(organisations, organisations.c.id == obligations.c.organisation_id)
        .where(
            obligations.c.campaign == campaign,
            submissions.c.kind == Kind.STATISTICS,
            counting(),
            submissions.c.form.is_not(None),
        )
        .order_by(organisations.c.id, submissions.c.id)
    )
    last: dict[int, tuple[str, list[StatisticsRow]]] = {}
    for row in (await connection.execute(query)).mappings():
        last[row["id"]] = row["name"], [row_of(values) for values in row["form"]]
    return list(last.values())

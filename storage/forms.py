"""Statistics forms that were accepted, as rows: the last one of each organisation counts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.findings import Finding, Kind
from domain.findings.stored import from_store
from domain.statistics import StatisticsRow, row_of
from storage.obligations import counted, counting
from storage.tables import obligations, organisations, submissions


@dataclass(frozen=True, kw_only=True)
class UnitForm:
    """A unit with the submission that its rows are of; without ``rows``, of what none could be read in."""

    unit: str
    number: int
    rows: tuple[StatisticsRow, ...]
    findings: tuple[Finding, ...]


async def of_campaign(
    connection: AsyncConnection, campaign: str, within: ColumnElement[bool] | None = None
) -> list[UnitForm]:
    """In the roster's order. ``within``: a condition on ``obligations``, for some of the units."""
    query = (
        select(
            organisations.c.id,
            organisations.c.name,
            submissions.c.id.label("number"),
            submissions.c.form,
            submissions.c.findings,
        )
        .select_from(submissions)
        .join(obligations, obligations.c.id == submissions.c.obligation_id)
        .join(organisations, organisations.c.id == obligations.c.organisation_id)
        .where(obligations.c.campaign == campaign, submissions.c.kind == Kind.STATISTICS, counting(), counted())
        .order_by(organisations.c.id, submissions.c.id)
    )
    if within is not None:
        query = query.where(within)
    last: dict[int, UnitForm] = {}
    for row in (await connection.execute(query)).mappings():
        before = last.get(row["id"])
        if row["form"] is None and before is not None and before.rows:
            continue
        last[row["id"]] = UnitForm(
            unit=row["name"],
            number=row["number"],
            rows=tuple(row_of(values) for values in row["form"] or ()),
            findings=tuple(from_store(one) for one in row["findings"]),
        )
    return list(last.values())

"""What units handed in for what is owed once: the newest of it, over an office's reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.campaigns.campaign import DAILY
from domain.findings import Kind
from domain.reach import Reach
from domain.websites import Website
from storage.desk import area
from storage.desk.websites import website_of
from storage.obligations import counted, counting
from storage.overview import BAD
from storage.tables import obligations, organisations, submissions, websites

#: Characters of a text that are read for its cell: enough for an address or a contact.
BEGINNING = 200


@dataclass(frozen=True, kw_only=True)
class HandedInRow:
    """The newest of what counts for one obligation. ``number``: its submission's; ``of``: how many count.

    ``website``: what it last answered, where it is one that was called.
    """

    obligation_id: int
    number: int
    kind: Kind
    title: str
    text: str
    of: int
    website: Website | None = None


async def handed_in(
    connection: AsyncConnection, reach: Reach, campaign: str, *, branch: int | None = None
) -> dict[int, HandedInRow]:
    """Obligation id → what came for it; ``branch``: of that part of the area alone."""
    newest = (
        _of(select(submissions.c.obligation_id, func.max(submissions.c.id).label("id"), func.count().label("of")))
        .where(*_once(reach, campaign, branch), counting())
        .group_by(submissions.c.obligation_id)
        .subquery()
    )
    query = select(
        newest.c.obligation_id,
        submissions.c.id,
        submissions.c.kind,
        submissions.c.title,
        submissions.c.file_name,
        func.substr(submissions.c.text, 1, BEGINNING).label("text"),
        newest.c.of,
        websites.c.status,
        websites.c.answered_at,
    ).join(newest, newest.c.id == submissions.c.id)
    query = query.outerjoin(websites, websites.c.submission_id == submissions.c.id)
    return {
        row.obligation_id: HandedInRow(
            obligation_id=row.obligation_id,
            number=row.id,
            kind=row.kind,
            title=row.title or row.file_name,
            text=row.text,
            of=row.of,
            website=website_of(row.status, row.answered_at),
        )
        for row in await connection.execute(query)
    }


async def refused(
    connection: AsyncConnection, reach: Reach, campaign: str, *, branch: int | None = None
) -> dict[int, int]:
    """Obligation id → the number of the newest that was refused for it."""
    query = (
        _of(select(submissions.c.obligation_id, func.max(submissions.c.id)))
        .where(*_once(reach, campaign, branch), submissions.c.state.in_(BAD))
        .group_by(submissions.c.obligation_id)
    )
    return {owed: number for owed, number in await connection.execute(query)}


async def lacking(connection: AsyncConnection, reach: Reach, campaign: str, item: str) -> list[str]:
    """The names of the units that still owe it, in roster order."""
    query = (
        select(organisations.c.name)
        .join(obligations, obligations.c.organisation_id == organisations.c.id)
        .where(
            *_once(reach, campaign, None),
            obligations.c.item == item,
            obligations.c.met_at.is_(None),
            obligations.c.exempt.is_(False),
        )
        .order_by(organisations.c.id)
    )
    return list(await connection.scalars(query))


def _of(query: Select[Any]) -> Select[Any]:
    return query.select_from(submissions.join(obligations, obligations.c.id == submissions.c.obligation_id))


def _once(reach: Reach, campaign: str, branch: int | None) -> list[ColumnElement[bool]]:
    these = [
        obligations.c.campaign == campaign,
        obligations.c.item != DAILY,
        counted(),
        area.units(reach, obligations.c.organisation_id),
    ]
    if branch is not None:
        branches = area.branches(reach)
        of_part = select(branches.c.id).where(branches.c.branch == branch)
        these.append(obligations.c.organisation_id.in_(of_part))
    return these

"""What the dossier of one unit tells beside its page: how much it has sent, and photos to show."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.findings import Kind
from domain.organisation import Organisation
from domain.reach import Reach
from domain.selection import Mark
from storage.desk import area
from storage.obligations import counted, counting
from storage.tables import adoptions, appearances, marks, obligations, returns, submissions


@dataclass(frozen=True, kw_only=True)
class DossierItem:
    """``picture``: where the largest picture of it is that was made."""

    number: int
    caption: str
    picture: str


async def amounts(
    connection: AsyncConnection, reach: Reach, campaign: str, unit: Organisation
) -> dict[int, dict[Kind, int]]:
    """Obligation id → how many items of each kind count for it."""
    query = (
        select(submissions.c.obligation_id, submissions.c.kind, func.count())
        .join(obligations, obligations.c.id == submissions.c.obligation_id)
        .where(
            obligations.c.campaign == campaign,
            obligations.c.organisation_id == unit.id,
            area.units_of_few(reach, obligations.c.organisation_id),
            counted(),
            counting(),
        )
        .group_by(submissions.c.obligation_id, submissions.c.kind)
    )
    found: dict[int, dict[Kind, int]] = {}
    for owed, kind, number in await connection.execute(query):
        found.setdefault(owed, {})[kind] = number
    return found


async def photos(
    connection: AsyncConnection, reach: Reach, campaign: str, unit: Organisation, *, limit: int
) -> list[DossierItem]:
    """What a medium published or the office has chosen first, then the sharpest; nothing that was returned."""
    published = select(literal(1)).where(
        adoptions.c.submission_id == submissions.c.id, adoptions.c.revoked_at.is_(None)
    )
    returned = select(literal(1)).where(
        returns.c.submission_id == submissions.c.id, returns.c.settled_by.is_(None), returns.c.cancelled_at.is_(None)
    )
    own = (marks.c.submission_id == submissions.c.id) & (marks.c.office_id == reach.office.id)
    chosen = case((marks.c.mark == Mark.PASSED, 2), (marks.c.mark == Mark.PICKED, 1), else_=0)
    query = (
        select(
            submissions.c.id,
            submissions.c.caption,
            func.coalesce(appearances.c.preview, appearances.c.thumbnail),
        )
        .join(appearances, appearances.c.submission_id == submissions.c.id)
        .join(obligations, obligations.c.id == submissions.c.obligation_id)
        .outerjoin(marks, own)
        .where(
            obligations.c.campaign == campaign,
            submissions.c.organisation_id == unit.id,
            submissions.c.kind == Kind.PHOTO,
            area.items(reach, few=True),
            counting(),
            ~returned.exists(),
        )
        .order_by(
            case((published.exists(), 1), else_=0).desc(),
            chosen.desc(),
            func.coalesce(marks.c.stars, 0).desc(),
            appearances.c.sharpness.desc(),
            submissions.c.id,
        )
        .limit(limit)
    )
    return [
        DossierItem(number=number, caption=caption, picture=picture)
        for number, caption, picture in await connection.execute(query)
    ]

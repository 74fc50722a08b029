"""Whether the websites that units handed in answer: asked for one after the other, each again after some hours."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.campaigns.campaign import DAILY
from domain.findings import Kind
from storage.engine.database import upsert
from storage.obligations import counting
from storage.tables import obligations, submissions, websites

#: Characters of a text that are read: enough for an address.
BEGINNING = 200


@dataclass(frozen=True, kw_only=True)
class ClaimedWebsite:
    """``said``: the beginning of what was sent, which may be an address."""

    number: int
    said: str


async def claim(
    connection: AsyncConnection, campaigns: Collection[str], *, now: datetime, before: datetime, most: int
) -> list[ClaimedWebsite]:
    """Those that were last asked for before then, for this process alone. Times are campaign time."""
    query = (
        select(submissions.c.id, func.substr(submissions.c.text, 1, BEGINNING))
        .join(obligations, obligations.c.id == submissions.c.obligation_id)
        .outerjoin(websites, websites.c.submission_id == submissions.c.id)
        .where(
            obligations.c.campaign.in_(campaigns),
            obligations.c.item != DAILY,
            counting(),
            submissions.c.kind == Kind.TEXT,
            submissions.c.text.contains("://"),
            or_(websites.c.asked_at.is_(None), websites.c.asked_at < before),
        )
        .order_by(submissions.c.id)
        .limit(most)
    )
    claimed = []
    for number, said in (await connection.execute(query)).all():
        statement = upsert(connection, websites).values(submission_id=number, asked_at=now)
        statement = statement.on_conflict_do_update(
            index_elements=["submission_id"], set_={"asked_at": now}, where=websites.c.asked_at < before
        )
        if await connection.scalar(statement.returning(websites.c.submission_id)) is not None:
            claimed.append(ClaimedWebsite(number=number, said=said))
    return claimed


async def answered(connection: AsyncConnection, number: int, status: int, *, at: datetime) -> None:
    """``status``: of HTTP, 0: nothing answered."""
    values = {"status": status, "answered_at": at}
    await connection.execute(update(websites).where(websites.c.submission_id == number).values(values))

"""What websites of a reach answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.clock import CHINA
from domain.reach import Reach
from domain.websites import Website
from storage.desk import area
from storage.tables import submissions, websites


async def of_item(connection: AsyncConnection, reach: Reach, number: int) -> Website | None:
    """None where nobody has asked yet, or out of reach."""
    query = (
        select(websites.c.status, websites.c.answered_at)
        .join(submissions, submissions.c.id == websites.c.submission_id)
        .where(websites.c.submission_id == number, websites.c.status.is_not(None), area.items(reach, few=True))
    )
    row = (await connection.execute(query)).one_or_none()
    return website_of(row.status, row.answered_at) if row is not None else None


def website_of(status: int | None, at: datetime | None) -> Website | None:
    """None where nothing is known yet."""
    return Website(status=status, at=at.astimezone(CHINA)) if status is not None and at is not None else None

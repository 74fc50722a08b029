"""What websites of a reach answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.clock import CHINA
from domain.reach import Reach
from domain.websites import Website
from storage.desk import area
from storage.tables import obligations, submissions, websites


async def of_item(connection: AsyncConnection, reach: Reach, number: int) -> Website | None:
    """None where nobody has asked yet, or out of reach."""
    query = (
        select(websites.c.status, websites.c.answered_at)
        .join(submissions, submissions.c.id == websites.c.submission_id)
        .where(websites.c.submission_id == number, websites.c.status.is_not(None), area.items(reach, few=True))
    )
    row = (await connection.execute(query)).one_or_none()
    return website_of(row.status, row.answered_at) if row is not None else None


async def of_campaign(connection: AsyncConnection, reach: Reach, campaign: str) -> dict[int, Website]:
    """By the number of the item whose website it is; those that nobody has asked yet are not in it."""
    query = (
        select(websites.c.submission_id, websites.c.status, websites.c.answered_at)
        .join(submissions, submissions.c.id == websites.c.submission_id)
        .join(obligations, obligations.c.id == submissions.c.obligation_id)
        .where(obligations.c.campaign == campaign, websites.c.status.is_not(None), area.items(reach))
    )
    found = {number: website_of(status, at) for number, status, at in await connection.execute(query)}
    return {number: website for number, website in found.items() if website is not None}


def website_of(status: int | None, at: datetime | None) -> Website | None:
    """None where nothing is known yet."""
    return Website(status=status, at=at.astimezone(CHINA)) if status is not None and at is not None else None

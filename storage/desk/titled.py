"""Items of a campaign by exactly what they are called."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.reach import Reach
from storage.desk import area
from storage.obligations import counting
from storage.tables import obligations, submissions


async def numbers(
    connection: AsyncConnection, reach: Reach, campaign: str, titles: Collection[str]
) -> dict[str, list[int]]:
    """Title → the numbers of the accepted items in reach whose title or caption it is, a few titles."""
    if not titles:
        return {}
    table = submissions.c
    query = (
        select(table.id, table.title, table.caption)
        .join(obligations, obligations.c.id == table.obligation_id)
        .where(
            obligations.c.campaign == campaign,
            counting(),
            area.items(reach),
            or_(table.title.in_(titles), table.caption.in_(titles)),
        )
        .order_by(table.id)
    )
    found: dict[str, list[int]] = {}
    for number, title, caption in await connection.execute(query):
        for called in {title, caption} & set(titles):
            found.setdefault(called, []).append(number)
    return found

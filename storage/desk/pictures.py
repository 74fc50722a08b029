"""Where the pictures and the bytes of an item are, for an office that has it in reach."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.reach import Reach
from storage.desk import area
from storage.tables import appearances, submissions


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Keys of what is stored of one item; empty where there is none. ``sha256``: of its bytes as they came."""

    number: int
    sha256: str
    original: str
    thumbnail: str
    small: str
    preview: str


async def kept(connection: AsyncConnection, reach: Reach, number: int) -> Kept | None:
    """None when there is no such item, or not in reach."""
    query = (
        select(
            submissions.c.sha256,
            submissions.c.key,
            appearances.c.thumbnail,
            appearances.c.small,
            appearances.c.preview,
        )
        .outerjoin(appearances, appearances.c.submission_id == submissions.c.id)
        .where(submissions.c.id == number, area.items(reach, few=True))
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    sha256, original, thumbnail, small, preview = row
    return Kept(
        number=number,
        sha256=sha256,
        original=original,
        thumbnail=thumbnail or "",
        small=small or "",
        preview=preview or "",
    )

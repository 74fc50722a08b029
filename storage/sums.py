"""The CRC-32 of files that came in before it was computed with their SHA-256."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import submissions


@dataclass(frozen=True, kw_only=True)
class Unsummed:
    """A file whose CRC-32 nobody knows yet. ``size`` in bytes."""

    id: int
    key: str
    size: int


async def unsummed(connection: AsyncConnection, *, after: int, most: int) -> list[Unsummed]:
    """The next ones of higher numbers than ``after``."""
    query = (
        select(submissions.c.id, submissions.c.key, submissions.c.size)
        .where(submissions.c.crc32.is_(None), submissions.c.key != "", submissions.c.id > after)
        .order_by(submissions.c.id)
        .limit(most)
    )
    return [Unsummed(id=id_, key=key, size=size) for id_, key, size in await connection.execute(query)]


async def summed(connection: AsyncConnection, submission_id: int, crc32: int) -> None:
    """Its file stays what it is, wherever it is moved to; one that was removed meanwhile has none."""
    there = (submissions.c.id == submission_id) & (submissions.c.key != "")
    await connection.execute(update(submissions).where(there).values(crc32=crc32))

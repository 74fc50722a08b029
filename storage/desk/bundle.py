"""Everything that units of a reach handed in for one milestone, with what its bundle tells of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.clock import CHINA
from domain.findings import Kind
from domain.reach import Reach
from storage.desk import area
from storage.obligations import counted, counting
from storage.tables import obligations, organisations, submissions


@dataclass(frozen=True, kw_only=True)
class BundledRow:
    """``late``: it came after the deadline. ``at`` is local; ``crc32`` None: not computed yet."""

    number: int
    kind: Kind
    unit: str
    aliases: Sequence[str]
    title: str
    text: str
    file_name: str
    key: str
    size: int
    sha256: str
    crc32: int | None
    facts: Mapping[str, Any]
    at: datetime
    late: bool


async def rows(connection: AsyncConnection, reach: Reach, campaign: str, item: str) -> list[BundledRow]:
    """What counts, in roster order."""
    query = (
        select(submissions, obligations.c.due_at, organisations.c.name.label("unit"), organisations.c.aliases)
        .join(obligations, obligations.c.id == submissions.c.obligation_id)
        .join(organisations, organisations.c.id == obligations.c.organisation_id)
        .where(
            obligations.c.campaign == campaign,
            obligations.c.item == item,
            area.units(reach, obligations.c.organisation_id),
            counted(),
            counting(),
        )
        .order_by(organisations.c.id, submissions.c.id)
    )
    return [
        BundledRow(
            number=row["id"],
            kind=row["kind"],
            unit=row["unit"],
            aliases=row["aliases"],
            title=row["title"],
            text=row["text"],
            file_name=row["file_name"],
            key=row["key"],
            size=row["size"],
            sha256=row["sha256"],
            crc32=row["crc32"],
            facts=row["facts"],
            at=row["sent_at"].astimezone(CHINA),
            late=row["counted_at"] > row["due_at"],
        )
        for row in (await connection.execute(query)).mappings()
    ]

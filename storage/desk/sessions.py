"""Browsers that are logged in at the desk: one's own, and those of who serves the offices of a reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.clock import CHINA
from domain.organisation import Role
from domain.reach import Reach
from storage.desk import area
from storage.tables import duties, people, sessions

#: Sessions that are listed, the one used last first.
LISTED = 100


@dataclass(frozen=True, kw_only=True)
class OpenSession:
    """All times real, and local. ``agent`` and ``address``: as far as its person needs them to know it again."""

    sha256: str
    person_id: int
    name: str
    agent: str
    address: str
    made_at: datetime
    seen_at: datetime


async def listed(
    connection: AsyncConnection, reach: Reach, *, now: datetime, seen_after: datetime, sha256: str = ""
) -> list[OpenSession]:
    """Those that are not over, and were used after then; ``sha256``: that one alone."""
    query = (
        select(sessions, people.c.name)
        .join(people, people.c.id == sessions.c.person_id)
        .where(
            sessions.c.revoked_at.is_(None),
            sessions.c.expires_at > now,
            sessions.c.seen_at > seen_after,
            (sessions.c.person_id == reach.person_id) | _of_area(reach),
        )
        .order_by(sessions.c.seen_at.desc())
        .limit(LISTED)
    )
    if sha256:
        query = query.where(sessions.c.sha256 == sha256)
    return [
        OpenSession(
            sha256=row["sha256"],
            person_id=row["person_id"],
            name=row["name"],
            agent=row["agent"],
            address=row["address"],
            made_at=row["made_at"].astimezone(CHINA),
            seen_at=row["seen_at"].astimezone(CHINA),
        )
        for row in (await connection.execute(query)).mappings()
    ]


def _of_area(reach: Reach) -> ColumnElement[bool]:
    office = (duties.c.person_id == sessions.c.person_id) & (duties.c.role != Role.LIAISON)
    return select(duties.c.person_id).where(office, area.units(reach, duties.c.organisation_id)).exists()

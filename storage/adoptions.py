"""Adopted items: one row for each medium and address that published one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.clock import CHINA
from domain.selection import Adoption
from storage.engine.database import upsert
from storage.tables import adoptions

_SET = ("office_id", "level", "on_day", "person_id", "at")


async def of(connection: AsyncConnection, numbers: Collection[int]) -> dict[int, list[Adoption]]:
    """Submission id → the adoptions in force."""
    found: dict[int, list[Adoption]] = {}
    if numbers:
        query = select(adoptions).where(adoptions.c.submission_id.in_(numbers), adoptions.c.revoked_at.is_(None))
        for row in (await connection.execute(query.order_by(adoptions.c.id))).mappings():
            found.setdefault(row["submission_id"], []).append(_adoption(row))
    return found


async def add(connection: AsyncConnection, number: int, adopted: Adoption) -> int:
    """Its id; ``adopted.id`` is ignored. One that was revoked is in force again."""
    values = {"medium": adopted.medium, "url": adopted.url, **{name: getattr(adopted, name) for name in _SET}}
    statement = upsert(connection, adoptions).values(submission_id=number, **values)
    new = {**{name: statement.excluded[name] for name in _SET}, "revoked_at": None}
    again = statement.on_conflict_do_update(index_elements=["submission_id", "medium", "url"], set_=new)
    return int((await connection.execute(again.returning(adoptions.c.id))).scalar_one())


async def give_address(connection: AsyncConnection, adoption_id: int, url: str) -> None:
    await connection.execute(update(adoptions).where(adoptions.c.id == adoption_id).values(url=url))


async def revoke(connection: AsyncConnection, adoption_id: int, *, now: datetime) -> None:
    await connection.execute(update(adoptions).where(adoptions.c.id == adoption_id).values(revoked_at=now))


def _adoption(row: RowMapping) -> Adoption:
    return Adoption(
        id=row["id"],
        office_id=row["office_id"],
        level=row["level"],
        medium=row["medium"],
        url=row["url"],
        on_day=row["on_day"],
        person_id=row["person_id"],
        at=row["at"].astimezone(CHINA),
    )

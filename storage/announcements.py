"""Announcements: asked for, confirmed once, and what became of each message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.clock import CHINA
from domain.organisation import Role
from domain.reach import Reach
from storage.desk import area
from storage.engine.database import upsert
from storage.states import AnnouncementState, OutboxState
from storage.tables import announcements, duties, organisations, outbox


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """``receivers``: whom it was said to; ``unbound``: liaisons without an account. ``at`` is local."""

    id: int
    person_id: int | None
    state: AnnouncementState
    text: str
    at: datetime
    receivers: int
    unbound: int


async def liaisons(connection: AsyncConnection, reach: Reach) -> tuple[set[int], int]:
    """Ids of those who report for a unit of the area, and how many units they serve."""
    query = (
        select(duties.c.person_id, duties.c.organisation_id)
        .join(organisations, organisations.c.id == duties.c.organisation_id)
        .where(duties.c.role == Role.LIAISON, organisations.c.listed, area.units(reach, organisations.c.id))
    )
    rows = (await connection.execute(query)).all()
    return {person for person, _ in rows}, len({unit for _, unit in rows})


async def draft(connection: AsyncConnection, reach: Reach, key: str, text: str, *, at: datetime) -> None:
    """What was asked for by ``key`` and waits for a yes. Idempotent."""
    await _new(connection, reach, key, text, AnnouncementState.DRAFT, at)


async def begin(connection: AsyncConnection, reach: Reach, key: str, text: str, *, at: datetime) -> int | None:
    """The number of one that is to be said now; None when the same ``key`` has said it before."""
    return await _new(connection, reach, key, text, AnnouncementState.SENT, at)


async def confirm(connection: AsyncConnection, reach: Reach, key: str, *, at: datetime) -> Announcement | None:
    """The draft of that key, to be said now; None when there is none of this person's, or it was said before."""
    waits = (announcements.c.key == key) & (announcements.c.state == AnnouncementState.DRAFT)
    own = (announcements.c.person_id == reach.person_id) & (announcements.c.office_id == reach.office.id)
    said = update(announcements).where(waits, own).values(state=AnnouncementState.SENT, at=at).returning(announcements)
    row = (await connection.execute(said)).mappings().one_or_none()
    return _announcement(row) if row else None


async def note(connection: AsyncConnection, id_: int, *, receivers: int, unbound: int) -> None:
    values = {"receivers": receivers, "unbound": unbound}
    await connection.execute(update(announcements).where(announcements.c.id == id_).values(**values))


async def find(connection: AsyncConnection, reach: Reach, id_: int) -> Announcement | None:
    """One of the office's own that was said."""
    query = select(announcements).where(announcements.c.id == id_, _said(reach))
    row = (await connection.execute(query)).mappings().one_or_none()
    return _announcement(row) if row else None


async def of_key(connection: AsyncConnection, reach: Reach, key: str) -> int | None:
    """Its number."""
    query = select(announcements.c.id).where(announcements.c.key == key, _said(reach))
    number: int | None = await connection.scalar(query)
    return number


async def listed(connection: AsyncConnection, reach: Reach, *, most: int) -> list[Announcement]:
    """The office's own, the newest first."""
    query = select(announcements).where(_said(reach)).order_by(announcements.c.id.desc()).limit(most)
    return [_announcement(row) for row in (await connection.execute(query)).mappings()]


def message_key(id_: int, person_id: int) -> str:
    """Of the message to one person: who is asked to hear it twice hears it once."""
    return f"announcement:{id_}:{person_id}"


async def became(connection: AsyncConnection, id_: int) -> Mapping[OutboxState, int]:
    """How the messages of one stand; a long text in parts counts once, as its last part does."""
    first, last = f"announcement:{id_}:", f"announcement:{id_};"
    query = select(outbox.c.key, outbox.c.state).where(outbox.c.key >= first, outbox.c.key < last)
    parts = {key.partition("#")[0]: state for key, state in await connection.execute(query.order_by(outbox.c.id))}
    return Counter(parts.values())


async def _new(
    connection: AsyncConnection, reach: Reach, key: str, text: str, state: AnnouncementState, at: datetime
) -> int | None:
    values: dict[str, Any] = {
        "office_id": reach.office.id,
        "person_id": reach.person_id,
        "key": key,
        "state": state,
        "text": text,
        "at": at,
    }
    made = upsert(connection, announcements).values(**values).on_conflict_do_nothing(index_elements=["key"])
    number: int | None = await connection.scalar(made.returning(announcements.c.id))
    return number


def _said(reach: Reach) -> Any:
    return (announcements.c.office_id == reach.office.id) & (announcements.c.state == AnnouncementState.SENT)


def _announcement(row: RowMapping) -> Announcement:
    return Announcement(
        id=row["id"],
        person_id=row["person_id"],
        state=row["state"],
        text=row["text"],
        at=row["at"].astimezone(CHINA),
        receivers=row["receivers"],
        unbound=row["unbound"],
    )

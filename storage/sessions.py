"""Browsers that are logged in at the desk. Only the SHA-256 of a session's id is kept: its cookie alone opens it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine.tokens import digest, new_token, plausible
from storage.tables import people, sessions


@dataclass(frozen=True, kw_only=True)
class Session:
    """All times real. ``agent`` and ``address``: as far as its person needs them to know it again."""

    sha256: str
    person_id: int
    made_at: datetime
    seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    agent: str = ""
    address: str = ""


async def make(
    connection: AsyncConnection, *, person_id: int, agent: str, address: str, now: datetime, expires_at: datetime
) -> str:
    """The id of a new session, for its cookie."""
    token = new_token()
    values = {"person_id": person_id, "agent": agent, "address": address}
    times = {"made_at": now, "seen_at": now, "expires_at": expires_at}
    await connection.execute(insert(sessions).values(sha256=digest(token), **values, **times))
    return token


async def find(connection: AsyncConnection, token: str) -> Session | None:
    """The session of an id, also one that is over."""
    if not plausible(token):
        return None
    row = (await connection.execute(select(sessions).where(sessions.c.sha256 == digest(token)))).mappings()
    found = row.one_or_none()
    return Session(**found) if found else None


async def several(connection: AsyncConnection, tokens: Collection[str]) -> dict[str, Session]:
    """Id → session, also one that is over; what is no id of a session is not in it. One statement."""
    digests = {digest(token): token for token in tokens if plausible(token)}
    rows = await connection.execute(select(sessions).where(sessions.c.sha256.in_(digests)))
    return {digests[row["sha256"]]: Session(**row) for row in rows.mappings()}


@dataclass(frozen=True, kw_only=True)
class NamedSession(Session):
    """``name``: of whose it is."""

    name: str


async def opened(connection: AsyncConnection, *, now: datetime, seen_after: datetime) -> list[NamedSession]:
    """Of everybody, those that are not over and were used after then; the one used last first. For the operator."""
    query = (
        select(sessions, people.c.name)
        .join(people, people.c.id == sessions.c.person_id)
        .where(sessions.c.revoked_at.is_(None), sessions.c.expires_at > now, sessions.c.seen_at > seen_after)
        .order_by(sessions.c.seen_at.desc())
    )
    return [NamedSession(**row) for row in (await connection.execute(query)).mappings()]


async def seen(connection: AsyncConnection, sha256: Collection[str], *, now: datetime, every: timedelta) -> None:
    """Used now; once in ``every``, however many requests find it due at the same moment."""
    due = sessions.c.sha256.in_(sha256) & (sessions.c.seen_at <= now - every)
    await connection.execute(update(sessions).where(due).values(seen_at=now))


async def revoke(connection: AsyncConnection, sha256: str, *, now: datetime) -> bool:
    """False when it was revoked before."""
    return await _revoke(connection, sessions.c.sha256 == sha256, now) == 1


async def revoke_all(connection: AsyncConnection, person_id: int, *, now: datetime) -> int:
    """All of one person; how many were open."""
    return await _revoke(connection, (sessions.c.person_id == person_id) & (sessions.c.expires_at > now), now)


async def sweep(connection: AsyncConnection, *, before: datetime) -> None:
    """Rows of sessions that were over before then."""
    await connection.execute(delete(sessions).where(sessions.c.expires_at < before))


async def _revoke(connection: AsyncConnection, which: ColumnElement[bool], now: datetime) -> int:
    open_ = sessions.c.revoked_at.is_(None)
    return (await connection.execute(update(sessions).where(which, open_).values(revoked_at=now))).rowcount

"""Personal upload links. Only the SHA-256 of a token is kept: who reads the database cannot open anybody's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine.tokens import digest, new_token, plausible
from storage.tables import links


@dataclass(frozen=True, kw_only=True)
class Link:
    """Whose link it is and where receipts go. All times real."""

    id: int
    person_id: int
    channel: str
    account: str
    expires_at: datetime
    revoked_at: datetime | None = None


async def make(
    connection: AsyncConnection, *, person_id: int, channel: str, account: str, now: datetime, expires_at: datetime
) -> str:
    """A fresh token; the links made before stay good until their own end."""
    token = new_token()
    await connection.execute(
        insert(links).values(
            sha256=digest(token),
            person_id=person_id,
            channel=channel,
            account=account,
            made_at=now,
            expires_at=expires_at,
        )
    )
    return token


async def find(connection: AsyncConnection, token: str) -> Link | None:
    """The link of a token, also an expired or revoked one."""
    if not plausible(token):
        return None
    row = (await connection.execute(select(links).where(links.c.sha256 == digest(token)))).mappings().one_or_none()
    return _link(row) if row else None


async def revoke(connection: AsyncConnection, person_id: int, now: datetime) -> int:
    """Revoke every link of this person that still opens something; returns how many did."""
    alive = (links.c.person_id == person_id) & links.c.revoked_at.is_(None) & (links.c.expires_at > now)
    return (await connection.execute(update(links).where(alive).values(revoked_at=now))).rowcount


def _link(row: RowMapping) -> Link:
    names = ("id", "person_id", "channel", "account", "expires_at", "revoked_at")
    return Link(**{name: row[name] for name in names})

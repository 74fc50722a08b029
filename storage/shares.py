"""Links to exports for people without an account. Only the SHA-256 of a token is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine.tokens import digest, new_token, plausible
from storage.tables import shares


@dataclass(frozen=True, kw_only=True)
class Share:
    """``label``: for whom it is; ``opened``: its page, ``downloads``: begun. All times real."""

    id: int
    export_id: int
    label: str
    person_id: int | None
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    opened: int
    downloads: int

    def opens(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


async def make(
    connection: AsyncConnection,
    *,
    export_id: int,
    label: str,
    person_id: int,
    now: datetime,
    expires_at: datetime,
) -> tuple[str, int]:
    """A fresh token, and the number of its row."""
    token = new_token()
    values = {"export_id": export_id, "label": label, "person_id": person_id, "made_at": now, "expires_at": expires_at}
    made = insert(shares).values(sha256=digest(token), **values).returning(shares.c.id)
    return token, int((await connection.execute(made)).scalar_one())


async def find(connection: AsyncConnection, token: str) -> Share | None:
    """The one of a token, also one that is over."""
    if not plausible(token):
        return None
    row = (await connection.execute(select(shares).where(shares.c.sha256 == digest(token)))).mappings().one_or_none()
    return _share(row) if row else None


async def of_export(connection: AsyncConnection, export_id: int) -> list[Share]:
    """The newest first. Whose export it is was asked before."""
    rows = await connection.execute(select(shares).where(shares.c.export_id == export_id).order_by(shares.c.id.desc()))
    return [_share(row) for row in rows.mappings()]


async def revoke(connection: AsyncConnection, export_id: int, share_id: int, *, now: datetime) -> bool:
    """False when there is none, or it was revoked before."""
    which = (shares.c.id == share_id) & (shares.c.export_id == export_id) & shares.c.revoked_at.is_(None)
    return (await connection.execute(update(shares).where(which).values(revoked_at=now))).rowcount == 1


async def count(connection: AsyncConnection, share_id: int, *, opened: int = 0, downloads: int = 0) -> None:
    more = {"opened": shares.c.opened + opened, "downloads": shares.c.downloads + downloads}
    await connection.execute(update(shares).where(shares.c.id == share_id).values(more))


def _share(row: RowMapping) -> Share:
    names = ("id", "export_id", "label", "person_id", "made_at", "expires_at", "revoked_at", "opened", "downloads")
    return Share(**{name: row[name] for name in names})

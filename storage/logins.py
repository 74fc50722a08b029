"""Ways in to the desk that are open for minutes: a link from chat, or a computer that waits for its six digits.

Of tokens and digits only the SHA-256 is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine.tokens import digest, plausible
from storage.tables import logins


@dataclass(frozen=True, kw_only=True)
class Login:
    """``person_id``: whom it lets in, None while a computer waits for a yes. All times real."""

    sha256: str
    person_id: int | None
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    agent: str = ""
    address: str = ""

    def opens(self, now: datetime) -> bool:
        """It lets somebody in."""
        return self.person_id is not None and self.waits(now)

    def waits(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at


async def make(
    connection: AsyncConnection,
    token: str,
    *,
    person_id: int | None = None,
    code: str | None = None,
    agent: str = "",
    address: str = "",
    now: datetime,
    expires_at: datetime,
) -> None:
    """``code``: the six digits that a computer shows."""
    values = {"person_id": person_id, "code": digest(code) if code else None, "agent": agent, "address": address}
    await connection.execute(insert(logins).values(sha256=digest(token), made_at=now, expires_at=expires_at, **values))


async def find(connection: AsyncConnection, token: str) -> Login | None:
    """The login of a token, also one that is over."""
    if not plausible(token):
        return None
    return await get(connection, digest(token))


async def get(connection: AsyncConnection, sha256: str) -> Login | None:
    row = (await connection.execute(select(logins).where(logins.c.sha256 == sha256))).mappings().one_or_none()
    return _login(row) if row else None


async def of_code(connection: AsyncConnection, code: str, *, now: datetime) -> Login | None:
    """The computer that shows these digits and waits for a yes; None when there is none, or more than one."""
    waiting = logins.c.used_at.is_(None) & (logins.c.expires_at > now) & logins.c.person_id.is_(None)
    rows = (await connection.execute(select(logins).where(logins.c.code == digest(code), waiting))).mappings().all()
    return _login(rows[0]) if len(rows) == 1 else None


async def waiting(connection: AsyncConnection, *, now: datetime) -> int:
    """How many computers wait."""
    query = select(func.count()).where(logins.c.code.is_not(None), logins.c.expires_at > now)
    return int((await connection.execute(query)).scalar_one())


async def agree(connection: AsyncConnection, sha256: str, person_id: int, *, now: datetime) -> bool:
    """It lets this person in; False when it waits no more."""
    free = logins.c.used_at.is_(None) & (logins.c.expires_at > now) & logins.c.person_id.is_(None)
    changed = update(logins).where(logins.c.sha256 == sha256, free).values(person_id=person_id)
    return (await connection.execute(changed)).rowcount == 1


async def use(connection: AsyncConnection, sha256: str, *, now: datetime) -> bool:
    """Consume it; False when somebody else did, or it is over."""
    free = logins.c.used_at.is_(None) & (logins.c.expires_at > now) & logins.c.person_id.is_not(None)
    changed = update(logins).where(logins.c.sha256 == sha256, free).values(used_at=now)
    return (await connection.execute(changed)).rowcount == 1


async def revoke(connection: AsyncConnection, person_id: int, *, now: datetime) -> None:
    """What was to let this person in does so no more."""
    theirs = (logins.c.person_id == person_id) & logins.c.used_at.is_(None)
    await connection.execute(update(logins).where(theirs).values(used_at=now))


async def sweep(connection: AsyncConnection, *, before: datetime) -> None:
    """Rows of ways in that were over before then."""
    await connection.execute(delete(logins).where(logins.c.expires_at < before))


def _login(row: RowMapping) -> Login:
    names = ("sha256", "person_id", "made_at", "expires_at", "used_at", "agent", "address")
    return Login(**{name: row[name] for name in names})

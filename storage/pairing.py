"""One person's several accounts: the code by which they bind another one themselves, and which of them spoke last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.organisation import Account
from storage import used_codes
from storage.engine.database import insert_new
from storage.tables import identities, pairing_codes

#: How long a code is good.
LASTS = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A code that is good: whose it is, and its hash."""

    person_id: int
    hash: str


async def offer(connection: AsyncConnection, person_id: int, code: str, *, real: datetime) -> None:
    """From ``real`` on this code binds an account to that person, once; the one before binds nothing any more."""
    await connection.execute(delete(pairing_codes).where(pairing_codes.c.person_id == person_id))
    row = {"person_id": person_id, "hash": await used_codes.digest(code), "made_at": real}
    await insert_new(connection, pairing_codes, [row], ("hash",))


async def offered(connection: AsyncConnection, code: str, *, real: datetime) -> Offer | None:
    """This code, as typed, while it is good."""
    hash_ = await used_codes.digest(code)
    query = select(pairing_codes.c.person_id).where(
        pairing_codes.c.hash == hash_, pairing_codes.c.made_at > real - LASTS
    )
    owner: int | None = await connection.scalar(query)
    return None if owner is None else Offer(person_id=owner, hash=hash_)


async def settle(connection: AsyncConnection, offer: Offer) -> bool:
    """The code is used up; False when somebody else has used it, or it was renewed."""
    gone = delete(pairing_codes).where(pairing_codes.c.hash == offer.hash)
    return bool((await connection.execute(gone)).rowcount)


async def spoke(connection: AsyncConnection, account: Account, *, real: datetime) -> None:
    """From ``real`` on its person speaks from this account."""
    own = (identities.c.channel == account.channel) & (identities.c.account == account.account)
    await connection.execute(update(identities).where(own).values(heard_at=real))

"""Invite codes: whose each one is, and what it binds once. Of a used one only the hash is kept (``used_codes``)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.organisation import Person
from domain.roster.invite import normalise
from storage import people, used_codes
from storage.engine.database import insert_new
from storage.tables import duties, invite_links
from storage.tables import invites as table


class InviteUsed(Exception):
    """The code's owner already has another account on this channel: the code may have got into wrong hands."""


@dataclass(frozen=True, kw_only=True)
class Invite:
    """``code`` is empty when it was used: it is not known any more."""

    code: str
    person_id: int
    used_at: datetime | None


async def owner_of(connection: AsyncConnection, code: str) -> Person | None:
    """Whose invite code this is, as typed."""
    owner = await _owner(connection, code)
    return None if owner is None else await people.get(connection, owner)


async def _owner(connection: AsyncConnection, code: str) -> int | None:
    """Whose code this is; of a used one only the hash is kept."""
    query = select(table.c.person_id)
    fresh: int | None = await connection.scalar(query.where(table.c.code == normalise(code)))
    if fresh is not None:
        return fresh
    used: int | None = await connection.scalar(query.where(table.c.code == await used_codes.digest(code)))
    return used


async def bind(connection: AsyncConnection, code: str, channel: str, account: str, now: datetime) -> Person | None:
    """Give the account to the owner of the invite code; None when no such code exists.

    Binding the same account again changes nothing. Raises ``AccountTaken`` and ``InviteUsed``. ``now``: campaign time.
    """
    owner = await _owner(connection, code)
    if owner is None:
        return None
    accounts = {
        bound.account.account for bound in await people.bound_to(connection, owner) if bound.account.channel == channel
    }
    if accounts and account not in accounts:
        raise InviteUsed
    await people.link(connection, owner, channel, account, now=now)
    first = update(table).where(table.c.person_id == owner, table.c.used_at.is_(None))
    await connection.execute(first.values(used_at=now, code=await used_codes.digest(code)))
    await _unlinked(connection, owner)
    return await people.get(connection, owner)


async def all(connection: AsyncConnection) -> list[Invite]:
    return [_from(row) for row in await connection.execute(select(table))]


async def of(connection: AsyncConnection, person_id: int) -> Invite | None:
    row = (await connection.execute(select(table).where(table.c.person_id == person_id))).one_or_none()
    return _from(row) if row else None


def _from(row: Row[Any]) -> Invite:
    return Invite(code="" if row.used_at else row.code, person_id=row.person_id, used_at=row.used_at)


async def forget(connection: AsyncConnection, person_id: int) -> None:
    await connection.execute(delete(table).where(table.c.person_id == person_id))
    await _unlinked(connection, person_id)


async def _unlinked(connection: AsyncConnection, person_id: int) -> None:
    """What brings in their code brings in nobody any more."""
    await connection.execute(delete(invite_links).where(invite_links.c.person_id == person_id))


async def people_without(connection: AsyncConnection, at_most: int | None = None) -> list[int]:
    """Ids of everybody who has a duty and no invite code, or the first of them."""
    invited = select(table.c.person_id).where(table.c.person_id == duties.c.person_id)
    query = select(duties.c.person_id).where(~invited.exists()).distinct().order_by(duties.c.person_id)
    return list(await connection.scalars(query.limit(at_most)))


async def known_among(connection: AsyncConnection, codes: Collection[str]) -> set[str]:
    """Those of these codes that are somebody's."""
    return set(await connection.scalars(select(table.c.code).where(table.c.code.in_(list(codes)))))


async def add(connection: AsyncConnection, codes: Mapping[int, str], now: datetime) -> None:
    """Person id → code, for people who have none yet; a code that exists already is kept."""
    rows = [{"code": code, "person_id": person_id, "made_at": now} for person_id, code in codes.items()]
    await insert_new(connection, table, rows, ("person_id",))

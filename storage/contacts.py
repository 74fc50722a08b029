"""Whom to call: names and telephones of liaisons and supervisors, and which liaisons have no account yet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.organisation import Role
from storage.tables import duties, identities, organisations, people

#: Databases take only so many values in one statement.
_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Contact:
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class UnitContact:
    """``contact`` is None where the organisation has nobody."""

    organisation_id: int
    organisation: str
    contact: Contact | None


async def serving(
    connection: AsyncConnection, organisation_ids: Collection[int], role: Role = Role.LIAISON
) -> dict[int, list[Contact]]:
    """Organisation id → who serves it; organisations without anybody are not in it."""
    found: dict[int, list[Contact]] = {}
    ids = sorted(organisation_ids)
    for start in range(0, len(ids), _AT_ONCE):
        query = (
            select(duties.c.organisation_id, people.c.name, people.c.phone)
            .join(people, people.c.id == duties.c.person_id)
            .where(duties.c.role == role, duties.c.organisation_id.in_(ids[start : start + _AT_ONCE]))
            .order_by(duties.c.organisation_id, people.c.id)
        )
        for organisation_id, name, phone in await connection.execute(query):
            found.setdefault(organisation_id, []).append(Contact(name=name, phone=phone))
    return found


async def unreachable(
    connection: AsyncConnection,
    kinds: Collection[str],
    channels: Collection[str],
    organisation_ids: Collection[int] | None,
) -> list[UnitContact]:
    """Liaisons of organisations of these kinds (None = all of them) without an account on any of ``channels``.

    Organisations without a liaison stand among them, with nobody. In roster order.
    """
    known = select(identities.c.id).where(
        identities.c.person_id == duties.c.person_id, identities.c.channel.in_(list(channels))
    )
    liaison = (duties.c.organisation_id == organisations.c.id) & (duties.c.role == Role.LIAISON)
    query = (
        select(organisations.c.id, organisations.c.name, people.c.id, people.c.name, people.c.phone)
        .select_from(organisations)
        .outerjoin(duties, liaison)
        .outerjoin(people, people.c.id == duties.c.person_id)
        .where(organisations.c.listed, organisations.c.kind.in_(list(kinds)), ~known.exists())
        .order_by(organisations.c.id, people.c.id)
    )
    return [
        UnitContact(unit, called, Contact(name=name, phone=phone) if person is not None else None)
        for unit, called, person, name, phone in await connection.execute(query)
        if organisation_ids is None or unit in organisation_ids
    ]

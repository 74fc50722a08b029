"""Whom to call: names and telephones of liaisons and supervisors, which have no account yet, which never wrote."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.messages import Unreachable
from domain.organisation import Role
from storage.engine.many import among
from storage.tables import duties, identities, inbox, invites, organisations, people, unreachable_accounts
from storage.unreachable import of_identity, of_person


@dataclass(frozen=True, slots=True)
class Contact:
    """``code``: the invite code, where it was asked for and nobody has used it.

    ``unreachable``: why nothing sent to this person arrives, on any of their accounts. ``person_id`` 0: not asked.
    """

    name: str
    phone: str
    person_id: int = 0
    code: str = ""
    unreachable: Unreachable | None = None


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
    if not organisation_ids:
        return found
    query = (
        select(duties.c.organisation_id, people.c.id, people.c.name, people.c.phone, of_person(people.c.id))
        .join(people, people.c.id == duties.c.person_id)
        .where(duties.c.role == role, among(connection, duties.c.organisation_id, organisation_ids))
        .order_by(duties.c.organisation_id, people.c.id)
    )
    for organisation_id, id_, name, phone, reason in await connection.execute(query):
        contact = Contact(name=name, phone=phone, person_id=id_, unreachable=reason)
        found.setdefault(organisation_id, []).append(contact)
    return found


async def not_reached(connection: AsyncConnection) -> dict[int, dict[int, Unreachable]]:
    """Organisation id → its liaisons to whom nothing sent arrives, by person id, and why; none without any."""
    query = (
        select(duties.c.organisation_id, duties.c.person_id, of_person(duties.c.person_id))
        .join(identities, identities.c.person_id == duties.c.person_id)
        .join(unreachable_accounts, of_identity())
        .where(duties.c.role == Role.LIAISON, of_person(duties.c.person_id).is_not(None))
    )
    found: dict[int, dict[int, Unreachable]] = {}
    for organisation_id, person_id, reason in await connection.execute(query):
        found.setdefault(organisation_id, {})[person_id] = reason
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
        select(organisations.c.id, organisations.c.name, people.c.id, people.c.name, people.c.phone, invites.c.code)
        .select_from(organisations)
        .outerjoin(duties, liaison)
        .outerjoin(people, people.c.id == duties.c.person_id)
        .outerjoin(invites, (invites.c.person_id == people.c.id) & invites.c.used_at.is_(None))
        .where(organisations.c.listed, organisations.c.kind.in_(list(kinds)), ~known.exists())
        .order_by(organisations.c.id, people.c.id)
    )
    return [
        UnitContact(unit, called, Contact(name=name, phone=phone, code=code or "") if person is not None else None)
        for unit, called, person, name, phone, code in await connection.execute(query)
        if organisation_ids is None or unit in organisation_ids
    ]


async def silent(
    connection: AsyncConnection,
    kinds: Collection[str],
    channels: Collection[str],
    organisation_ids: Collection[int] | None,
) -> list[UnitContact]:
    """Liaisons of organisations of these kinds (None = all of them) with an account on one of ``channels`` from which
    nothing has ever come. In roster order.
    """
    heard = {
        (channel, sender)
        for channel, sender in await connection.execute(select(inbox.c.channel, inbox.c.sender).distinct())
    }
    query = (
        select(organisations.c.id, organisations.c.name, people.c.id, people.c.name, people.c.phone)
        .add_columns(identities.c.channel, identities.c.account)
        .join(duties, (duties.c.organisation_id == organisations.c.id) & (duties.c.role == Role.LIAISON))
        .join(people, people.c.id == duties.c.person_id)
        .join(identities, identities.c.person_id == people.c.id)
        .where(organisations.c.listed, organisations.c.kind.in_(list(kinds)), identities.c.channel.in_(list(channels)))
        .order_by(organisations.c.id, people.c.id)
    )
    rows = [row for row in await connection.execute(query) if organisation_ids is None or row[0] in organisation_ids]
    spoken = {row[2] for row in rows if (row.channel, row.account) in heard}
    found = {
        (unit, person): UnitContact(unit, called, Contact(name=name, phone=phone))
        for unit, called, person, name, phone, *_ in rows
    }
    return [contact for (_, person), contact in found.items() if person not in spoken]

"""The people of a reach: whom a search finds, page by page, and what is known of some of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, false, func, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.clock import CHINA
from domain.events import EventVerb
from domain.messages import Unreachable
from domain.organisation import Role
from domain.reach import Reach
from storage.desk import area
from storage.states import OutboxState
from storage.tables import duties, events, identities, invites, organisations, outbox, people, unreachable_accounts
from storage.unreachable import of_identity

#: What somebody else did to a person, or nobody: it does not say that they were here.
_NOT_THEIRS = (EventVerb.UNBOUND, EventVerb.LEFT, EventVerb.CODE_RENEWED, EventVerb.CODE_TRIED, EventVerb.BINDING_ASKED)


@dataclass(frozen=True, kw_only=True)
class SeenDuty:
    """One duty in reach."""

    organisation_id: int
    code: str
    unit: str
    role: Role


@dataclass(frozen=True, kw_only=True)
class SeenAccount:
    """``bound_at``: None of those that a file named."""

    channel: str
    account: str
    bound_at: datetime | None
    unreachable: Unreachable | None


@dataclass(frozen=True, kw_only=True)
class SeenPerson:
    """Somebody with a duty in reach. ``elsewhere``: with another one beyond it.

    ``active_at``: when they last did something, ``reminded_at``: the last reminder that went out, both campaign time.
    ``code``: the invite code that nobody has used.
    """

    id: int
    name: str
    phone: str
    duties: tuple[SeenDuty, ...]
    elsewhere: bool
    accounts: tuple[SeenAccount, ...]
    active_at: datetime | None
    reminded_at: datetime | None
    code: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """``ids`` of one page, in the order of the roster; ``number`` of all there are."""

    ids: tuple[int, ...]
    number: int


async def search(
    connection: AsyncConnection,
    reach: Reach,
    *,
    words: str = "",
    organisation_id: int | None = None,
    offset: int = 0,
    limit: int,
) -> Found:
    """Those whose name, telephone or unit has ``words``; ``organisation_id``: of it and all below it.

    A reader, who is told no telephones, finds nobody by them.
    """
    which = [area.units(reach, duties.c.organisation_id)]
    if words:
        which.append(_has(words, phones=reach.acts))
    if organisation_id is not None:
        which.append(duties.c.organisation_id.in_(area.with_below(organisation_id)))
    query: Select[Any] = (
        select(duties.c.person_id, func.min(duties.c.organisation_id).label("first"))
        .join(people, people.c.id == duties.c.person_id)
        .join(organisations, organisations.c.id == duties.c.organisation_id)
        .where(*which)
        .group_by(duties.c.person_id)
    )
    number = await connection.scalar(select(func.count()).select_from(query.subquery()))
    page = query.order_by("first", duties.c.person_id).offset(offset).limit(limit)
    return Found(ids=tuple(await connection.scalars(page)), number=number or 0)


async def find(connection: AsyncConnection, reach: Reach, ids: Sequence[int]) -> list[SeenPerson]:
    """Those of ``ids``, few, who have a duty in reach, in the order given."""
    if not ids:
        return []
    served = await _duties(connection, reach, ids)
    accounts = await _accounts(connection, ids)
    seen_at, reminded = await active(connection, ids), await _reminded(connection, ids)
    query = (
        select(people.c.id, people.c.name, people.c.phone, invites.c.code, _elsewhere(reach))
        .outerjoin(invites, (invites.c.person_id == people.c.id) & invites.c.used_at.is_(None))
        .where(people.c.id.in_(ids))
    )
    found = {
        id_: SeenPerson(
            id=id_,
            name=name,
            phone=phone,
            duties=tuple(served[id_]),
            elsewhere=bool(elsewhere),
            accounts=tuple(accounts.get(id_, ())),
            active_at=seen_at.get(id_),
            reminded_at=reminded.get(id_),
            code=code or "",
        )
        for id_, name, phone, code, elsewhere in await connection.execute(query)
        if id_ in served
    }
    return [found[id_] for id_ in ids if id_ in found]


def _elsewhere(reach: Reach) -> ColumnElement[bool]:
    beyond = (duties.c.person_id == people.c.id) & ~area.units(reach, duties.c.organisation_id)
    return select(duties.c.person_id).where(beyond).exists()


async def _duties(connection: AsyncConnection, reach: Reach, ids: Sequence[int]) -> dict[int, list[SeenDuty]]:
    query = (
        select(duties.c.person_id, organisations.c.id, organisations.c.code, organisations.c.name, duties.c.role)
        .join(organisations, organisations.c.id == duties.c.organisation_id)
        .where(duties.c.person_id.in_(ids), area.units(reach, duties.c.organisation_id))
        .order_by(duties.c.person_id, organisations.c.id, duties.c.role)
    )
    found: dict[int, list[SeenDuty]] = {}
    for person_id, organisation_id, code, name, role in await connection.execute(query):
        duty = SeenDuty(organisation_id=organisation_id, code=code, unit=name, role=Role(role))
        found.setdefault(person_id, []).append(duty)
    return found


async def _accounts(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, list[SeenAccount]]:
    query = (
        select(identities, unreachable_accounts.c.reason)
        .select_from(identities)
        .outerjoin(unreachable_accounts, of_identity())
        .where(identities.c.person_id.in_(ids))
        .order_by(identities.c.id)
    )
    found: dict[int, list[SeenAccount]] = {}
    for row in (await connection.execute(query)).mappings():
        found.setdefault(row["person_id"], []).append(
            SeenAccount(
                channel=row["channel"],
                account=row["account"],
                bound_at=row["bound_at"].astimezone(CHINA) if row["bound_at"] else None,
                unreachable=row["reason"],
            )
        )
    return found


async def active(connection: AsyncConnection, ids: Collection[int]) -> dict[int, datetime]:
    """Person id → when they last did something, campaign time; of few people."""
    query = (
        select(events.c.person_id, func.max(events.c.at))
        .where(events.c.person_id.in_(ids), events.c.verb.not_in(_NOT_THEIRS))
        .group_by(events.c.person_id)
    )
    return {person_id: at.astimezone(CHINA) for person_id, at in await connection.execute(query)}


async def _reminded(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, datetime]:
    query = (
        select(identities.c.person_id, func.max(outbox.c.created_at))
        .join(outbox, (outbox.c.channel == identities.c.channel) & (outbox.c.account == identities.c.account))
        .where(
            identities.c.person_id.in_(ids),
            outbox.c.sent_at.is_not(None),
            outbox.c.state == OutboxState.SENT,
            outbox.c.key.startswith("remind:"),
        )
        .group_by(identities.c.person_id)
    )
    return {person_id: at.astimezone(CHINA) for person_id, at in await connection.execute(query)}


def _has(words: str, *, phones: bool) -> ColumnElement[bool]:
    phone = type_coerce(people.c.phone, String)
    return or_(
        people.c.name.contains(words, autoescape=True),
        organisations.c.name.contains(words, autoescape=True),
        organisations.c.code == words,
        phone.contains(words, autoescape=True) & ~phone.startswith("#") if phones else false(),
    )

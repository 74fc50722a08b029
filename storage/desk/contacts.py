"""Whom to call and where to look: what the units of a reach handed in, beside the liaisons that the roster knows."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.organisation import Role
from domain.reach import Reach
from storage.desk import area
from storage.obligations import counted, counting
from storage.tables import duties, identities, obligations, people, submissions

#: Characters of it that are read: more than any contact or address has.
LONGEST = 500


class GivenText(NamedTuple):
    """The newest that counts of one unit for one milestone."""

    unit: int
    item: str
    number: int
    text: str


class KnownContact(NamedTuple):
    """A liaison; ``bound``: with an account."""

    unit: int
    name: str
    phone: str
    bound: bool


async def given(connection: AsyncConnection, reach: Reach, campaign: str, items: Collection[str]) -> list[GivenText]:
    """``items``: the milestones' codes."""
    newest = (
        select(func.max(submissions.c.id))
        .select_from(submissions.join(obligations, obligations.c.id == submissions.c.obligation_id))
        .where(
            obligations.c.campaign == campaign,
            obligations.c.item.in_(items),
            area.units(reach, obligations.c.organisation_id),
            counted(),
            counting(),
        )
        .group_by(submissions.c.obligation_id)
    )
    query = (
        select(
            obligations.c.organisation_id,
            obligations.c.item,
            submissions.c.id,
            func.substr(submissions.c.text, 1, LONGEST),
            submissions.c.title,
            submissions.c.file_name,
        )
        .select_from(submissions.join(obligations, obligations.c.id == submissions.c.obligation_id))
        .where(submissions.c.id.in_(newest))
    )
    rows = await connection.execute(query)
    return [GivenText(unit, item, number, text or title or name) for unit, item, number, text, title, name in rows]


async def known(connection: AsyncConnection, reach: Reach) -> list[KnownContact]:
    """In the order of the roster."""
    bound = select(identities.c.person_id).where(identities.c.person_id == people.c.id).exists()
    query = (
        select(duties.c.organisation_id, people.c.name, people.c.phone, bound)
        .join(people, people.c.id == duties.c.person_id)
        .where(duties.c.role == Role.LIAISON, area.units(reach, duties.c.organisation_id))
        .order_by(duties.c.organisation_id, people.c.id)
    )
    return [KnownContact(*row) for row in await connection.execute(query)]
